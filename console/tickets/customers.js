// The customers that the page knows: their devices, tickets and ratings, read once and again after a minute.

import { changed } from '../core/state.js';
import { complain } from '../parts/toasts.js';
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
    problem => customers.set(key, { ...known, problem, isLoading: false, at: Date.now() }),
  ).then(changed);
}

/** Reads the next page of a customer's tickets. */
export async function moreOfCustomer(key) {
  const known = customers.get(key);
  customers.set(key, { ...known, isLoading: true });
  changed();
  try {
    const { tickets } = await readCustomer(key, known.data.tickets.cursor);
    tickets.items.forEach(learn);
    customers.set(key, { ...known, data: { ...known.data, tickets: { ...tickets, items: [...known.data.tickets.items, ...tickets.items] } } });
  } catch (problem) {
    customers.set(key, known);
    complain(problem);
  }
  changed();
}

/** Reads a customer anew when they are shown next. */
export const forgetCustomer = key => customers.delete(key);
