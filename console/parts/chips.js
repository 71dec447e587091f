// Small marks of a ticket: its state, when a word is due, its priority and tags. None says it by colour alone.

import { html, nothing } from '../vendor/lit-html.js';
import { ago, exact, span, t } from '../core/language.js';
import { icon } from './icons.js';

export const stateChip = state => html`<span class="chip state-${state}"><span class="dot" aria-hidden="true"></span>${t(`state.${state}`)}</span>`;

/** When the next word is due: late, soon (within a quarter of an hour), or later. */
export function due(ticket, { isShort = false } = {}) {
  if (!ticket.dueAt) return nothing;
  const left = Date.parse(ticket.dueAt) - Date.now();
  const kind = left < 0 ? 'late' : left < 15 * 60_000 ? 'soon' : 'calm';
  const text = left < 0 ? t('due.late', { span: span(Date.now(), ticket.dueAt) }) : isShort ? t('due.short', { span: span(Date.now(), ticket.dueAt) }) : t('due.in', { when: ago(ticket.dueAt) });
  return html`<span class="due ${kind}" title=${t('due.at', { when: exact(ticket.dueAt) })}>${kind === 'calm' ? nothing : icon('clock')}${text}</span>`;
}

export const levels = ['low', 'normal', 'high', 'urgent'];

export const priorityChip = priority => !priority || priority === 'normal' ? nothing
  : html`<span class="priority ${priority}" title=${t(`priority.${priority}`)}>${icon('flag')}${t(`priority.${priority}`)}</span>`;

/** Tags; of more than `most` the rest is counted, and named on hover. */
export const tags = (list, { most = Infinity } = {}) => html`${(list ?? []).slice(0, most).map(tag => html`<span class="tag">${tag}</span>`)}${list?.length > most ? html`<span class="tag" title=${list.slice(most).join(', ')}>+${list.length - most}</span>` : nothing}`;

