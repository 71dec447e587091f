// A list to choose from by typing: colleagues, queues, tags, priorities, and with Ctrl K everything. Arrows move, Enter takes.

import { html, nothing } from '../vendor/lit-html.js';
import { live } from '../vendor/directives/live.js';
import { t } from '../core/language.js';
import { changed, drawNow, state } from '../core/state.js';
import { icon } from './icons.js';

const Shown = 60;

/**
 * Opens it. Items are { label, hint?, icon?, keys?, group?, run }; `search` may bring more for what is typed, `typed` makes an
 * item of the text itself.
 */
export function pick({ title, placeholder, items, search, typed, stays = false }) {
  state.dialog = { draw: picker, title, placeholder, items, search, typed, stays, text: '', at: 0, found: [], foundFor: '' };
  drawNow();
}

/** At once, so that the next key goes to the page again. */
export function closeDialog() {
  state.dialog = null;
  drawNow();
}

/** Whether a click on a dialog was beside it. */
export const isOutside = event => event.target === event.currentTarget;

const fold = text => text.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '');

/** What is to be chosen from for the text that stands there now. */
function matching(dialog) {
  const words = fold(dialog.text).split(/\s+/).filter(Boolean);
  const fits = item => words.every(word => fold(`${item.label} ${item.hint ?? ''}`).includes(word));
  const items = typeof dialog.items === 'function' ? dialog.items() : dialog.items;
  // Until the server has answered for this text, what it found for an earlier one stays as far as one can see that it fits.
  const found = dialog.foundFor === dialog.text ? dialog.found : dialog.found.filter(fits);
  const made = dialog.typed && dialog.text.trim() ? dialog.typed(dialog.text.trim()) : null;
  return [...items.filter(fits), ...found, ...(made ? [made] : [])].slice(0, Shown);
}

let searching = null;

async function type(dialog, text) {
  Object.assign(dialog, { text, at: 0 });
  changed();
  if (!dialog.search) return;
  searching?.abort();
  const mine = searching = new AbortController();
  try {
    const found = text.trim().length > 1 ? await dialog.search(text.trim(), mine.signal) : [];
    if (mine.signal.aborted) return;
    const chosen = dialog.at > 0 ? matching(dialog)[dialog.at] : null;
    Object.assign(dialog, { found, foundFor: text });
    // What one has gone to stays chosen, though more was found before it.
    if (chosen) dialog.at = Math.max(0, matching(dialog).findIndex(item => item.label === chosen.label && item.hint === chosen.hint));
    changed();
  } catch {
    // What was found before stays; the next letter asks again.
  }
}

function take(dialog, item) {
  if (!item || state.dialog !== dialog) return;
  if (!dialog.stays) closeDialog();
  item.run();
  changed();
}

// Of the dialog as it is now: who types fast presses Enter before what was typed is drawn.
function onKey(event, dialog) {
  if (event.isComposing) return;
  const items = matching(dialog);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    dialog.at = (dialog.at + step + items.length) % Math.max(1, items.length);
    changed();
    queueMicrotask(() => requestAnimationFrame(() => document.querySelector('.picker .on')?.scrollIntoView({ block: 'nearest' })));
  } else if (event.key === 'Enter') {
    event.preventDefault();
    take(dialog, items[dialog.at]);
  }
}

function picker(dialog) {
  const items = matching(dialog);
  return html`
    <dialog class="picker" aria-label=${dialog.title} @close=${closeDialog} @click=${event => isOutside(event) && closeDialog()}>
      <div class="picker-field">${icon('search')}
        <input type="text" role="combobox" aria-expanded=${items.length > 0} aria-controls="picker-items" aria-label=${dialog.title} aria-autocomplete="list" autocomplete="off" spellcheck="false"
          aria-activedescendant=${items.length ? `picker-${dialog.at}` : nothing} placeholder=${dialog.placeholder ?? dialog.title}
          .value=${live(dialog.text)} @input=${event => type(dialog, event.target.value)} @keydown=${event => onKey(event, dialog)}>
      </div>
      <div id="picker-items" role=${items.length ? 'listbox' : 'status'} aria-label=${dialog.title}>
        ${items.map((item, i) => html`
          ${item.group && item.group !== items[i - 1]?.group ? html`<div class="picker-group" role="presentation">${item.group}</div>` : nothing}
          <div class="picker-item ${i === dialog.at ? 'on' : ''}" id="picker-${i}" role="option" aria-selected=${i === dialog.at} @click=${() => take(dialog, item)} @pointermove=${() => dialog.at !== i && (dialog.at = i, changed())}>
            ${item.icon ? icon(item.icon) : nothing}<span class="picker-label">${item.label}</span>
            ${item.hint ? html`<span class="picker-hint">${item.hint}</span>` : nothing}
            ${item.isOn ? icon('check') : nothing}
            ${item.keys ? html`<kbd>${item.keys}</kbd>` : nothing}
          </div>`)}
        ${items.length === 0 ? html`<div class="picker-none">${t('picker.none')}</div>` : nothing}
      </div>
    </dialog>`;
}
