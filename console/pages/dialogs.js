// What stands above the page: the list to choose from, the table of keys, and one text for many tickets.

import { html, nothing } from '../vendor/lit-html.js';
import { t } from '../core/language.js';
import { changed, state } from '../core/state.js';
import { icon } from '../parts/icons.js';
import { closeDialog, picker } from '../parts/picker.js';
import { keepDraft } from '../tickets/drafts.js';
import { elsewhere, sendAll, takers } from './bulk.js';
import { keys } from './keymap.js';

const outside = event => event.target === event.currentTarget && closeDialog();

const help = () => html`
  <dialog class="panel" aria-labelledby="help-title" @close=${closeDialog} @click=${outside}>
    <header><h2 id="help-title">${t('keys')}</h2><button class="icon-button" aria-label=${t('dismiss')} @click=${closeDialog}>${icon('x')}</button></header>
    <div class="key-groups">${['move', 'write', 'work'].map(group => html`
      <section><h3>${t(`keys.${group}`)}</h3><dl>${keys.filter(key => key.group === group).map(key => html`<div><dt>${t(key.name)}</dt><dd>${key.shown.split(' ').map(each => html`<kbd>${each}</kbd>`)}</dd></div>`)}</dl></section>`)}</div>
  </dialog>`;

const writeAll = dialog => html`
  <dialog class="panel" aria-labelledby="all-title" @close=${closeDialog} @click=${outside}>
    <header><h2 id="all-title">${t('writeAll', { n: dialog.ids.length })}</h2><button class="icon-button" aria-label=${t('dismiss')} @click=${closeDialog}>${icon('x')}</button></header>
    <div class="segments" role="radiogroup" aria-label=${t('write')}>${['progress', 'answer', 'note'].map(mode => html`
      <label><input type="radio" name="mode" .checked=${dialog.mode === mode} @change=${() => { dialog.mode = mode; changed(); }}>${t(`mode.${mode}`)}</label>`)}</div>
    <p class="quiet">${t(`writeAll.${dialog.mode}`)}${elsewhere(dialog).length ? ` ${t('writeAll.elsewhere', { n: elsewhere(dialog).length })}` : ''}${takers(dialog).length < dialog.ids.length ? ` ${t('writeAll.left', { n: dialog.ids.length - takers(dialog).length })}` : ''}</p>
    <textarea rows="5" aria-label=${t(`mode.${dialog.mode}`)} .value=${dialog.text} @input=${event => { keepDraft('all', 'all', dialog.text = event.target.value); changed(); }}></textarea>
    <footer><button class="button" @click=${closeDialog}>${t('cancel')}</button><button class="button primary" ?disabled=${!dialog.text.trim() || takers(dialog).length === 0} @click=${() => sendAll(dialog)}>${t('writeAll.send', { n: takers(dialog).length })}</button></footer>
  </dialog>`;

// A part that is loaded later brings its own.
const own = dialog => dialog.draw(dialog);

const Kinds = { picker, help, writeAll, own };

export const dialogs = () => state.dialog ? Kinds[state.dialog.kind](state.dialog) : nothing;

let before = null;

/** After each drawing: what is new stands above with the focus in it; when it goes the focus returns to where it was. */
export function settleDialogs() {
  const dialog = document.querySelector('#app dialog');
  if (dialog && !dialog.open) {
    before = document.activeElement;
    dialog.showModal();
    dialog.querySelector('input, textarea')?.focus();
  } else if (!dialog && before) {
    if (before.isConnected && (document.activeElement === document.body || !document.activeElement)) before.focus({ preventScroll: true });
    before = null;
  }
}
