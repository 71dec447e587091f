// The routes that only admins call.

import { call, get } from '../core/http.js';

const shown = ({ data }) => data;
const customer = (key, rest = '') => `/api/agent/customers/${encodeURIComponent(key)}${rest}`;

export const listAudit = query => get(`/api/agent/audit?${query}`);
export const verifyAudit = cursor => get(`/api/agent/audit/verification${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ''}`);

/** Lines as newline-delimited JSON, as text. */
export const exportAudit = query => call('GET', `/api/agent/audit/export?${query}`, { isText: true }).then(shown);

export const readHealth = () => get('/api/health');
export const readRetention = () => get('/api/agent/retention');

/** One page of a job, by its address; goes on after `cursor`. */
export const runJob = (path, cursor) => call('POST', `/api/agent/${path}?limit=100${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`).then(shown);

/** The archive of a customer's data, or how far it is. */
export const exportCustomer = key => get(customer(key, '/export'));

export const eraseCustomer = (key, reason) => call('DELETE', customer(key, `?reason=${reason}`)).then(shown);

/** How far the erasure of a customer is; null when nobody asked for one. */
export const readErasure = key => get(customer(key, '/erasure')).catch(problem => {
  if (problem.status === 404) return null;
  throw problem;
});
