// The middle column: the tickets of a view, row by row, with what each is about and whose turn it is.

import { html, nothing } from '../vendor/lit-html.js';
import { repeat } from '../vendor/directives/repeat.js';
import { ago, exact, language, number, t } from '../core/language.js';
import { later } from '../core/later.js';
import { withTicket, write } from '../core/router.js';
import { changed, state } from '../core/state.js';
import { due, priorityChip, tags } from '../parts/chips.js';
import { icon } from '../parts/icons.js';
import { agentName, customerName, disc } from '../parts/person.js';
import { problemFacts, sentence } from '../parts/toasts.js';
import { unchanged } from '../parts/unchanged.js';
import { drafted } from '../tickets/drafts.js';
import { refreshList } from '../tickets/live.js';
import { lists, loadList, ticketOf } from '../tickets/store.js';
import { belongs, queryOf } from '../tickets/views.js';
import { chooseFilter, filterBar } from './filters.js';
import { openPalette } from './palette.js';

const bulkBar = later(() => import('./bulk.js').then(found => found.bulkBar));

export const currentQuery = () => queryOf(state.route, state.saved);
export const currentList = () => lists.get(currentQuery());

export function titleOf(route) {
  if (route.q) return t('search.of', { q: route.q });
  if (route.view === 'queue') return state.queues.find(queue => queue.id === route.id)?.name ?? t('queue');
  if (route.view === 'saved') return state.saved.find(view => view.id === route.id)?.name ?? t('saved');
  return t(`view.${route.view}`);
}

/** What is loudest about a row: the customer waits, a draft lies here, somebody has it. */
function second(ticket) {
  const words = ticket.lastText;
  if (!words) return html`<span class="row-text">${t(`category.${ticket.category}`)}</span>`;
  const mine = words.by === 'agent';
  return html`<span class="row-text">${mine ? html`<span class="row-we">${icon('reply')}<span class="unseen">${t('weWrote')}</span></span>` : nothing}${words.preview}</span>`;
}

// All that a row shows, so that it is made anew when something of it is another one. Times are told by the minute.
function row(id, query, place) {
  const ticket = ticketOf(id).summary;
  const gone = belongs(ticket, query, state.session.id) === false;
  const facts = [ticket, gone, state.route.ticket === id, state.cursor === id, state.selected.has(id), drafted(id).length, state.people, language(), Math.floor(Date.now() / 60_000), place];
  return unchanged(facts, () => shown(id, ticket, gone));
}

function shown(id, ticket, gone) {
  const isOpen = state.route.ticket === id;
  const isOurs = ticket.awaits === 'agent';
  const who = ticket.assignee && ticket.state !== 'open' ? agentName(ticket.assignee) : null;
  return html`
    <li class="row ${isOurs ? 'ours' : ''} ${ticket.state} ${gone ? 'gone' : ''} ${state.cursor === id ? 'on' : ''} ${state.selected.has(id) ? 'picked' : ''}" id="row-${id}">
      <input class="row-pick" type="checkbox" tabindex="-1" aria-label=${t('select', { subject: ticket.subject })} .checked=${state.selected.has(id)} @change=${() => toggle(id)}>
      <a class="row-link" href=${write(withTicket(id))} aria-current=${isOpen ? 'true' : nothing} @focus=${() => { state.cursor = id; changed(); }}>
        ${disc(customerName(ticket))}
        <span class="row-main">
          <span class="row-top">
            ${isOurs ? html`<span class="row-dot" title=${t('awaits.agent')}><span class="unseen">${t('awaits.agent')}: </span></span>` : nothing}
            <span class="row-subject">${ticket.subject}</span>
            <time class="row-time" datetime=${ticket.updatedAt} title=${exact(ticket.updatedAt)}>${ago(ticket.lastText?.at ?? ticket.updatedAt)}</time>
          </span>
          <span class="row-middle"><span class="row-name">${customerName(ticket)}</span>${second(ticket)}</span>
          <span class="row-low">
            ${due(ticket, { isShort: true })}
            ${ticket.notReached ? html`<span class="due late">${icon('warning')}${t('mark.notReached')}</span>` : nothing}
            ${drafted(id).length ? html`<span class="row-draft">${t('draft')}</span>` : nothing}
            ${priorityChip(ticket.priority)}${tags(ticket.tags, { most: 2 })}
            ${who ? html`<span class="row-who">${who}</span>` : nothing}
          </span>
        </span>
      </a>
    </li>`;
}

export function toggle(id) {
  if (!state.selected.delete(id)) state.selected.add(id);
  changed();
}

const skeleton = () => html`<div class="skeletons" aria-hidden="true">${Array.from({ length: 8 }, () => html`<div class="skeleton-row"><span class="skeleton disc"></span><span class="skeleton bar"></span><span class="skeleton bar short"></span></div>`)}</div>`;

function empty() {
  const key = state.route.q ? 'empty.search' : `empty.${state.route.view}`;
  return html`<div class="empty">${icon(state.route.q ? 'search' : 'check')}<p>${t(key, { q: state.route.q })}</p>
    ${state.route.view === 'mine' && !state.route.q ? html`<a class="button" href=${write({ page: 'list', view: 'unassigned' })}>${t('view.unassigned')}${state.counts?.views.unassigned ? ` (${number(state.counts.views.unassigned)})` : ''}</a>` : nothing}</div>`;
}

function body(list, query) {
  if (!list || (list.isLoading && !list.loadedAt)) return skeleton();
  if (list.problem && list.ids.length === 0) {
    return html`<div class="empty bad">${icon('warning')}<p>${sentence(list.problem)} ${problemFacts(list.problem)}</p><button class="button" @click=${() => loadList(query)}>${t('again')}</button></div>`;
  }
  if (list.ids.length === 0) return empty();
  const place = write(withTicket(undefined));
  return html`
    <ul class="rows" role="list">${repeat(list.ids, id => id, id => row(id, query, place))}</ul>
    ${list.cursor ? html`<button class="more" ?disabled=${list.isReadingOn} @click=${() => loadList(query, { more: true })}>${t('more')}</button>` : nothing}`;
}

export function list() {
  const query = currentQuery();
  const found = currentList();
  return html`
    <section class="list" aria-label=${titleOf(state.route)}>
      <header class="list-head">
        <button class="icon-button nav-button" aria-label=${t('nav')} @click=${() => { state.nav = !state.nav; changed(); }}>${icon('menu')}</button>
        <h1 tabindex="-1">${titleOf(state.route)}</h1>
        ${found?.isStale ? html`<button class="pill" @click=${() => refreshList({ force: true })}>${t('list.new')}</button>` : nothing}
        <button class="icon-button" aria-label=${t('filter')} title="${t('filter')}  F" @click=${chooseFilter}>${icon('filter')}</button>
        ${state.route.q ? html`<a class="icon-button" aria-label=${t('search.end')} href=${write({ ...state.route, q: '', ticket: state.route.ticket })}>${icon('x')}</a>`
          : html`<button class="icon-button" aria-label=${t('search')} title="${t('search')}  /" @click=${() => openPalette()}>${icon('search')}</button>`}
      </header>
      ${filterBar()}${state.selected.size ? bulkBar() : nothing}
      <div class="list-scroll">${body(found, query)}</div>
    </section>`;
}
