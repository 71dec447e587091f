// Where an agent writes, in four modes. Each says who will see it and what it does to the ticket before it is sent.

import { html, nothing } from '../vendor/lit-html.js';
import { live } from '../vendor/directives/live.js';
import { languageName, language, nearest, t } from '../core/language.js';
import { afterDraw, changed, drawNow, state } from '../core/state.js';
import { icon } from '../parts/icons.js';
import { agentName, customerName } from '../parts/person.js';
import * as actions from '../tickets/actions.js';
import { draft, drafted, keepDraft } from '../tickets/drafts.js';
import { typing } from '../tickets/live.js';
import { enqueue } from '../tickets/outbox.js';
import { ticketOf } from '../tickets/store.js';
import { attach, uploading } from './attachments.js';
import { chooseTime } from './choose.js';
import { endSuggest, suggestions, suggestKey, suggest } from './suggest.js';
import { claimsOf, isElsewhere } from './ticket.js';

export const modes = ['answer', 'progress', 'ask', 'note'];
const Keys = { answer: 'R', progress: 'P', ask: 'M', note: 'N' };
const Longest = 8_000;

/** Opens the field in a mode, with the caret where one left off. */
export function openComposer(mode) {
  state.composer = { ...state.composer, mode, isOpen: true };
  // At once: the next letter may be there before the next frame.
  drawNow();
  focusComposer();
  // So that it is there when one wants to send later.
  import('./later.js').catch(() => {});
}

/** Puts the caret where one left off, once the field is there. */
export function focusComposer() {
  const field = document.getElementById('compose');
  (field ?? document.querySelector('.barred'))?.focus();
  field?.setSelectionRange(field.value.length, field.value.length);
  grow(field);
}

/** Whether a field was asked for whose ticket is still to come: until then keys are neither text nor commands. */
export const isComposerComing = () => state.composer.isOpen && Boolean(state.route.ticket) && !document.querySelector('#compose, .barred');

export function closeComposer() {
  state.composer.isOpen = false;
  typing(false);
  drawNow();
  document.querySelector('.composer-tabs [aria-selected=true]')?.focus();
}

function grow(field) {
  if (!field) return;
  field.style.height = 'auto';
  field.style.height = `${Math.min(field.scrollHeight + 2, innerHeight * 0.4)}px`;
}

function write(field, ticket) {
  keepDraft(ticket.id, state.composer.mode, field.value);
  grow(field);
  typing(field.value.trim().length > 0);
  suggest(field, ticket);
  changed();
}

/** Puts the text on its way and leaves the field ready for the next ticket. */
export function send(ticket, { then } = {}) {
  const { mode } = state.composer;
  const corrects = mode === 'answer' && ticket.state === 'resolved' ? ticketOf(ticket.id).timeline.findLast(entry => entry.kind === 'result')?.seq : undefined;
  const text = draft(ticket.id, mode).trim();
  if (!text || text.length > Longest) return;
  typing(false);
  if (then) then(text, mode);
  else {
    enqueue({ ticket: ticket.id, mode, text, version: ticket.version, claims: mode === 'note' ? null : claimsOf(ticket), corrects });
    keepDraft(ticket.id, mode, '');
  }

  state.composer = { mode: 'answer', isOpen: false };
  afterDraw(() => {
    const scroll = document.getElementById('timeline');
    if (scroll) { scroll.scrollTop = scroll.scrollHeight; scroll.focus(); }
  });
}

/** The sentence that says who sees it and what it does. */
function effect(ticket, mode) {
  const name = customerName(ticket);
  if (mode === 'note') return t('effect.note');
  const claims = ticket.state === 'open' ? ` ${t('effect.claims')}` : isElsewhere(ticket) ? ` ${t('effect.takesOver', { name: agentName(ticket.assignee) })}` : '';
  if (ticket.state === 'resolved' && mode !== 'progress') return t(mode === 'answer' ? 'effect.corrects' : 'effect.ask.resolved', { name });
  return t(`effect.${mode}`, { name }) + claims;
}

/** Why a mode cannot be used now; null when it can. */
function barred(ticket, mode) {
  if (ticket.state === 'closed') return { text: t('barred.closed') };
  if (mode === 'note') return null;
  if (ticket.state === 'resolved' && mode === 'progress') return { text: t('barred.resolved'), label: t('reopen'), run: () => actions.reopen(ticket.id).then(() => openComposer(mode)) };
  return null;
}

function otherLanguage(ticket) {
  const theirs = ticket.language ?? ticket.context?.locale;
  return theirs && nearest(theirs) !== language() && theirs.split('-')[0] !== language().split('-')[0]
    ? html`<span class="their-language">${t('theirLanguage', { language: languageName(theirs) })}</span>` : nothing;
}

function onKey(event, ticket) {
  if (event.isComposing || suggestKey(event)) return;
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    send(ticket);
  } else if (event.key === 'Escape') {
    event.preventDefault();
    event.stopPropagation();
    closeComposer();
  }
}

function onPaste(event, ticket) {
  const files = [...event.clipboardData.files];
  if (files.length === 0) return;
  event.preventDefault();
  attach(ticket.id, files);
}

function onDrop(event, ticket) {
  event.preventDefault();
  attach(ticket.id, [...event.dataTransfer.files]);
}

const tab = (mode, ticket) => html`
  <button role="tab" id="tab-${mode}" aria-controls="composer-panel" class="mode ${mode}" aria-selected=${state.composer.mode === mode} title="${t(`mode.${mode}`)}  ${Keys[mode]}" @click=${() => openComposer(mode)}>
    ${t(mode === 'answer' && ticket.state === 'resolved' ? 'mode.correct' : `mode.${mode}`)}<kbd>${Keys[mode]}</kbd>${drafted(ticket.id).includes(mode) && !(state.composer.isOpen && state.composer.mode === mode) ? html`<span class="mode-draft" title=${t('draft')}><span class="unseen">${t('draft')}</span></span>` : nothing}
  </button>`;

const sendName = (ticket, mode) => mode !== 'note' && isElsewhere(ticket) ? 'send.takeOver' : `send.${mode === 'answer' && ticket.state === 'resolved' ? 'correct' : mode}`;

function field(ticket, mode) {
  const text = draft(ticket.id, mode);
  const isLong = text.length > Longest;
  return html`
    <div class="composer-field">
      ${suggestions()}
      <textarea id="compose" rows="3" dir="auto" aria-label=${t(`mode.${mode}`)} aria-describedby="composer-effect" placeholder=${t(`placeholder.${mode}`)} .value=${live(text)}
        @input=${event => write(event.target, ticket)} @keydown=${event => onKey(event, ticket)} @paste=${event => onPaste(event, ticket)} @blur=${() => { typing(false); endSuggest(); }}></textarea>
    </div>
    ${uploading(ticket.id)}
    <div class="composer-foot">
      <p id="composer-effect" class="effect">${icon(mode === 'note' ? 'note' : 'person')}<span>${effect(ticket, mode)} ${otherLanguage(ticket)}</span></p>
      ${isLong ? html`<span class="bad-text">${t('tooLong', { n: text.length - Longest })}</span>` : nothing}
      <label class="icon-button" title=${t('attach')}>${icon('clip')}<span class="unseen">${t('attach')}</span><input type="file" multiple class="unseen" @change=${event => { attach(ticket.id, [...event.target.files]); event.target.value = ''; }}></label>
      ${mode === 'note' ? nothing : html`<button class="icon-button" aria-label=${t('later')} title=${t('later')} ?disabled=${!text.trim()} @click=${() => chooseTime('chooseLater', ticket)}>${icon('clock')}</button>`}
      <button class="button primary send ${mode}" ?disabled=${!text.trim() || isLong} @click=${() => send(ticket)}>${t(sendName(ticket, mode))}<kbd>Ctrl ↵</kbd></button>
    </div>`;
}

export function composer(found) {
  const ticket = found.summary;
  const { mode, isOpen } = state.composer;
  const bar = isOpen ? barred(ticket, mode) : null;
  return html`
    <div class="composer ${isOpen ? `open ${mode}` : ''}" @dragover=${event => event.preventDefault()} @drop=${event => onDrop(event, ticket)}>
      <div class="composer-top"><div class="composer-tabs" role="tablist" aria-label=${t('write')}>${modes.map(each => tab(each, ticket))}</div>
        ${isOpen ? html`<span class="entry-gap"></span><button class="icon-button" aria-label=${t('composer.close')} title="${t('composer.close')}  Esc" @click=${closeComposer}>${icon('down')}</button>` : nothing}</div>
      <div id="composer-panel" role="tabpanel" aria-labelledby="tab-${mode}">
        ${!isOpen ? html`<button class="composer-closed" @click=${() => openComposer(draftedMode(ticket))}>${draft(ticket.id, draftedMode(ticket)) ? draft(ticket.id, draftedMode(ticket)).slice(0, 120) : t('composer.placeholder', { name: customerName(ticket) })}</button>`
          : bar ? html`<div class="barred" tabindex="-1"><p>${bar.text}</p>${bar.run ? html`<button class="button" @click=${bar.run}>${bar.label}</button>` : nothing}</div>`
          : field(ticket, mode)}
      </div>
    </div>`;
}

const draftedMode = ticket => drafted(ticket.id)[0] ?? 'answer';
