// One customer: all their tickets, their devices, what they wrote from, and how they rated what they got.

import { html, nothing } from '../vendor/lit-html.js';
import { repeat } from '../vendor/directives/repeat.js';
import { languageName, moment, speakOf, t } from '../core/language.js';
import { later, loadStyle } from '../core/later.js';
import { withTicket, write } from '../core/router.js';
import { state } from '../core/state.js';
import { due, stateChip } from '../parts/chips.js';
import { icon } from '../parts/icons.js';
import { disc } from '../parts/person.js';
import { relative } from '../parts/time.js';
import { problemFacts, sentence } from '../parts/toasts.js';
import { customerOf, moreOfCustomer, wantCustomer } from '../tickets/customers.js';
import { contextFacts, ratings } from './details.js';
import { deviceList } from './devices.js';

const forAdmins = part => later(() => Promise.all([import('../admin/customer-data.js'), speakOf('admin'), loadStyle('admin'), loadStyle('settings')]).then(([found]) => found[part]));
const [customerData, erasedCustomer] = [forAdmins('customerData'), forAdmins('erasedCustomer')];

/** What became of an archive of the customer's data that they or an admin asked for. */
export const archiveLine = ({ step, reason, keptUntil }) => html`<p class="quiet">${t(`archive.${step === 'failed' ? reason : step}`, { until: keptUntil ? moment(keptUntil) : '' })}</p>`;

const row = ticket => html`
  <li><a href=${write(withTicket(ticket.id))}><span class="small-subject">${ticket.subject}</span>${stateChip(ticket.state)}${due(ticket, { isShort: true })}
    <span class="quiet">${ticket.reference}</span>${relative(ticket.updatedAt, 'quiet')}</a></li>`;

export function customer() {
  wantCustomer(state.route.customer);
  const found = customerOf(state.route.customer);
  if (!found?.data) {
    return html`<section class="page" aria-label=${t('customer')}>${found?.problem ? html`<div class="empty bad">${icon('warning')}<p>${sentence(found.problem)} ${problemFacts(found.problem)}</p>${state.session.isAdmin ? erasedCustomer(state.route.customer) : nothing}</div>` : nothing}</section>`;
  }

  const { data } = found;
  const name = data.name || data.customerId;
  return html`
    <section class="page" aria-labelledby="page-title">
      <header class="page-head"><button class="icon-button" aria-label=${t('back')} @click=${() => history.back()}>${icon('back')}</button>
        ${disc(name)}<div><h1 id="page-title" tabindex="-1" dir="auto">${name}</h1><p class="quiet">${data.customerId}${data.language ? ` · ${languageName(data.language)}` : ''}</p></div></header>
      <div class="page-columns">
        <div><h2>${t('tickets')}</h2><ul class="small-list wide" role="list">${repeat(data.tickets.items, ticket => ticket.id, row)}</ul>
          ${data.tickets.cursor ? html`<button class="more" ?disabled=${found.isReadingOn} @click=${() => moreOfCustomer(data.customerKey)}>${t('more')}</button>` : nothing}</div>
        <div><h2>${t('devices')}</h2>${deviceList(data.devices)}
          ${data.ratings.length ? html`<dl class="facts-list ratings">${ratings(data.ratings)}</dl>` : nothing}
          ${data.lastContext ? html`<h2>${t('context')}</h2><dl class="facts-list">${contextFacts(data.lastContext)}</dl>` : nothing}
          ${state.session.isAdmin ? customerData(data.customerKey, name, data.export) : data.export ? archiveLine(data.export) : nothing}</div>
      </div>
    </section>`;
}
