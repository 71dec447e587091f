// The customers that the page knows: their devices, tickets and ratings, read once and again after a minute.

import { changed } from '../core/state.js';
import { complain } from '../parts/toasts.js';
import { readCustomer } from './api.js';
import { learn } from './store.js';

const Fresh = 60_000;
const customers = new Map();

/** { data, problem, isLoading, isReadingOn } of a customer, or nothing yet; one reads on when the next page of tickets was asked for. */
export const customerOf = key => customers.get(key);

const joined = (items, others) => [...items, ...others.filter(other => !items.some(item => item.id === other.id))];

/** Reads a customer unless that was done a moment ago. */
export function wantCustomer(key) {
  const known = customers.get(key);
  if (!key || known?.isLoading || (known && Date.now() - known.at < Fresh)) return;
  customers.set(key, { ...known, isLoading: true });
  readCustomer(key).then(
    data => {
      data.tickets?.items.forEach(learn);
      const now = customers.get(key);
      // Who has read on sees as much of it as before.
      const tickets = now?.data?.tickets?.items.length > data.tickets?.items.length ? { ...now.data.tickets, items: joined(data.tickets.items, now.data.tickets.items) } : data.tickets;
      customers.set(key, { data: { ...data, tickets }, isReadingOn: now?.isReadingOn, at: Date.now() });
    },
    problem => customers.set(key, { ...customers.get(key), problem, isLoading: false, at: Date.now() }),
  ).then(changed);
}

/** Reads the next page of a customer's tickets. */
export async function moreOfCustomer(key) {
  const known = customers.get(key);
  if (known.isReadingOn) return;
  customers.set(key, { ...known, isReadingOn: true });
  changed();
  try {
    const { tickets } = await readCustomer(key, known.data.tickets.cursor);
    tickets.items.forEach(learn);
    const now = customers.get(key) ?? known;
    customers.set(key, { ...now, data: { ...now.data, tickets: { ...tickets, items: joined(now.data.tickets.items, tickets.items) } }, isReadingOn: false });
  } catch (problem) {
    if (customers.has(key)) customers.set(key, { ...customers.get(key), isReadingOn: false });
    complain(problem);
  }
  changed();
}

/** Reads a customer anew when they are shown next. */
export const forgetCustomer = key => customers.delete(key);
