// What the address says and back: every place in the console has one, so that it can be kept and sent to a colleague.

import { state, changed } from './state.js';

export const Root = '/console';

// Of the address, but of no list.
const Kept = new Set(['lang']);

/** The route of an address: a list with or without a ticket, a customer, reports, or settings. */
export function read(address) {
  const [first = '', second, third] = address.pathname.slice(Root.length).split('/').filter(Boolean).map(decodeURIComponent);
  const { q = '', ...filters } = Object.fromEntries([...address.searchParams].filter(([name]) => !Kept.has(name)));
  switch (first) {
    case 'customers': return { page: 'customer', customer: second };
    case 'reports': return { page: 'reports', filters };
    case 'settings': return { page: 'settings', tab: second ?? 'me', filters };
    case 'queue':
    case 'saved': return { page: 'list', view: first, id: second, ticket: third, q, filters };
    case 't': return { page: 'list', view: 'all', ticket: second, q, filters };
    default: return { page: 'list', view: first || 'mine', ticket: second, q, filters };
  }
}

/** The address of a route. */
export function write(route) {
  const parts = route.page === 'customer' ? ['customers', route.customer]
    : route.page === 'settings' ? ['settings', route.tab]
    : route.page === 'reports' ? ['reports']
    : route.id ? [route.view, route.id, route.ticket] : [route.view, route.ticket];
  const asked = new URLSearchParams({ ...(route.q ? { q: route.q } : {}), ...route.filters }).toString();
  const query = asked && `?${asked}`;
  return `${Root}/${parts.filter(Boolean).map(encodeURIComponent).join('/')}${query}`;
}

const listeners = [];

/** Called after each change of the route, with the route before. */
export const onRoute = listener => listeners.push(listener);

function turn(route) {
  const before = state.route;
  state.route = route;
  for (const listener of listeners) listener(route, before);
  changed();
}

/** Goes there; `replace` leaves no way back to where one is. */
export function go(route, { replace = false } = {}) {
  const address = write(route);
  if (address !== location.pathname + location.search) history[replace ? 'replaceState' : 'pushState'](null, '', address);
  turn(route);
}

/** The same list, with this ticket or without one. */
export const withTicket = (ticket, route = state.route) => ({ ...(route.page === 'list' ? route : { page: 'list', view: 'all', q: '' }), ticket });

export function startRouting() {
  addEventListener('popstate', () => turn(read(new URL(location))));
  document.addEventListener('click', event => {
    const link = event.target.closest('a[href]');
    if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || link.target || link.hasAttribute('download')) return;
    const address = new URL(link.href);
    if (address.origin !== location.origin || !`${address.pathname}/`.startsWith(`${Root}/`)) return;
    event.preventDefault();
    go(read(address));
  });
  turn(read(new URL(location)));
}
