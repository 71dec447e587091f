// The mark of an update on its way to the customer, and, opened by it or by W, why: every step with its time, the cause in
// plain words, the customer's devices, and what can be done.

import { html, nothing } from '../vendor/lit-html.js';
import { exact, moment, t } from '../core/language.js';
import { changed, state } from '../core/state.js';
import { icon } from '../parts/icons.js';
import { customerOf, wantCustomer } from '../tickets/customers.js';
import { isBad, markOf, whyOf } from '../tickets/delivery.js';
import { deviceList } from './devices.js';

const Pictures = { waiting: 'clock', held: 'moon', handedOver: 'check', received: 'checks', opened: 'checks', notReached: 'warning', noDevice: 'warning', failed: 'warning', overtaken: 'check' };
const keyOf = (ticket, seq) => `${ticket}:${seq}`;

export function toggleWhy(ticket, seq) {
  const key = keyOf(ticket, seq);
  if (!state.why.delete(key)) state.why.add(key);
  changed();
}

/** Opens why the newest update that did not arrive, else the newest of all, is where it is. */
export function toggleNewestWhy(found) {
  const all = (found?.deliveries ?? []).filter(each => found.timeline.find(entry => entry.seq === each.seq)?.kind !== 'reminder');
  const newest = all.findLast(each => isBad(markOf(each))) ?? all.at(-1);
  if (newest) toggleWhy(found.summary.id, newest.seq);
  return newest?.seq;
}

export function marks(ticket, entry, delivery) {
  if (!delivery) return nothing;
  const mark = markOf(delivery);
  const name = t(`mark.${mark}`);
  const isOpen = state.why.has(keyOf(ticket, entry.seq));
  return html`<button class="mark ${mark}" aria-expanded=${isOpen} title="${name}${delivery.at ? `, ${exact(delivery.at)}` : ''} – ${t('why')}" @click=${() => toggleWhy(ticket, entry.seq)}>${icon(Pictures[mark])}<span>${name}</span></button>`;
}

const step = each => html`<li class="step ${each.step}"><span class="step-dot" aria-hidden="true"></span><span class="step-name">${t(`step.${each.step}`)}</span>
  <time datetime=${each.at} title=${exact(each.at)}>${moment(each.at)}</time>${each.until ? html`<span class="quiet">${t('step.until', { when: moment(each.until) })}</span>` : nothing}
  ${each.reason ? html`<span class="step-reason">${each.reason}</span>` : nothing}</li>`;

export function why(ticket, delivery) {
  if (!delivery || !state.why.has(keyOf(ticket.id, delivery.seq))) return nothing;
  wantCustomer(ticket.customerKey);
  const customer = customerOf(ticket.customerKey);
  const { cause, advice } = whyOf(delivery, customer?.data);
  return html`
    <div class="why">
      <p class="why-cause">${t(cause, { n: delivery.attempts })}</p>
      <ol class="steps" role="list">${delivery.steps.map(step)}</ol>
      ${advice ? html`<p class="why-advice">${icon('bolt')}${t(advice)}</p>` : nothing}
      ${customer?.data ? deviceList(customer.data.devices) : nothing}
    </div>`;
}
