// The table of keys.

import { html } from '../vendor/lit-html.js';
import { t } from '../core/language.js';
import { changed, state } from '../core/state.js';
import { icon } from '../parts/icons.js';
import { closeDialog, isOutside } from '../parts/picker.js';
import { keys } from './keymap.js';

const draw = () => html`
  <dialog class="panel" aria-labelledby="help-title" @close=${closeDialog} @click=${event => isOutside(event) && closeDialog()}>
    <header><h2 id="help-title">${t('keys')}</h2><button class="icon-button" aria-label=${t('dismiss')} @click=${closeDialog}>${icon('x')}</button></header>
    <div class="key-groups">${['move', 'write', 'work'].map(group => html`
      <section><h3>${t(`keys.${group}`)}</h3><dl>${keys.filter(key => key.group === group).map(key => html`<div><dt>${t(key.name)}</dt><dd>${key.shown.split(' ').map(each => html`<kbd>${each}</kbd>`)}</dd></div>`)}</dl></section>`)}</div>
  </dialog>`;

export function showKeys() {
  state.dialog = { draw };
  changed();
}
