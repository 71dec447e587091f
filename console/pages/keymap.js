// The keys: one key, one action. The same table is what `?` shows and what Ctrl K offers.

import { t } from '../core/language.js';
import { go, withTicket } from '../core/router.js';
import { afterDraw, changed, state } from '../core/state.js';
import { closeDialog } from '../parts/picker.js';
import { complain, tell, undoNewest } from '../parts/toasts.js';
import * as actions from '../tickets/actions.js';
import { newestUndoable } from '../tickets/outbox.js';
import { ticketOf } from '../tickets/store.js';
import { levels } from '../parts/chips.js';
import { chooseAgent, chooseMerge, choosePriority, chooseQueue, chooseTag, chooseTime } from './choose.js';
import { closeComposer, isComposerComing, openComposer } from './composer.js';
import { toggleNewestWhy } from './delivery.js';
import { chooseFilter } from './filters.js';
import { currentList, toggle } from './list.js';
import { openPalette } from './palette.js';
import { edit } from './pending.js';

/** Shows the table of keys, which is loaded when it is first wanted. */
export const showKeys = () => import('./help.js').then(found => found.showKeys(), complain);

/** The ticket that keys act on: the one that is open, else the row that the keys are on. */
const target = () => state.route.page === 'list' ? state.route.ticket ?? state.cursor : null;
const targets = () => state.selected.size ? [...state.selected] : [target()].filter(Boolean);
const on = run => () => { const ids = targets(); if (ids.length) run(ids); };
const isWide = () => matchMedia('(min-width: 721px)').matches;

function move(step) {
  if (state.route.page !== 'list') return;
  const ids = currentList()?.ids ?? [];
  const now = ids.indexOf(state.route.ticket ?? state.cursor);
  const next = ids[now < 0 ? (step > 0 ? 0 : ids.length - 1) : Math.min(ids.length - 1, Math.max(0, now + step))];
  if (!next) return;
  state.cursor = next;
  if (state.route.ticket && isWide()) go(withTicket(next), { replace: true });
  afterDraw(() => {
    const row = document.getElementById(`row-${next}`);
    row?.scrollIntoView({ block: 'nearest' });
    if (!state.route.ticket) row?.querySelector('a')?.focus({ preventScroll: true });
  });
}

function open() {
  if (state.cursor && !state.route.ticket) go(withTicket(state.cursor));
}

/** Opens the field of a ticket that may have to be opened first. */
function compose(mode) {
  const id = target();
  if (!id) return;
  if (state.route.ticket !== id) go(withTicket(id));
  openComposer(mode);
}

/** One step back: what stands above goes first, then the field, the selection, the ticket. */
function back() {
  if (state.dialog) return closeDialog();
  if (state.nav || state.details) Object.assign(state, { nav: false, details: false });
  else if (state.composer.isOpen) return closeComposer();
  else if (state.selected.size) state.selected.clear();
  else if (state.route.page !== 'list') return history.length > 1 ? history.back() : go({ page: 'list', view: 'mine' });
  else if (state.route.ticket) {
    const { ticket } = state.route;
    go(withTicket(undefined));
    afterDraw(() => document.querySelector(`#row-${CSS.escape(ticket)} a`)?.focus({ preventScroll: true }));
  } else if (state.route.q || Object.keys(state.route.filters ?? {}).length) go({ page: 'list', view: state.route.view, id: state.route.id, q: '' });
  changed();
}

function claimOrTake(ids) {
  for (const id of ids) {
    const ticket = ticketOf(id).summary;
    if (ticket.state === 'open') actions.claim(id);
    else if (ticket.assignee !== state.session.id && ticket.state !== 'closed') actions.takeOver(id);
  }
}

function endOrSay(ids) {
  for (const id of ids) if (ticketOf(id).summary.state === 'resolved') actions.close(id); else tell(t('close.unresolved'));
}

function why() {
  const seq = toggleNewestWhy(ticketOf(target()));
  if (seq) afterDraw(() => document.getElementById(`entry-${seq}`)?.scrollIntoView({ block: 'nearest' }));
}

function undo() {
  const id = newestUndoable();
  if (id) edit(id);
  else if (!undoNewest()) tell(t('undo.nothing'));
}

function select() {
  if (target()) toggle(target());
}

/** Name, the key as it is shown, as tinykeys reads it, what it does, and its group. */
export const keys = [
  ['key.next', 'J', 'j', () => move(1), 'move'],
  ['key.previous', 'K', 'k', () => move(-1), 'move'],
  ['key.open', 'Enter', null, open, 'move'],
  ['key.back', 'Esc', 'Escape', back, 'move'],
  ['key.search', '/', '/', () => openPalette({ onlySearch: true }), 'move'],
  ['filter', 'F', 'f', () => chooseFilter(), 'move'],
  ['palette', 'Ctrl K', '$mod+k', () => openPalette(), 'move'],
  ['key.mine', 'G M', 'g m', () => go({ page: 'list', view: 'mine', q: '' }), 'move'],
  ['key.unassigned', 'G U', 'g u', () => go({ page: 'list', view: 'unassigned', q: '' }), 'move'],
  ['reports', 'G R', 'g r', () => go({ page: 'reports' }), 'move'],
  ['claim', 'C', 'c', on(claimOrTake), 'work', 'person'],
  ['mode.answer', 'R', 'r', () => compose('answer'), 'write', 'send'],
  ['mode.progress', 'P', 'p', () => compose('progress'), 'write', 'reply'],
  ['mode.ask', 'M', 'm', () => compose('ask'), 'write', 'help'],
  ['mode.note', 'N', 'n', () => compose('note'), 'write', 'note'],
  ['key.send', 'Ctrl ↵', null, null, 'write'],
  ['key.canned', '/', null, null, 'write'],
  ['assign', 'A', 'a', on(chooseAgent), 'work', 'person'],
  ['queue', 'Q', 'q', on(chooseQueue), 'work', 'folder'],
  ['priority', '1–4', null, on(choosePriority), 'work', 'flag'],
  ['tag', 'T', 't', on(chooseTag), 'work', 'tag'],
  ['snooze', 'S', 's', on(ids => chooseTime('chooseSnooze', ids)), 'work', 'moon'],
  ['close', 'E', 'e', on(endOrSay), 'work', 'check'],
  ['why', 'W', 'w', why, 'work', 'phone'],
  ['details', 'D', 'd', () => { state.details = !state.details; changed(); }, 'work', 'person'],
  ['undo', 'U', 'u', undo, 'work', 'back'],
  ['key.select', 'X', 'x', select, 'work', 'check'],
  ['keys', '?', 'Shift+?', showKeys, 'move', 'help'],
].map(([name, shown, press, run, group, icon]) => ({ name, shown, press, run, group, icon }));

/** Bindings for tinykeys; none counts while one types or something stands above, except leaving it. */
export function bindings() {
  const always = new Set(['Escape', '$mod+k']);
  const table = { '?': guard(keys.find(key => key.name === 'keys').run) };
  for (const { press, run } of keys) if (press && press !== 'Shift+?') table[press] = always.has(press) ? event => { event.preventDefault(); run(); } : guard(run);
  levels.forEach((level, i) => { table[String(i + 1)] = guard(on(ids => actions.forEach(ids, id => actions.setPriority(id, level)))); });
  return table;
}

const isTyping = target => target.closest?.('input:not([type=checkbox]), textarea, select, .barred');

function guard(run) {
  return event => {
    if (state.dialog || isTyping(event.target) || isComposerComing() || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    run();
  };
}

/** What can be done to the ticket that is open, for Ctrl K. */
export function actionsOf() {
  const found = ticketOf(target());
  if (!found) return [];
  const offers = {
    claim: found.summary.state === 'open' || found.summary.assignee !== state.session.id, close: found.summary.state === 'resolved', why: found.deliveries?.length > 0, undo: false, details: false, keys: false,
  };
  const rare = [
    found.summary.state === 'resolved' && { label: t('reopen'), icon: 'back', run: () => actions.reopen(target()) },
    found.summary.assignee === state.session.id && found.summary.state !== 'open' && { label: t('release'), icon: 'out', run: () => actions.release(target()) },
    found.summary.state !== 'closed' && { label: t('merge'), icon: 'folder', run: () => chooseMerge(target()) },
  ];
  return [...keys.filter(key => key.icon && key.run && (offers[key.name] ?? true)).map(key => ({ label: t(key.name), keys: key.shown, icon: key.icon, run: key.run })), ...rare.filter(Boolean)];
}
