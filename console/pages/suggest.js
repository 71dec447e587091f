// What `/` offers in the composer, canned answers with their placeholders filled in, and what `@` offers in a note, colleagues.

import { html, nothing } from '../vendor/lit-html.js';
import { language, t } from '../core/language.js';
import { changed, state } from '../core/state.js';
import { customerName } from '../parts/person.js';
import { keepDraft } from '../tickets/drafts.js';

let offer = null;
const Shown = 8;

/** A canned answer in the customer's language where there is one, with the names of this ticket in it. */
export function filled(answer, ticket) {
  const texts = answer.texts ?? {};
  const text = texts[ticket.language] ?? texts[language()] ?? texts.en ?? Object.values(texts)[0] ?? '';
  const values = { 'customer.name': customerName(ticket), 'ticket.reference': ticket.reference, 'ticket.subject': ticket.subject, 'agent.name': state.me?.displayName ?? state.session.name };
  return text.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (whole, name) => values[name] ?? whole);
}

/** Looks at what stands before the caret. */
export function suggest(field, ticket) {
  const before = field.value.slice(0, field.selectionStart);
  const [, sign, word] = before.match(/(?:^|\s)([/@])([^\s/@]*)$/u) ?? [];
  const canned = sign === '/' && state.composer.mode !== 'note';
  const mention = sign === '@' && state.composer.mode === 'note';
  const has = text => text.toLowerCase().includes(word.toLowerCase());
  const items = canned ? state.answers.filter(answer => has(answer.title)).map(answer => ({ label: answer.title, hint: filled(answer, ticket), text: filled(answer, ticket) }))
    : mention ? state.people.filter(person => has(person.displayName) || has(person.id)).map(person => ({ label: person.displayName, text: `@${person.id} ` })) : [];
  offer = items.length ? { field, ticket, items: items.slice(0, Shown), at: 0, from: before.length - word.length - 1, to: before.length } : null;
}

function take(item) {
  const { field, ticket, from, to } = offer;
  offer = null;
  field.setRangeText(item.text, from, to, 'end');
  keepDraft(ticket.id, state.composer.mode, field.value);
  field.focus();
  field.dispatchEvent(new Event('input', { bubbles: true }));
  changed();
}

/** Gives whether the key was for the offer. */
export function suggestKey(event) {
  if (!offer) return false;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) offer.at = (offer.at + step + offer.items.length) % offer.items.length;
  else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey || event.key === 'Tab') take(offer.items[offer.at]);
  else if (event.key === 'Escape') offer = null;
  else return false;
  event.preventDefault();
  event.stopPropagation();
  changed();
  return true;
}

export const suggestions = () => !offer || !offer.field.isConnected ? nothing : html`
  <div class="suggestions" role="listbox" aria-label=${t('suggestions')}>
    ${offer.items.map((item, i) => html`<div class="picker-item ${i === offer.at ? 'on' : ''}" role="option" aria-selected=${i === offer.at} @pointerdown=${event => { event.preventDefault(); take(item); }}>
      <span class="picker-label">${item.label}</span>${item.hint ? html`<span class="picker-hint">${item.hint}</span>` : nothing}</div>`)}
  </div>`;
