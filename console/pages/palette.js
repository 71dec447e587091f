// Ctrl K and `/`: finds tickets by words, and everything that can be done or gone to, in one field.

import { t } from '../core/language.js';
import { go, withTicket } from '../core/router.js';
import { state } from '../core/state.js';
import { customerName } from '../parts/person.js';
import { pick } from '../parts/picker.js';
import { listTickets } from '../tickets/api.js';
import { learn } from '../tickets/store.js';
import { Views } from '../tickets/views.js';
import { actionsOf } from './keymap.js';

const Found = 8;

const tabNames = () => ['me', 'answers', 'saved', 'queues', 'people', ...(state.session.isAdmin ? ['audit', 'upkeep'] : [])];

const places = () => [
  ...Object.entries(Views).map(([view, { icon, key }]) => ({ label: t(`view.${view}`), icon, keys: key, group: t('palette.go'), run: () => go({ page: 'list', view, q: '' }) })),
  ...state.queues.map(queue => ({ label: queue.name, icon: 'folder', group: t('palette.go'), run: () => go({ page: 'list', view: 'queue', id: queue.id, q: '' }) })),
  ...(state.me?.isLead ? [{ label: t('reports'), icon: 'chart', keys: 'G R', group: t('palette.go'), run: () => go({ page: 'reports' }) }] : []),
  ...tabNames().map(tab => ({ label: t(`tab.${tab}`), hint: t('settings'), icon: 'gear', group: t('palette.go'), run: () => go({ page: 'settings', tab }) })),
];

async function search(text, signal) {
  const page = await listTickets(new URLSearchParams({ q: text, order: 'newest', limit: Found }), signal);
  page.items.forEach(learn);
  return page.items.map(item => ({
    label: item.subject, hint: `${customerName(item)} · ${item.reference ?? ''} · ${t(`state.${item.state}`)}`, icon: 'inbox', group: t('palette.tickets'), run: () => go(withTicket(item.id)),
  }));
}

/** Opens it; `onlySearch` leaves out what can be done. */
export function openPalette({ onlySearch = false } = {}) {
  pick({
    title: t('palette'),
    placeholder: t(onlySearch ? 'palette.search' : 'palette.placeholder'),
    items: onlySearch ? [] : [...actionsOf().map(action => ({ ...action, group: t('palette.do') })), ...places()],
    search,
    typed: text => ({ label: t('search.all', { q: text }), icon: 'search', run: () => go({ page: 'list', view: 'all', q: text }) }),
  });
}
