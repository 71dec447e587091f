// Short sentences at the foot of the page: what was done, with its undo, or why it was not, with what support needs to know.

import { html } from '../vendor/lit-html.js';
import { repeat } from '../vendor/directives/repeat.js';
import { has, t } from '../core/language.js';
import { changed, state } from '../core/state.js';
import { icon } from './icons.js';

const Lasts = { said: 5_000, problem: 12_000 };
let next = 1;

function add(toast) {
  const id = next++;
  state.toasts = [...state.toasts.slice(-2), { ...toast, id }];
  setTimeout(() => dismiss(id), Lasts[toast.problem ? 'problem' : 'said']);
  changed();
}

export function dismiss(id) {
  state.toasts = state.toasts.filter(toast => toast.id !== id);
  changed();
}

/** Says what was done; `action` is { label, run }. */
export const tell = (text, action) => add({ text, action });

/** Says why something was not done; that somebody signed out meanwhile needs no saying. */
export const complain = (problem, action) => problem.code !== 'signed_out' && add({ text: sentence(problem), problem, action });

/** The sentence of a problem in the agent's language, else the server's own. */
export function sentence(problem) {
  const key = `problem.${problem.code}`;
  return has(key) ? t(key) : problem.detail || t('problem.unknown');
}

/** Undoes what was said last, if it can be. Gives whether there was something. */
export function undoNewest() {
  const toast = state.toasts.findLast(each => each.action);
  if (!toast) return false;
  dismiss(toast.id);
  toast.action.run();
  return true;
}

/** Puts a text on the clipboard, and says so. */
export const copy = text => navigator.clipboard?.writeText(text).then(() => tell(t('copied', { text })), () => {});

export const problemFacts = problem => html`<span class="facts">${problem.code}${problem.traceId ? html` · <button class="link" @click=${() => copy(problem.traceId)} title=${t('copy')}>${problem.traceId.slice(0, 12)}</button>` : null}</span>`;

export const toasts = () => html`
  <div class="toasts" role="status" aria-live="polite">
    ${repeat(state.toasts, toast => toast.id, toast => html`
      <div class="toast ${toast.problem ? 'bad' : ''}">
        <span class="toast-text">${toast.text} ${toast.problem ? problemFacts(toast.problem) : null}</span>
        ${toast.action ? html`<button class="link strong" @click=${() => { dismiss(toast.id); toast.action.run(); }}>${toast.action.label}</button>` : null}
        <button class="icon-button" aria-label=${t('dismiss')} @click=${() => dismiss(toast.id)}>${icon('x')}</button>
      </div>`)}
  </div>`;
