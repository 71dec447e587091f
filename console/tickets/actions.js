// What an agent does to a ticket with one key or click. Each shows at once, can be undone for 5 seconds where that makes sense,
// and says so in a sentence when it fails.

import { moment, t } from '../core/language.js';
import { state } from '../core/state.js';
import { complain, tell } from '../parts/toasts.js';
import * as api from './api.js';
import { optimistically, ticketOf, loadTicket } from './store.js';

const me = () => state.session.id;
const nobody = null;

/** Does it; a failure is said and gives null. With `undo` the success is said too, and can be taken back. */
async function act(id, change, send, { said, undo } = {}) {
  try {
    const view = await optimistically(id, change, send);
    if (said) tell(said, undo && { label: t('undo'), run: undo });
    return view ?? true;
  } catch (problem) {
    complain(problem);
    if (problem.status === 409 || problem.status === 412) loadTicket(id);
    return null;
  }
}

const subject = id => ticketOf(id)?.summary.subject ?? '';

export const claim = id => act(id, { state: 'inProgress', assignee: me() }, () => api.claim(id, false), { said: t('did.claim', { subject: subject(id) }), undo: () => release(id) });

export const takeOver = id => act(id, { assignee: me() }, () => api.claim(id, true), { said: t('did.takeOver', { subject: subject(id) }) });

export const release = id => act(id, { state: 'open', assignee: nobody }, () => api.release(id));

export function assign(id, person) {
  const before = ticketOf(id).summary;
  const back = () => before.assignee && before.state !== 'open' ? assign(id, { id: before.assignee }) : release(id);
  return act(id, { assignee: person.id, state: before.state === 'open' ? 'inProgress' : before.state }, () => api.assign(id, person.id), {
    said: person.displayName && t('did.assign', { name: person.displayName }), undo: back,
  });
}

/** Changes priority, queue or tags. */
export function file(id, change, said) {
  const before = ticketOf(id).summary;
  const back = Object.fromEntries(Object.keys(change).map(name => [name, before[name] ?? (name === 'tags' ? [] : name === 'priority' ? 'normal' : null)]));
  return act(id, change, () => api.file(id, change), { said, undo: said && (() => file(id, back)) });
}

export const setPriority = (id, priority) => ticketOf(id)?.summary.priority === priority ? null
  : file(id, { priority }, t('did.priority', { priority: t(`priority.${priority}`) }));

export const setQueue = (id, queue) => file(id, { queue: queue?.id ?? null }, t('did.queue', { queue: queue?.name ?? t('queue.general') }));

export const setTags = (id, tags) => file(id, { tags });

export const reopen = id => act(id, { state: 'open' }, () => api.reopen(id), { said: t('did.reopen') });

export const merge = (id, into) => act(id, { state: 'closed' }, () => api.merge(id, into.id), { said: t('did.merge', { subject: into.subject }) });

export const cancelLater = (id, item) => act(id, {}, () => api.cancelLater(id, item)).then(() => loadTicket(id));

/** Ends a ticket for good, 5 seconds from now unless it is undone. */
export function close(id) {
  const timer = setTimeout(() => act(id, { state: 'closed' }, () => api.close(id)), 5_000);
  tell(t('did.close', { subject: subject(id) }), { label: t('undo'), run: () => clearTimeout(timer) });
}

/** Puts a ticket of one's own aside until a time, 5 seconds from now unless it is undone. */
export function snooze(id, until) {
  const at = until.toISOString();
  const timer = setTimeout(() => act(id, { dueAt: at }, () => api.snooze(id, at)), 5_000);
  tell(t('did.snooze', { subject: subject(id), when: moment(until) }), { label: t('undo'), run: () => clearTimeout(timer) });
}

/** The same for many tickets, four at a time. */
export async function forEach(ids, action) {
  const queue = [...ids];
  await Promise.all(Array.from({ length: 4 }, async () => {
    while (queue.length) await action(queue.shift());
  }));
}
