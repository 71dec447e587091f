// A person as a small disc with their initials, in one of six quiet colours that stay with them.

import { html } from '../vendor/lit-html.js';
import { state } from '../core/state.js';
import { t } from '../core/language.js';

const Hues = 6;

function hue(text) {
  let sum = 0;
  for (const each of text) sum = (sum * 31 + each.codePointAt(0)) >>> 0;
  return sum % Hues;
}

function initials(name) {
  const words = name.trim().split(/[\s._@-]+/).filter(Boolean);
  const letters = words.length > 1 ? [...words[0]][0] + [...words.at(-1)][0] : [...(words[0] ?? '?')].slice(0, /^[\u3000-\uffff]/.test(name) ? 1 : 2).join('');
  return letters.toUpperCase();
}

export const disc = name => html`<span class="disc hue${hue(name)}" aria-hidden="true">${initials(name)}</span>`;

/** What an agent is called here: by the directory, else by their id; oneself is "you". */
export function agentName(id, { self = true, otherwise = id } = {}) {
  if (self && id === state.session?.id) return t('you');
  const known = state.people.find(person => person.id === id)?.displayName ?? (id === state.session?.id ? state.session.name : null);
  state.stranger ||= Boolean(id) && !known;
  return known ?? otherwise ?? t('system');
}

export const customerName = ticket => ticket.customerName || ticket.customerId || t('customer');
