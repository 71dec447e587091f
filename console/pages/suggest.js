// What `/` offers in the composer, canned answers with their placeholders filled in, and what `@` offers in a note, colleagues.

import { html, nothing } from '../vendor/lit-html.js';
import { language, t } from '../core/language.js';
import { changed, state } from '../core/state.js';
import { customerName } from '../parts/person.js';
import { keepDraft } from '../tickets/drafts.js';

const Shown = 8;

/** The field that something is offered for, and which of it the keys are on: { field, ticket, at }; null when nothing is wanted. */
let asked = null;

/** A canned answer in the customer's language where there is one, with the names of this ticket in it. */
export function filled(answer, ticket) {
  const texts = answer.texts ?? {};
  const text = texts[ticket.language] ?? texts[language()] ?? texts.en ?? Object.values(texts)[0] ?? '';
  const values = { 'customer.name': customerName(ticket), 'ticket.reference': ticket.reference, 'ticket.subject': ticket.subject, 'agent.name': state.me?.displayName ?? state.session.name };
  return text.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (whole, name) => values[name] ?? whole);
}

// What the words before the caret ask for, as they are now.
function offer() {
  if (!asked?.field.isConnected) return null;
  const { field, ticket } = asked;
  const before = field.value.slice(0, field.selectionStart);
  const [, sign, word] = before.match(/(?:^|\s)([/@])([^\s/@]*)$/u) ?? [];
  const isNote = state.composer.mode === 'note';
  const has = text => text.toLowerCase().includes(word.toLowerCase());
  const items = sign === '/' && !isNote ? state.answers.filter(answer => has(answer.title)).map(answer => ({ label: answer.title, hint: filled(answer, ticket), text: filled(answer, ticket) }))
    : sign === '@' && isNote ? state.people.filter(person => has(person.displayName) || has(person.id)).map(person => ({ label: person.displayName, text: `@${person.id} ` })) : [];
  return items.length ? { items: items.slice(0, Shown), from: before.length - word.length - 1, to: before.length } : null;
}

/** Somebody typed: what stands before the caret may ask for something. */
export function suggest(field, ticket) {
  asked = { field, ticket, at: 0 };
}

/** Offers nothing until somebody types again. */
export function endSuggest() {
  asked = null;
}

function take(item) {
  const now = offer();
  if (!now) return;
  const { field, ticket } = asked;
  field.setRangeText(item.text, now.from, now.to, 'end');
  keepDraft(ticket.id, state.composer.mode, field.value);
  field.focus();
  field.dispatchEvent(new Event('input', { bubbles: true }));
  endSuggest();
  changed();
}

/** Gives whether the key was for the offer. */
export function suggestKey(event) {
  const now = offer();
  if (!now) return false;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) asked.at = (asked.at + step + now.items.length) % now.items.length;
  else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey || event.key === 'Tab') take(now.items[Math.min(asked.at, now.items.length - 1)]);
  else if (event.key === 'Escape') endSuggest();
  else return false;
  event.preventDefault();
  event.stopPropagation();
  changed();
  return true;
}

export function suggestions() {
  const now = offer();
  return !now ? nothing : html`
    <div class="suggestions" role="listbox" aria-label=${t('suggestions')}>
      ${now.items.map((item, i) => html`<div class="picker-item ${i === asked.at ? 'on' : ''}" role="option" aria-selected=${i === asked.at} @pointerdown=${event => { event.preventDefault(); take(item); }}>
        <span class="picker-label">${item.label}</span>${item.hint ? html`<span class="picker-hint">${item.hint}</span>` : nothing}</div>`)}
    </div>`;
}
