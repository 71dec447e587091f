// What stands above the page, each drawing itself, and where the focus is meanwhile.

import { nothing } from '../vendor/lit-html.js';
import { state } from '../core/state.js';

export const dialogs = () => state.dialog ? state.dialog.draw(state.dialog) : nothing;

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
