// What can be done to all selected tickets at once: each gets its own entry, its own push and its own receipt.

import { html } from '../vendor/lit-html.js';
import { t } from '../core/language.js';
import { changed, state } from '../core/state.js';
import { icon } from '../parts/icons.js';
import { closeDialog, isOutside } from '../parts/picker.js';
import { tell } from '../parts/toasts.js';
import * as actions from '../tickets/actions.js';
import { draft, keepDraft } from '../tickets/drafts.js';
import { enqueue } from '../tickets/outbox.js';
import { ticketOf } from '../tickets/store.js';
import { claimsOf, isElsewhere } from './ticket.js';
import { chooseAgent, choosePriority, chooseQueue, chooseTag } from './choose.js';

function clearSelection() {
  state.selected.clear();
  changed();
}

const each = action => actions.forEach(state.selected, action);

function claimAll() {
  each(actions.claim).then(clearSelection);
}

/** One text to all of them. */
function writeAll() {
  state.dialog = { draw: textForAll, ids: [...state.selected], mode: 'progress', text: draft('all', 'all') };
  changed();
}

// The selected tickets that can take such a text; those that have their result, or are closed, cannot.
const takers = dialog => dialog.ids.map(id => ticketOf(id).summary).filter(({ state: is }) => is !== 'closed' && (dialog.mode === 'note' || is !== 'resolved'));

// Those of them that a colleague has: they are taken over.
const elsewhere = dialog => dialog.mode === 'note' ? [] : takers(dialog).filter(isElsewhere);

function sendAll(dialog) {
  const tickets = takers(dialog);
  for (const ticket of tickets) enqueue({ ticket: ticket.id, mode: dialog.mode, text: dialog.text.trim(), version: ticket.version, claims: dialog.mode === 'note' ? null : claimsOf(ticket) });
  keepDraft('all', 'all', '');
  state.dialog = null;
  tell(t('did.writeAll', { n: tickets.length }));
  clearSelection();
}

const textForAll = dialog => html`
  <dialog class="panel" aria-labelledby="all-title" @close=${closeDialog} @click=${event => isOutside(event) && closeDialog()}>
    <header><h2 id="all-title">${t('writeAll', { n: dialog.ids.length })}</h2><button class="icon-button" aria-label=${t('dismiss')} @click=${closeDialog}>${icon('x')}</button></header>
    <div class="segments" role="radiogroup" aria-label=${t('write')}>${['progress', 'answer', 'note'].map(mode => html`
      <label><input type="radio" name="mode" .checked=${dialog.mode === mode} @change=${() => { dialog.mode = mode; changed(); }}>${t(`mode.${mode}`)}</label>`)}</div>
    <p class="quiet">${t(`writeAll.${dialog.mode}`)}${elsewhere(dialog).length ? ` ${t('writeAll.elsewhere', { n: elsewhere(dialog).length })}` : ''}${takers(dialog).length < dialog.ids.length ? ` ${t('writeAll.left', { n: dialog.ids.length - takers(dialog).length })}` : ''}</p>
    <textarea rows="5" aria-label=${t(`mode.${dialog.mode}`)} .value=${dialog.text} @input=${event => { keepDraft('all', 'all', dialog.text = event.target.value); changed(); }}></textarea>
    <footer><button class="button" @click=${closeDialog}>${t('cancel')}</button><button class="button primary" ?disabled=${!dialog.text.trim() || takers(dialog).length === 0} @click=${() => sendAll(dialog)}>${t('writeAll.send', { n: takers(dialog).length })}</button></footer>
  </dialog>`;

export const bulkBar = () => html`
  <div class="bulk" role="toolbar" aria-label=${t('bulk', { n: state.selected.size })}>
    <span class="bulk-count">${t('bulk', { n: state.selected.size })}</span>
    <button class="icon-button" aria-label=${t('bulk.none')} @click=${clearSelection}>${icon('x')}</button>
    <button class="button small" @click=${claimAll}>${t('claim')}</button>
    <button class="button small" @click=${writeAll}>${t('bulk.write')}</button>
    <button class="icon-button" aria-label=${t('assign')} title=${t('assign')} @click=${() => chooseAgent([...state.selected])}>${icon('person')}</button>
    <button class="icon-button" aria-label=${t('queue')} title=${t('queue')} @click=${() => chooseQueue([...state.selected])}>${icon('folder')}</button>
    <button class="icon-button" aria-label=${t('priority')} title=${t('priority')} @click=${() => choosePriority([...state.selected])}>${icon('flag')}</button>
    <button class="icon-button" aria-label=${t('tag')} title=${t('tag')} @click=${() => chooseTag([...state.selected])}>${icon('tag')}</button>
  </div>`;
