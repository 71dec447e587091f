// Beside a ticket: who the customer is, with which devices, from where they wrote, and what else they asked.

import { html, nothing } from '../vendor/lit-html.js';
import { repeat } from '../vendor/directives/repeat.js';
import { clockIn, languageName, t } from '../core/language.js';
import { withTicket, write } from '../core/router.js';
import { changed, state } from '../core/state.js';
import { stateChip } from '../parts/chips.js';
import { icon } from '../parts/icons.js';
import { customerName, disc } from '../parts/person.js';
import { relative } from '../parts/time.js';
import { customerOf, wantCustomer } from '../tickets/customers.js';
import { deviceList } from './devices.js';

const fact = (name, value) => value ? html`<div class="fact"><dt>${name}</dt><dd dir="auto">${value}</dd></div>` : nothing;

export function contextFacts(context) {
  if (!context) return nothing;
  const app = [context.app, context.appVersion].filter(Boolean).join(' ');
  const device = [context.device, context.os].filter(Boolean).join(' · ');
  return html`${fact(t('context.app'), app)}${fact(t('context.device'), device)}${Object.entries(context.values ?? {}).map(([name, value]) => fact(name, value))}`;
}

/** The mean of a customer's ratings, as one of the facts. */
export function ratings(list) {
  if (!list?.length) return nothing;
  const mean = list.reduce((sum, each) => sum + each, 0) / list.length;
  return fact(t('ratings'), html`<span class="stars" aria-hidden="true">${'★'.repeat(Math.round(mean))}${'☆'.repeat(5 - Math.round(mean))}</span> ${t('ratings.mean', { mean: mean.toFixed(1), n: list.length })}`);
}

const others = (customer, ticket) => {
  const rest = (customer?.tickets?.items ?? []).filter(each => each.id !== ticket.id);
  return rest.length === 0 ? nothing : html`
    <h2>${t('customer.others')}</h2>
    <ul class="small-list" role="list">${repeat(rest.slice(0, 5), each => each.id, each => html`<li><a href=${write(withTicket(each.id))}><span class="small-subject">${each.subject}</span>${stateChip(each.state)}${relative(each.updatedAt, 'quiet')}</a></li>`)}</ul>`;
};

export function details(found) {
  const ticket = found.summary;
  wantCustomer(ticket.customerKey);
  const customer = customerOf(ticket.customerKey)?.data;
  const zone = customer?.devices?.find(device => device.timeZone)?.timeZone;
  const spoken = ticket.language ?? ticket.context?.locale ?? customer?.language;
  return html`
    <aside class="details" aria-label=${t('details')} ?data-open=${state.details}>
      <button class="icon-button details-close" aria-label=${t('details.close')} @click=${() => { state.details = false; changed(); }}>${icon('x')}</button>
      <a class="details-person" href=${ticket.customerKey ? write({ page: 'customer', customer: ticket.customerKey }) : nothing}>${disc(customerName(ticket))}<span><strong dir="auto">${customerName(ticket)}</strong><span class="quiet">${ticket.customerId}</span></span></a>
      <dl class="facts-list">
        ${fact(t('language'), spoken && languageName(spoken))}
        ${fact(t('customer.time'), zone && clockIn(zone))}
        ${contextFacts(ticket.context)}
        ${ratings(customer?.ratings)}
      </dl>
      ${customer ? html`<h2>${t('devices')}</h2>${deviceList(customer.devices)}` : nothing}
      ${others(customer, ticket)}
    </aside>`;
}
