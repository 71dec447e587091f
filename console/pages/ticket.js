// The right column: one ticket, with what can be done to it, its timeline, and where one writes.

import { html, nothing } from '../vendor/lit-html.js';
import { listOf, t } from '../core/language.js';
import { withTicket, write } from '../core/router.js';
import { changed, state } from '../core/state.js';
import { due, levels, priorityChip, stateChip, tags } from '../parts/chips.js';
import { icon } from '../parts/icons.js';
import { agentName, customerName } from '../parts/person.js';
import { copy, problemFacts, sentence } from '../parts/toasts.js';
import * as actions from '../tickets/actions.js';
import { loadTicket, ticketOf } from '../tickets/store.js';
import { chooseAgent, choosePriority, chooseQueue, chooseTag, chooseTime } from './choose.js';
import { composer } from './composer.js';
import { details } from './details.js';
import { timeline } from './timeline.js';

export const openTicket = () => ticketOf(state.route.ticket);

/** Whether the ticket is the agent's own to write to. */
export const isMine = ticket => ticket.assignee === state.session.id && ticket.state !== 'open';
export const isElsewhere = ticket => Boolean(ticket.assignee) && ticket.assignee !== state.session.id && (ticket.state === 'inProgress' || ticket.state === 'waiting');

/** What writing to the customer takes first: a ticket that nobody has is claimed, one that a colleague has is taken over. */
export const claimsOf = ticket => ticket.state === 'open' ? 'claim' : isElsewhere(ticket) ? 'takeOver' : null;

const button = (name, keys, run, picture) => html`<button class="icon-button" aria-label=${t(name)} title="${t(name)}  ${keys}" @click=${run}>${icon(picture)}</button>`;

function main(ticket) {
  const { id } = ticket;
  if (ticket.state === 'open') return html`<button class="button primary" title="${t('claim')}  C" @click=${() => actions.claim(id)}>${t('claim')}<kbd>C</kbd></button>`;
  if (isElsewhere(ticket)) return html`<button class="button" title="${t('takeOver')}  C" @click=${() => actions.takeOver(id)}>${t('takeOver')}</button>`;
  if (ticket.state === 'resolved') return html`<button class="button" title="${t('close')}  E" @click=${() => actions.close(id)}>${t('close')}<kbd>E</kbd></button>`;
  return nothing;
}

const who = ticket => ticket.assignee && ticket.state !== 'open' ? html`<span class="head-who">${icon('person')}${agentName(ticket.assignee)}</span>` : nothing;

const queueName = id => state.queues.find(queue => queue.id === id)?.name ?? id;

const header = ticket => html`
  <header class="ticket-head">
    <div class="head-top">
      <a class="icon-button back" aria-label=${t('back')} href=${write(withTicket(undefined))}>${icon('back')}</a>
      <h1 tabindex="-1" id="ticket-title" title=${ticket.subject}>${ticket.subject}</h1>
      ${ticket.reference ? html`<button class="reference" title=${t('copy')} @click=${() => copy(ticket.reference)}>${ticket.reference}</button>` : nothing}
    </div>
    <div class="head-low">
      ${stateChip(ticket.state)}${who(ticket)}${due(ticket)}${priorityChip(ticket.priority)}
      ${ticket.queue ? html`<span class="head-queue">${icon('folder')}${queueName(ticket.queue)}</span>` : nothing}${tags(ticket.tags)}
      <span class="head-gap"></span>
      <span class="head-actions" role="toolbar" aria-label=${t('actions')}>
        ${button('assign', 'A', () => chooseAgent([ticket.id]), 'person')}
        ${button('queue', 'Q', () => chooseQueue([ticket.id]), 'folder')}
        ${button('priority', `1–${levels.length}`, () => choosePriority([ticket.id]), 'flag')}
        ${button('tag', 'T', () => chooseTag([ticket.id]), 'tag')}
        ${button('snooze', 'S', () => chooseTime('chooseSnooze', [ticket.id]), 'moon')}
        <button class="icon-button details-button" aria-label=${t('details')} aria-pressed=${state.details} title="${t('details')}  D" @click=${() => { state.details = !state.details; changed(); }}>${icon('phone')}</button>
        ${main(ticket)}
      </span>
    </div>
    ${others()}
  </header>`;

/** Who else looks at it now, and who is typing. */
function others() {
  const here = state.others ?? [];
  if (here.length === 0) return nothing;
  const typing = here.filter(each => each.typing).map(each => each.name);
  const names = listOf(here.map(each => each.name));
  return html`<p class="others ${typing.length ? 'typing' : ''}" role="status">${icon('person')}${typing.length ? t('others.typing', { names: listOf(typing), n: typing.length }) : t('others.here', { names, n: here.length })}</p>`;
}

export function ticket() {
  const found = openTicket();
  if (!state.route.ticket) return html`<section class="ticket none" aria-label=${t('ticket')}><div class="empty">${icon('inbox')}<p>${t('ticket.none')}</p><p class="quiet">${t('ticket.none.keys')}</p></div></section>`;
  if (found?.problem && !found.timeline) {
    return html`<section class="ticket none" aria-label=${t('ticket')}><div class="empty bad">${icon('warning')}<p>${found.problem.status === 404 ? t('ticket.gone') : sentence(found.problem)} ${problemFacts(found.problem)}</p>
      <button class="button" @click=${() => loadTicket(state.route.ticket)}>${t('again')}</button> <a class="button" href=${write(withTicket(undefined))}>${t('back')}</a></div></section>`;
  }

  if (!found?.summary.subject) return html`<section class="ticket" aria-label=${t('ticket')} aria-busy="true"><div class="skeletons ticket-skeleton" aria-hidden="true"><span class="skeleton bar"></span><span class="skeleton block"></span><span class="skeleton block"></span></div></section>`;
  return html`
    <section class="ticket" aria-label=${t('ticket.of', { name: customerName(found.summary) })}>
      ${header(found.summary)}
      <div class="ticket-body">
        <div class="ticket-main">${timeline(found)}${composer(found)}</div>
        ${details(found)}
      </div>
    </section>`;
}
