// Starts the console: how to sign in, who is signed in, the words, the routes, the keys, and what draws the page.

import { html, render } from './vendor/lit-html.js';
import { tinykeys } from './vendor/tinykeys.js';
import { get } from './core/http.js';
import { speakOf, t } from './core/language.js';
import { later, loadStyle } from './core/later.js';
import { onRoute, startRouting } from './core/router.js';
import { startSession } from './core/session.js';
import { afterDraw, drawBeforeKeys, onDraw, state, changed } from './core/state.js';
import { focusComposer } from './pages/composer.js';
import { dialogs, settleDialogs } from './pages/dialogs.js';
import { bindings } from './pages/keymap.js';
import { currentQuery, list, titleOf } from './pages/list.js';
import { nav } from './pages/nav.js';
import { openTicket, ticket } from './pages/ticket.js';
import { showLook } from './parts/look.js';
import { toasts } from './parts/toasts.js';
import { loadDesk } from './tickets/desk.js';
import { recount, refreshList, startLive } from './tickets/live.js';
import { startOutbox } from './tickets/outbox.js';
import { lists, loadList, loadTicket } from './tickets/store.js';

/** Pixels above what one reads on. */
const Room = 16;

const root = document.getElementById('app');
let isPointerOverList = false;

const page = (load, ...styles) => later(() => Promise.all([load(), ...['pages', ...styles].map(loadStyle)]).then(([found]) => found));
const signInPage = page(() => import('./pages/signin.js').then(found => found.signInPage));
const pages = {
  list: () => html`${list()}${ticket()}`,
  customer: page(() => import('./pages/customer.js').then(found => found.customer)),
  settings: page(() => Promise.all([import('./pages/settings.js'), speakOf('settings')]).then(([found]) => found.settings), 'settings'),
  reports: page(() => Promise.all([import('./pages/reports.js'), speakOf('reports')]).then(([found]) => found.reports), 'reports'),
};

const offline = () => state.online ? '' : html`<p class="offline" role="status">${t('offline')}</p>`;

function draw() {
  const focused = document.activeElement;
  const isList = state.route.page === 'list';
  render(state.session ? html`
    <a class="skip" href="#main">${t('skip')}</a>
    <div class="frame ${isList ? (state.route.ticket ? 'shows-ticket' : 'shows-list') : 'shows-page'}">
      ${nav()}
      <main id="main" class="main" @pointerover=${event => { isPointerOverList = Boolean(event.target.closest('.list-scroll')); }} @pointerleave=${() => { isPointerOverList = false; refreshList(); }}>${pages[state.route.page]()}</main>
    </div>
    ${offline()}${toasts()}${dialogs()}` : signInPage(), root);
  // A row that moved to another place keeps the focus that the browser took from it.
  if (document.activeElement === document.body) focused?.focus({ preventScroll: true });
  settleDialogs();
  title();
}

function title() {
  const waiting = state.counts?.views.awaitingUs;
  const place = !state.session ? t('signin.title') : state.route.page === 'list' ? openTicket()?.summary.subject ?? titleOf(state.route) : t(state.route.page);
  document.title = `${waiting ? `(${waiting}) ` : ''}${place} – ${t('support')}`;
}

/** What a route shows is read, and the focus goes where one reads on. */
function arrive(route, before) {
  state.nav = false;
  if (!state.session || route.page !== 'list') return;
  const query = currentQuery();
  const known = lists.get(query);
  const isOther = before.page !== 'list' || before.view !== route.view || before.id !== route.id || before.q !== route.q || JSON.stringify(before.filters) !== JSON.stringify(route.filters);
  if (!known || (isOther && !route.ticket) || known.isStale) loadList(query);
  if (isOther) state.selected.clear();
  if (route.ticket && route.ticket !== before.ticket) {
    Object.assign(state, { cursor: route.ticket, others: [], composer: { mode: 'answer', isOpen: false } });
    loadTicket(route.ticket).then(() => afterDraw(readOn));
    if (matchMedia('(max-width: 720px)').matches) afterDraw(() => document.getElementById('ticket-title')?.focus());
  }
}

// At the newest words, where one reads on, at their beginning when they are longer than the page; or in the field, if it was asked for meanwhile.
function readOn() {
  if (state.composer.isOpen && document.activeElement === document.body) focusComposer();
  const scroll = document.getElementById('timeline');
  if (!scroll) return;
  scroll.scrollTop = scroll.scrollHeight;
  const above = [...scroll.querySelectorAll('.card')].at(-1)?.getBoundingClientRect().top - scroll.getBoundingClientRect().top;
  if (above < 0) scroll.scrollTop += above - Room;
}

let started = null;

/** Begins the work of whoever signed in. */
async function begin() {
  if (!state.session || started === state.session.id) return;
  // Nobody sees what the one before was shown.
  if (started) return location.reload();
  started = state.session.id;
  await showLook();
  startOutbox();
  arrive(state.route, { page: 'none' });
  await loadDesk();
  startLive(() => isPointerOverList);
  await recount({ force: true }).catch(() => {});
}

async function start() {
  await showLook();
  state.config = await get('/console/config.json').catch(() => null);
  onDraw(() => { draw(); begin(); });
  onRoute(arrive);
  await startSession().catch(problem => { state.signInProblem = problem; });
  startRouting();
  drawBeforeKeys();
  tinykeys(window, bindings(), { ignore: () => false });
  changed();
}

start();
