// The left column: the views with their numbers, the queues, and who is signed in.

import { html, nothing } from '../vendor/lit-html.js';
import { repeat } from '../vendor/directives/repeat.js';
import { number, t } from '../core/language.js';
import { write } from '../core/router.js';
import { changed, state } from '../core/state.js';
import { icon } from '../parts/icons.js';
import { disc } from '../parts/person.js';
import { Views } from '../tickets/views.js';
import { showKeys } from './keymap.js';
import { openPalette } from './palette.js';

const Loud = { mineDue: 'soon', notReached: 'late', overdue: 'late' };

function count(value, kind) {
  if (!value) return nothing;
  const text = value >= (state.counts?.capped ?? 1000) ? t('atLeast', { count: number(value) }) : number(value);
  return html`<span class="count ${kind ?? ''}">${text}</span>`;
}

const entry = (route, name, picture, value, { kind, keys } = {}) => {
  const is = state.route.page === route.page && state.route.view === route.view && state.route.id === route.id && (route.page !== 'list' || !state.route.q && !Object.keys(state.route.filters ?? {}).length);
  return html`
    <a class="nav-item" href=${write(route)} aria-current=${is ? 'page' : nothing} title=${keys ? `${name}  ${keys}` : name}>
      ${icon(picture)}<span class="nav-name">${name}</span>${count(value, kind)}
    </a>`;
};

export const nav = () => html`
  <nav class="nav" aria-label=${t('nav')} ?data-open=${state.nav}>
    <button class="nav-search" @click=${() => openPalette()}>${icon('search')}<span>${t('search')}</span><kbd>Ctrl K</kbd></button>
    <div class="nav-scroll">
      ${Object.entries(Views).map(([view, { icon: picture, key }]) => entry({ page: 'list', view }, t(`view.${view}`), picture, state.counts?.views[view], { kind: Loud[view], keys: key }))}
      ${state.queues.length ? html`<h2 class="nav-title">${t('queues')}</h2>` : nothing}
      ${repeat(state.queues, queue => queue.id, queue => entry({ page: 'list', view: 'queue', id: queue.id }, queue.name, 'folder', state.counts?.queues?.[queue.id]))}
      ${state.saved.length ? html`<h2 class="nav-title">${t('saved')}</h2>` : nothing}
      ${repeat(state.saved, view => view.id, view => entry({ page: 'list', view: 'saved', id: view.id }, view.name, 'bookmark'))}
    </div>
    <div class="nav-foot">
      ${state.me?.isLead ? entry({ page: 'reports' }, t('reports'), 'chart', null, { keys: 'G R' }) : nothing}
      ${entry({ page: 'settings', tab: 'me' }, t('settings'), 'gear')}
      <button class="nav-item" @click=${showKeys}>${icon('help')}<span class="nav-name">${t('keys')}</span><kbd>?</kbd></button>
      <div class="nav-me">${disc(state.me?.displayName ?? state.session.name)}<span class="nav-name">${state.me?.displayName ?? state.session.name}</span>
        <span class="presence ${state.me?.availability ?? 'available'}">${t(`availability.${state.me?.availability ?? 'available'}`)}</span></div>
    </div>
  </nav>
  ${state.nav ? html`<div class="nav-shade" @click=${() => { state.nav = false; changed(); }}></div>` : nothing}`;
