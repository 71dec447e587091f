// Texts on their way to the server: they wait 5 seconds for somebody who thinks better of it, wait for the network,
// are repeated safely by their key, and stop at a conflict with what others wrote meanwhile. They survive a reload.

import { newKey, Problem } from '../core/http.js';
import { t } from '../core/language.js';
import { go, withTicket } from '../core/router.js';
import { keep, kept, keptUnder } from '../core/keep.js';
import { changed, state } from '../core/state.js';
import { complain } from '../parts/toasts.js';
import * as api from './api.js';
import { keepDraft, draft } from './drafts.js';
import { loadTicket, take, ticketOf } from './store.js';

const Undo = 5_000;
const Retry = 4_000;
const timers = new Map();

/** What waits, each kept by itself, so that no tab writes over another one's: { id, ticket, mode, text, key, version, claims, state: undo|sending|offline|conflict|failed, dueAt, problem }. */
let items = [];

export const waiting = ticket => items.filter(item => item.ticket === ticket);

const find = id => items.find(item => item.id === id);
const nameOf = id => `outbox/${id}`;

const save = ({ problem, ...item }) => state.session && keep(nameOf(item.id), item);

function set(id, change) {
  items = items.map(item => item.id === id ? { ...item, ...change } : item);
  save(find(id));
  changed();
}

function drop(id) {
  clearTimeout(timers.get(id));
  items = items.filter(item => item.id !== id);
  keep(nameOf(id), null);
  changed();
}

function plan(id, delay) {
  clearTimeout(timers.get(id));
  timers.set(id, setTimeout(() => send(id), delay));
}

/** Puts a text on its way; its draft is empty from now on. Gives its id. */
export function enqueue({ ticket, mode, text, version, claims = null, corrects }) {
  const item = { id: newKey(), key: newKey(), ticket, mode, text, version, claims, corrects, state: 'undo', dueAt: Date.now() + Undo };
  items = [...items, item];
  save(item);
  keepDraft(ticket, mode, '');
  plan(item.id, Undo);
  changed();
  return item.id;
}

/** Takes a text back into its draft, which what was typed since follows. Gives where it went. */
export function takeBack(id) {
  const item = find(id);
  if (!item || item.state === 'sending') return null;
  const since = draft(item.ticket, item.mode);
  keepDraft(item.ticket, item.mode, since ? `${item.text}\n\n${since}` : item.text);
  drop(id);
  return { ticket: item.ticket, mode: item.mode };
}

/** The newest text that can still be taken back. */
export const newestUndoable = () => items.findLast(item => item.state === 'undo')?.id;

/** Sends on top of what others wrote meanwhile. */
export function sendAnyway(id) {
  set(id, { version: ticketOf(find(id).ticket)?.summary.version, key: newKey(), state: 'sending' });
  send(id);
}

export const sendNow = id => send(id);

/** Sends it now, unless others wrote what it should heed. */
async function send(id) {
  const item = find(id);
  if (!item) return;
  if (item.mode !== 'note' && news(item).length > 0) return stop(id, 'conflict', new Problem({ code: 'version_mismatch' }));
  set(id, { state: 'sending', problem: null, version: newest(item) });
  try {
    if (item.claims) await claimFirst(find(id));
    const current = find(id);
    const body = { text: item.text, ...(item.corrects ? { corrects: item.corrects } : {}) };
    take(await api.write(item.ticket, item.mode, body, { key: item.key, version: item.mode === 'note' ? undefined : current.version }), { isWrite: true });
    drop(id);
  } catch (problem) {
    await refused(id, problem);
  }
}

// What came since and does not matter to the text is no reason to be refused.
const newest = item => Math.max(item.version, ticketOf(item.ticket)?.timeline?.at(-1)?.seq ?? 0);

// Answering a ticket that nobody has means taking it on; one that a colleague has, taking it over.
async function claimFirst(item) {
  const view = await api.claim(item.ticket, item.claims === 'takeOver', { key: `${item.key}-claim`, version: item.version });
  take(view, { isWrite: true });
  set(item.id, { claims: null, version: view.ticket.version });
}

async function refused(id, problem) {
  const item = find(id);
  if (problem.isPassing) {
    set(id, { state: 'offline', problem });
    plan(id, Retry);
  } else if (problem.status === 412) {
    await loadTicket(item.ticket);
    // Reminders and notes change the number of the ticket and nothing that an answer depends on.
    if (news(item).length === 0 && ticketOf(item.ticket).timeline) sendAnyway(id);
    else stop(id, 'conflict', problem);
  } else {
    stop(id, 'failed', problem);
  }
}

// It waits for the agent; who is elsewhere by now is told.
function stop(id, is, problem) {
  set(id, { state: is, problem });
  const { ticket } = find(id);
  if (state.route.ticket !== ticket) complain(problem, { label: t('show'), run: () => go(withTicket(ticket)) });
}

const Matters = new Set(['progress', 'result', 'message', 'inquiry', 'reopened', 'closed', 'claimed', 'assigned', 'merged', 'rating', 'attachment']);

/** What others did on the ticket since the text was written. */
export const news = item => (ticketOf(item.ticket)?.timeline ?? []).filter(entry => entry.seq > item.version && Matters.has(entry.kind) && !entry.nudge && entry.byId !== state.session?.id);

/** Takes up what a reload interrupted. Texts that were being sent are repeated by their key. */
export function startOutbox() {
  // An older version kept them in one place.
  kept('outbox', []).forEach(save);
  keep('outbox', null);
  items = keptUnder('outbox/').sort((a, b) => a.dueAt - b.dueAt);
  for (const item of items) if (item.state !== 'conflict' && item.state !== 'failed') plan(item.id, Math.max(0, (item.dueAt ?? 0) - Date.now()));
}

// Another tab has sent it, or taken it back.
addEventListener('storage', ({ key, newValue }) => {
  const item = items.find(each => key?.endsWith(nameOf(each.id)));
  if (item && newValue === null && item.state !== 'sending') drop(item.id);
});

addEventListener('online', () => items.filter(item => item.state === 'offline').forEach(item => send(item.id)));
