// A line of the audit record: who did what when, about what, and how it ended; the rest of what is known of it on demand.

import { html, nothing } from '../vendor/lit-html.js';
import { exact, has, number, t } from '../core/language.js';
import { withTicket, write } from '../core/router.js';
import { changed, state } from '../core/state.js';
import { icon } from '../parts/icons.js';
import { disc } from '../parts/person.js';
import { atTime } from '../parts/time.js';
import { copy } from '../parts/toasts.js';
import { ticketOf } from '../tickets/store.js';

/** What is told of, by the name of the operation, in groups. */
export const acts = {
  tickets: ['ClaimTicket', 'ReleaseTicket', 'AssignTicket', 'AddProgress', 'AskCustomer', 'RecordResult', 'AddNote', 'SendLater', 'CancelLater', 'SnoozeTicket', 'FileTicket', 'MergeTicket', 'CloseTicket', 'ReopenTicket', 'AnnounceAgentAttachment', 'ConfirmAgentAttachment', 'GetAnyAttachment'],
  customers: ['ShowCustomer', 'ExportAnyCustomer', 'EraseAnyCustomer', 'GetAnyErasure', 'RepeatErasures'],
  desk: ['ChangeOwnProfile', 'ChangePerson', 'RemovePerson', 'PutQueue', 'DeleteQueue', 'PutAnswer', 'DeleteAnswer', 'PutView', 'DeleteView', 'RegisterDevice', 'UnregisterDevice', 'TestDevice'],
  server: ['ListAudit', 'ExportAudit', 'VerifyAudit', 'RenewTickets', 'ReregisterDevices', 'Enrolled'],
};

const Key = /^[0-9a-hjkmnp-tv-z]{26}$/;
const short = id => `…${id.slice(-6)}`;

/** What a person is called whom a key stands for. */
export function nameOfActor(key) {
  if (key === 'roll') return t('system');
  return state.people.find(person => person.key === key)?.displayName ?? (key === state.me?.key ? state.me.displayName : short(key));
}

const audit = filters => write({ page: 'settings', tab: 'audit', filters });

/** What it was about, as a link where there is something to see. */
function about({ action, target }) {
  if (!target) return nothing;
  const [first] = target.split('/');
  if (first.length > 26 && first[26] === '-' && Key.test(first.slice(0, 26))) {
    const subject = ticketOf(first)?.summary.subject;
    return html`<a class="link" href=${write(withTicket(first, { page: 'list', view: 'all', q: '' }))}>${subject ?? short(first)}</a>`;
  }
  if (!Key.test(first)) return html`<code>${target}</code>`;
  return acts.customers.includes(action) ? html`<a class="link" href=${write({ page: 'customer', customer: first })}>${short(first)}</a>`
    : html`<a class="link" href=${audit({ actor: first })}>${nameOfActor(first)}</a>`;
}

const opened = new Set();

function toggle(id) {
  if (!opened.delete(id)) opened.add(id);
  changed();
}

const fact = (name, value) => value ? html`<div class="fact"><dt>${t(`audit.${name}`)}</dt><dd>${value}</dd></div>` : nothing;

const facts = each => html`
  <dl class="facts-list line-facts">${fact('at', exact(each.at))}${fact('number', number(each.number))}${fact('target', each.target && html`<code>${each.target}</code>`)}${fact('version', each.version && html`<code>${each.version}</code>`)}${fact('network', each.from)}
    ${fact('server', each.server)}${fact('trace', each.trace && html`<button class="link" title=${t('copy')} @click=${() => copy(each.trace)}>${each.trace}</button>`)}${fact('keptUntil', each.keptUntil && exact(each.keptUntil))}</dl>`;

export function line(each) {
  const id = `${each.actor} ${each.number}`;
  const name = nameOfActor(each.actor);
  const isOpen = opened.has(id);
  const what = has(`act.${each.action}`) ? t(`act.${each.action}`) : each.action;
  return html`
    <li class="line">
      ${atTime(each.at, 'line-time')}
      <a class="line-who" href=${audit({ ...state.route.filters, actor: each.actor })}>${disc(name)}<span>${name}</span></a>
      <span class="line-what"><span>${what}</span> ${about(each)}${each.outcome ? html` <span class="line-refused">${t('audit.refused')} <code>${each.outcome}</code></span>` : nothing}</span>
      <button class="icon-button" aria-expanded=${isOpen} aria-label=${t('audit.details', { what, name })} @click=${() => toggle(id)}>${icon('down')}</button>
      ${isOpen ? facts(each) : nothing}
    </li>`;
}
