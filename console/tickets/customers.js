// The customers that the page knows: their devices, tickets and ratings, read once and again after a minute.

import { changed } from '../core/state.js';
import { readCustomer } from './api.js';
import { learn } from './store.js';

const Fresh = 60_000;
const customers = new Map();

/** { data, problem, isLoading } of a customer, or nothing yet. */
export const customerOf = key => customers.get(key);

/** Reads a customer unless that was done a moment ago. */
export function wantCustomer(key) {
  const known = customers.get(key);
  if (!key || known?.isLoading || (known && Date.now() - known.at < Fresh)) return;
  customers.set(key, { ...known, isLoading: true });
  readCustomer(key).then(
    data => {
      data.tickets?.items.forEach(learn);
      customers.set(key, { data, at: Date.now() });
    },
    problem => customers.set(key, { ...known, problem, at: Date.now() }),
  ).then(changed);
}
