// The tickets that the page knows, the lists they stand in, and changes that show before the server has said yes.

import { Problem } from '../core/http.js';
import { changed, state } from '../core/state.js';
import * as api from './api.js';
import { belongs } from './views.js';

/** Tickets by id: { summary, timeline, deliveries, scheduled, isLoading, problem }; without a timeline only the summary is known. */
export const tickets = new Map();

/** Lists by their query: { ids, cursor, isLoading, isReadingOn, problem, isStale }; one reads on when the next page was asked for. */
export const lists = new Map();

export const ticketOf = id => tickets.get(id);

/** When tickets were taken away: the number of each, counted from 1. */
const gone = new Map();
let departures = 0;
const Page = 50;
/** Tickets that the server gives at most at a time. */
const LargestPage = 100;
/** Tickets of a list that are read again at most. */
const Longest = 500;

/** Takes a summary in unless a newer one is there. */
export function learn(summary) {
  const known = tickets.get(summary.id);
  if (known && known.summary.version > summary.version) return;
  // Only the ticket itself and lists that ask for it say what reached nobody.
  const notReached = summary.notReached ?? (known?.summary.version === summary.version ? known.summary.notReached : undefined);
  tickets.set(summary.id, { ...known, summary: { ...summary, notReached } });
}

/** Takes in a ticket as the API shows it; what it says of deliveries counts only where it says something. */
export function take(view, { isWrite = false } = {}) {
  const id = view.ticket.id;
  const known = tickets.get(id);
  if (known?.timeline && known.summary.version > view.ticket.version) return;
  const deliveries = isWrite && known?.deliveries ? mix(known.deliveries, view.deliveries) : view.deliveries;
  tickets.set(id, { ...known, summary: view.ticket, timeline: view.timeline, deliveries, scheduled: view.scheduled ?? [], isLoading: false, problem: null });
  changed();
}

// Right after a write the API knows nothing yet of the ways of older updates.
const mix = (before, now) => now.map(each => before.find(old => old.seq === each.seq) ?? each);

/** Reads a ticket again, showing what is known meanwhile. */
export async function loadTicket(id) {
  const known = tickets.get(id);
  const before = gone.get(id);
  tickets.set(id, { summary: { id, version: 0 }, ...known, isLoading: true, problem: null });
  changed();
  try {
    const view = await api.readTicket(id);
    // It went away while it was read: what was read does not count.
    if (gone.get(id) !== before) return await loadTicket(id);
    take(view);
  } catch (problem) {
    // What is not one's to see any more is not shown as it was.
    if (problem.status === 404) noteGone(id, problem);
    else tickets.set(id, { ...tickets.get(id), isLoading: false, problem });
    changed();
  }
}

const reading = new Map();

/** Reads a list anew as far as it is shown, or its next page after what is being read, once however often it is asked for meanwhile. What is shown stays until the answer is there. */
export function loadList(query, { more = false } = {}) {
  const before = reading.get(query);
  if (before && (before.more || !more)) return before.task;
  const task = (before ? before.task.then(() => readPage(query, more)) : readPage(query, more)).finally(() => reading.get(query)?.task === task && reading.delete(query));
  reading.set(query, { task, more });
  return task;
}

async function readPage(query, more) {
  const list = lists.get(query) ?? { ids: [], cursor: null };
  if (more && !list.cursor) return;
  const before = departures;
  // The next page does not have what is new at the beginning.
  lists.set(query, { ...list, isLoading: true, isReadingOn: more, isStale: more && list.isStale, problem: null });
  changed();
  try {
    let [ids, cursor] = more ? [list.ids, list.cursor] : [[], null];
    // Who has read on sees as much of it as before.
    const wanted = more ? ids.length + Page : Math.max(Page, Math.min(list.ids.length, Longest));
    do {
      const page = await api.listTickets(`${query}&limit=${Math.min(LargestPage, Math.max(Page, wanted - ids.length))}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
      page.items.forEach(learn);
      ids = [...new Set([...ids, ...page.items.map(item => item.id)])];
      cursor = page.cursor ?? null;
    } while (cursor && ids.length < wanted);
    ids = ids.filter(id => !(gone.get(id) > before));
    lists.set(query, { ids, cursor, isLoading: false, loadedAt: Date.now(), isStale: lists.get(query)?.isStale });
  } catch (problem) {
    lists.set(query, { ...list, isLoading: false, problem });
  }
  changed();
}

/** Puts what changed elsewhere into the lists: gone tickets stay in their place, dimmed; new ones make the list stale. */
export function noteChange(summary) {
  learn(summary);
  for (const [query, list] of lists) {
    const fits = belongs(summary, query, state.session?.id);
    if (fits !== false && !list.ids.includes(summary.id)) lists.set(query, { ...list, isStale: true });
  }
}

/** Takes a ticket away that went to a queue or a colleague where one does not see it. */
export function noteGone(id, problem = new Problem({ status: 404, code: 'not_found' })) {
  gone.set(id, ++departures);
  if (!tickets.has(id)) return;
  tickets.set(id, { summary: { id, version: 0 }, problem });
  for (const [query, list] of lists) lists.set(query, { ...list, ids: list.ids.filter(each => each !== id) });
}

/**
 * Shows a change at once and sends it; when that fails the change is taken back and the problem thrown.
 * @param {string} id
 * @param {object} change what the summary becomes
 * @param {() => Promise<object>} send gives the ticket as the API shows it
 */
export async function optimistically(id, change, send) {
  const before = tickets.get(id);
  tickets.set(id, { ...before, summary: { ...before.summary, ...change } });
  changed();
  try {
    const view = await send();
    if (view?.ticket) take(view, { isWrite: true });
    return view;
  } catch (problem) {
    const now = tickets.get(id);
    const undone = Object.fromEntries(Object.keys(change).map(name => [name, before.summary[name]]));
    tickets.set(id, { ...now, summary: { ...now.summary, ...undone } });
    changed();
    throw problem;
  }
}
