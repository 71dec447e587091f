// The views of the list: which tickets each shows, and what the API is asked for.

const Working = 'open,inProgress,waiting';

/** The views that everybody has, in the order in which they stand. */
export const Views = {
  mine: { query: { assignee: 'me', state: Working }, icon: 'inbox', key: 'G M' },
  mineDue: { query: { assignee: 'me', overdue: 'true' }, icon: 'clock' },
  unassigned: { query: { assignee: 'none', state: 'open' }, icon: 'circle', key: 'G U' },
  awaitingUs: { query: { awaits: 'agent' }, icon: 'reply' },
  notReached: { query: { notReached: 'true' }, icon: 'warning' },
  overdue: { query: { overdue: 'true' }, icon: 'flame' },
  all: { query: { state: Working }, icon: 'list' },
  resolved: { query: { state: 'resolved', order: 'newest' }, icon: 'check' },
};

/** What the API is asked for by a route of the list, as text that also names the list. */
export function queryOf(route, saved = []) {
  const asked = new URLSearchParams(baseOf(route, saved));
  for (const [field, value] of Object.entries(route.filters ?? {})) asked.set(field, value);
  return asked.toString();
}

function baseOf(route, saved) {
  if (route.q) return { q: route.q, order: 'newest' };
  if (route.view === 'queue') return { queue: route.id, state: Working };
  if (route.view === 'saved') return saved.find(each => each.id === route.id)?.query ?? '';
  return (Views[route.view] ?? Views.all).query;
}

let last = { query: null };

// The same query is asked about for each row of a list.
function read(query) {
  if (last.query !== query) last = { query, asked: new URLSearchParams(query) };
  return last.asked;
}

/** Whether a ticket belongs into a list, as far as the console can tell by itself; undefined when only the server can. */
export function belongs(ticket, query, me) {
  const asked = read(query);
  if (asked.has('q') || asked.has('notReached') || asked.has('customer')) return undefined;
  const holds = {
    state: value => value.split(',').includes(ticket.state),
    assignee: value => value === 'none' ? !ticket.assignee || ticket.state === 'open' : ticket.assignee === (value === 'me' ? me : value),
    queue: value => (ticket.queue ?? '') === value,
    priority: value => ticket.priority === value,
    tag: value => (ticket.tags ?? []).includes(value),
    awaits: value => ticket.awaits === value,
    overdue: () => Boolean(ticket.dueAt) && Date.parse(ticket.dueAt) < Date.now(),
  };
  return Object.entries(holds).every(([name, check]) => !asked.has(name) || check(asked.get(name)));
}
