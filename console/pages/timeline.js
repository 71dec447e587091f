// The conversation of a ticket from its first words on: what customer and agents wrote, and between it, small, what else happened.

import { html, nothing } from '../vendor/lit-html.js';
import { repeat } from '../vendor/directives/repeat.js';
import { moment, t } from '../core/language.js';
import { state } from '../core/state.js';
import { icon } from '../parts/icons.js';
import { agentName, customerName, disc } from '../parts/person.js';
import { atTime } from '../parts/time.js';
import { waiting } from '../tickets/outbox.js';
import { attachment } from './attachments.js';
import { marks, why } from './delivery.js';
import { pending, scheduled } from './pending.js';

const Words = new Set(['submitted', 'message', 'inquiry', 'progress', 'result', 'note']);
const modeOf = { progress: 'progress', result: 'answer', note: 'note', message: 'ask' };

// Addresses become links, and nothing else of a text becomes anything but text.
const Address = /https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]}]/g;

function written(text) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(Address)) {
    parts.push(text.slice(end, match.index), html`<a href=${match[0]} target="_blank" rel="noopener noreferrer nofollow">${match[0]}</a>`);
    end = match.index + match[0].length;
  }

  return [...parts, text.slice(end)];
}

// `@ann` in a note.
const mentions = text => text.split(/(@[\p{L}\p{N}_.-]+)/u).map((part, i) => i % 2 ? html`<mark class="mention">${part}</mark>` : written(part));

function label(entry, count) {
  if (entry.by === 'customer') return entry.kind === 'inquiry' ? t('entry.inquiry') : nothing;
  const mode = modeOf[entry.kind];
  return html`<span class="entry-kind ${mode}">${entry.kind === 'note' ? icon('note') : nothing}${t(entry.corrects ? 'entry.correction' : `entry.${entry.kind}`, { seq: entry.corrects, count })}</span>`;
}

function card(found, entry) {
  const { summary } = found;
  const name = entry.by === 'customer' ? customerName(summary) : agentName(entry.byId, { otherwise: entry.byName });
  const delivery = found.deliveries?.find(each => each.seq === entry.seq);
  return html`
    <li class="entry card ${entry.by} ${entry.kind}" id="entry-${entry.seq}">
      ${disc(entry.by === 'customer' ? name : agentName(entry.byId, { self: false, otherwise: entry.byName }))}
      <article aria-label="${name}, ${moment(entry.at)}">
        <header><strong>${name}</strong>${label(entry)}<span class="entry-gap"></span>${marks(summary.id, entry, delivery)}${atTime(entry.at, 'entry-time')}</header>
        ${entry.text ? html`<div class="entry-text" dir="auto">${entry.kind === 'note' ? mentions(entry.text) : written(entry.text)}</div>` : nothing}
        ${why(summary, delivery)}
      </article>
    </li>`;
}

/** The sentence of an entry that is no text of anybody. */
function eventText(entry, count) {
  const values = { name: agentName(entry.byId, { otherwise: entry.byName }), score: entry.score, level: entry.level, n: count, when: entry.dueAt && moment(entry.dueAt) };
  switch (entry.kind) {
    case 'assigned': return entry.assignee ? t('event.assigned', { ...values, assignee: agentName(entry.assignee) }) : t('event.released', values);
    case 'changed': return (entry.changes ?? []).map(change => t(`event.changed.${change.field}`, { ...values, to: said(change.field, change.to) })).join(' · ');
    case 'inquiry': return t('event.nudge', values);
    case 'reopened': return entry.by === 'agent' ? t('event.reopened.agent', values) : t('event.reopened', values);
    case 'merged': return t(entry.into ? 'event.merged.into' : 'event.merged', values);
    default: return t(`event.${entry.kind}`, values);
  }
}

function said(field, value) {
  if (field === 'priority') return t(`priority.${value ?? 'normal'}`);
  if (field === 'queue') return value ? state.queues.find(queue => queue.id === value)?.name ?? value : t('queue.general');
  return value ? value.split(',').join(', ') : t('tags.none');
}

const Pictures = { claimed: 'person', assigned: 'person', status: 'reply', inquiry: 'bolt', reopened: 'back', reminder: 'clock', rating: 'star', closed: 'check', changed: 'tag', merged: 'folder', snoozed: 'moon' };
const Internal = new Set(['reminder', 'assigned', 'changed', 'merged', 'snoozed']);

// The words of who is not satisfied stand just above, as theirs.
const isSaid = (found, entry) => entry.kind === 'reopened' && found.timeline.some(each => each.seq === entry.seq - 1 && each.text === entry.text);

function event(found, entry, count) {
  const delivery = found.deliveries?.find(each => each.seq === entry.seq);
  const isLoud = entry.kind === 'inquiry' || entry.kind === 'reopened' || (entry.kind === 'rating' && entry.score <= 2);
  return html`
    <li class="entry event ${isLoud ? 'loud' : ''}" id="entry-${entry.seq}">
      ${icon(Pictures[entry.kind] ?? 'dots')}
      <span class="event-text">${eventText(entry, count)}${entry.kind === 'rating' ? html` <span class="stars" aria-hidden="true">${'★'.repeat(entry.score)}${'☆'.repeat(5 - entry.score)}</span>` : nothing}
        ${entry.text && entry.kind !== 'status' && !isSaid(found, entry) ? html`<q dir="auto">${entry.text}</q>` : nothing}
        ${Internal.has(entry.kind) ? html`<span class="quiet"> · ${t('agentsOnly')}</span>` : nothing}</span>
      <span class="entry-gap"></span>${entry.kind === 'reminder' ? nothing : marks(found.summary.id, entry, delivery)}${atTime(entry.at, 'entry-time')}
      ${entry.kind === 'reminder' ? nothing : why(found.summary, delivery)}
    </li>`;
}

function one(found, entry, nudges) {
  if (entry.kind === 'attachment') return attachment(found, entry);
  if (Words.has(entry.kind) && !(entry.kind === 'inquiry' && !entry.text)) return card(found, entry);
  return event(found, entry, nudges.get(entry.seq));
}

// "Any news?" is counted: the second one is louder than the first.
function countNudges(entries) {
  const nudges = new Map();
  for (const entry of entries) if (entry.kind === 'inquiry' && !entry.text) nudges.set(entry.seq, nudges.size + 1);
  return nudges;
}

export function timeline(found) {
  const entries = found.timeline ?? [];
  const nudges = countNudges(entries);
  return html`
    <div class="timeline-scroll" id="timeline" tabindex="0" role="region" aria-label=${t('timeline')}>
      <ol class="timeline" role="list">
        ${repeat(entries, entry => entry.seq, entry => one(found, entry, nudges))}
        ${found.timeline ? nothing : html`<li class="skeleton block" aria-hidden="true"></li>`}
        ${(found.scheduled ?? []).map(item => scheduled(found.summary.id, item))}
        ${repeat(waiting(found.summary.id), item => item.id, pending)}
      </ol>
    </div>`;
}
