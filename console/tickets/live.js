// Keeps the page true without a held connection: a cursor of changes is asked for, each second while somebody works here, ever
// more rarely when not, at most once a minute, at once when somebody looks again, and while nobody looks only for who wants to be
// told. A server on this machine says when there is something to ask for; when it does not, the clock does.

import { kept } from '../core/keep.js';
import { changed, state } from '../core/state.js';
import * as api from './api.js';
import { isUnsettled } from './delivery.js';
import { loadDesk } from './desk.js';
import { lists, loadList, loadTicket, noteChange, noteGone, ticketOf } from './store.js';
import { queryOf } from './views.js';

const Steps = [[30, 1], [120, 5], [300, 15], [Infinity, 60]];
const Rarest = 60_000;
const CountsEvery = 3_000;
const Presence = 4_000;
const Watched = 300_000;
const Meeting = 20_000;

let cursor = null;
let etag = null;
let usedAt = Date.now();
let timer = null;
let countedAt = 0;
let presence = { ticket: null, at: 0, typing: false };
let isOverList = () => false;

/** By what this machine tells who looks elsewhere. */
export const alerts = () => ({ notify: false, sound: false, ...kept('alerts') });
export const wantsAlerts = () => alerts().notify || alerts().sound;

const idle = () => (Date.now() - usedAt) / 1000;
const isSeen = () => document.visibilityState === 'visible';
const pause = () => !isSeen() ? Rarest : Steps.find(([until]) => idle() < until)[1] * 1000;

function plan(delay = pause()) {
  clearTimeout(timer);
  listen();
  timer = state.session && (isSeen() || wantsAlerts()) ? setTimeout(turn, delay) : null;
}

let stream = null;
let isTold = true;
let askedAt = 0;

// While nobody looks the connection is given back: a browser has few of them for a server.
function listen() {
  const isWanted = Boolean(state.session && state.config?.changes) && (isSeen() || wantsAlerts());
  if (isWanted === Boolean(stream)) return;
  stream?.close();
  stream = isWanted ? new EventSource(state.config.changes) : null;
  if (stream) stream.onmessage = () => { isTold = true; plan(0); };
}

// A stream that is open says when something changed; now and then one asks all the same.
const maySkip = () => stream?.readyState === EventSource.OPEN && state.online && cursor !== null && !isTold && Date.now() - askedAt < Rarest - 1_000;

let breaks = 0;
async function turn() {
  const before = breaks;
  try {
    await Promise.all([changes(), watch(), present(), meet()]);
    // An answer to what was asked before the line broke says nothing of the line now.
    if (before === breaks) setOnline(true);
  } catch (problem) {
    if (problem.status === 0) setOnline(false);
  }
  plan();
}

function setOnline(is) {
  if (state.online === is) return;
  state.online = is;
  changed();
}

async function changes() {
  if (maySkip()) return refreshList();
  [isTold, askedAt] = [false, Date.now()];
  const answer = await api.readChanges(cursor, etag);
  if (answer.status === 304) return;
  const isFirst = cursor === null;
  ({ etag } = answer);
  cursor = answer.data.cursor;
  for (const item of answer.data.items) {
    const before = ticketOf(item.id)?.summary;
    noteChange(item);
    if (wantsAlerts()) import('./alerts.js').then(({ alertOf }) => alertOf(before, item), () => {});
  }

  answer.data.gone?.forEach(id => noteGone(id));
  const open = ticketOf(state.route.ticket);
  if (open?.timeline && answer.data.items.some(item => item.id === state.route.ticket && item.version > open.timeline.length)) loadTicket(state.route.ticket);
  if (isFirst) catchUp();
  if (answer.data.items.length > 0 || isFirst) await recount();
  refreshList();
  changed();
  if (answer.data.hasMore) {
    isTold = true;
    await changes();
  }
}

// What was read before the first cursor was given may lack what changed in between.
function catchUp() {
  for (const [query, list] of lists) lists.set(query, { ...list, isStale: true });
  refreshList({ force: true });
  if (ticketOf(state.route.ticket)?.timeline) loadTicket(state.route.ticket);
}

let counting = null;

/** Reads the numbers beside the views; what changes within a few seconds of the last time is counted after these. */
export async function recount({ force = false } = {}) {
  const wait = countedAt + CountsEvery - Date.now();
  if (!force && wait > 0) {
    counting ??= setTimeout(() => recount({ force: true }).catch(() => {}), wait);
    return;
  }

  clearTimeout(counting);
  counting = null;
  countedAt = Date.now();
  state.counts = await api.readCounts();
  changed();
}

/** Puts new tickets into the list that is shown, unless they would move it under the pointer. */
export function refreshList({ force = false } = {}) {
  if (state.route.page !== 'list') return;
  const query = queryOf(state.route, state.saved);
  if (lists.get(query)?.isStale && (force || !isOverList())) loadList(query);
}

// The way of an update to the phone is not part of the ticket: while one is under way the ticket is read again.
let watchedAt = 0;
async function watch() {
  const ticket = ticketOf(state.route.ticket);
  const recent = ticket?.deliveries?.some(each => isUnsettled(each) && Date.now() - Date.parse(each.steps[0]?.at ?? 0) < Watched);
  if (!recent || idle() > 120 || Date.now() - watchedAt < 1_500) return;
  watchedAt = Date.now();
  await loadTicket(state.route.ticket);
}

async function present() {
  const { ticket } = state.route;
  if (!ticket || idle() > 60 || ticketOf(ticket)?.problem) return;
  if (presence.ticket === ticket && Date.now() - presence.at < (state.others?.length ? Presence / 2 : Presence)) return;
  presence = { ...presence, ticket, at: Date.now() };
  const { others } = await api.tellPresence(ticket, presence.typing);
  if (state.route.ticket === ticket && JSON.stringify(others) !== JSON.stringify(state.others)) {
    state.others = others;
    changed();
  }
}

// A colleague who came after this page was opened.
let metAt = 0;
async function meet() {
  if (!state.stranger || Date.now() - metAt < Meeting) return;
  [metAt, state.stranger] = [Date.now(), false];
  await loadDesk();
}

/** Tells colleagues on the same ticket that something is being written, or no more. */
export function typing(is) {
  if (presence.typing === is) return;
  presence = { ...presence, typing: is, at: 0 };
}

/** Somebody does something: what comes next is asked for soon. */
export function wake() {
  const wasIdle = idle() > Steps[0][0];
  usedAt = Date.now();
  // Who signs in again has nothing planned.
  if (wasIdle || !timer) plan(0);
}

export function startLive(overList) {
  isOverList = overList;
  for (const name of ['keydown', 'pointerdown', 'pointermove', 'wheel']) addEventListener(name, wake, { passive: true });
  document.addEventListener('visibilitychange', () => { if (isSeen()) usedAt = Date.now(); plan(isSeen() ? 0 : undefined); });
  addEventListener('online', () => plan(0));
  addEventListener('offline', () => { breaks++; setOnline(false); });
  plan(0);
}
