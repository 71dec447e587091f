// The routes that the console calls, by what they do.

import { call, get, newKey } from '../core/http.js';

const at = (id, rest = '') => `/api/agent/tickets/${encodeURIComponent(id)}${rest}`;
const shown = ({ data }) => data;
const post = (id, rest, body, { key = newKey(), version } = {}) => call('POST', at(id, rest), { body, key, version }).then(shown);

export const listTickets = (query, signal) => get(`/api/agent/tickets?${query}`, { signal });
export const readTicket = id => get(at(id));
export const readCounts = () => get('/api/agent/counts');
export const readChanges = (after, match) => call('GET', `/api/agent/changes${after ? `?after=${encodeURIComponent(after)}` : ''}`, { match });
export const readCustomer = (key, cursor) => get(`/api/agent/customers/${encodeURIComponent(key)}${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ''}`);

export const claim = (id, takeOver, options) => post(id, '/claim', { takeOver }, options);
export const release = (id, options) => post(id, '/release', undefined, options);
export const assign = (id, assignee, options) => post(id, '/assign', { assignee }, options);
export const close = (id, options) => post(id, '/close', {}, options);
export const reopen = (id, text, options) => post(id, '/reopen', text ? { text } : {}, options);
export const merge = (id, into, options) => post(id, '/merge', { into }, options);
export const file = (id, change, version) => call('PATCH', at(id), { body: change, key: newKey(), version }).then(shown);

const Modes = { answer: '/result', progress: '/progress', ask: '/messages', note: '/notes' };
const Kinds = { answer: 'result', progress: 'progress', ask: 'message' };

/** What is written in one of the composer's modes. */
export const write = (id, mode, body, options) => post(id, Modes[mode], body, options);
export const later = (id, mode, text, time, options) => post(id, '/later', { kind: Kinds[mode], text, at: time }, options);
export const snooze = (id, until, options) => post(id, '/snooze', { until }, options);
export const cancelLater = (id, item) => call('DELETE', at(id, `/later/${encodeURIComponent(item)}`)).then(shown);

export const announce = (id, file) => post(id, '/attachments', { fileName: file.name, contentType: file.type, size: file.size });
export const confirm = (id, attachment) => call('POST', at(id, `/attachments/${attachment}/confirm`)).then(shown);
export const download = (id, attachment) => get(at(id, `/attachments/${attachment}`));

export const tellPresence = (id, typing) => call('PUT', at(id, '/presence'), { body: { typing } }).then(shown);

export const readMe = () => call('GET', '/api/agent/me');
export const writeMe = (me, etag) => put('/api/agent/me', me, etag);
export const readPeople = () => get('/api/agent/people');
export const readTakenOut = () => get('/api/agent/people?removed=true');
export const writePerson = (key, person, etag) => put(`/api/agent/people/${encodeURIComponent(key)}`, person, etag);
export const removePerson = key => call('DELETE', `/api/agent/people/${encodeURIComponent(key)}`);
export const readQueues = () => get('/api/agent/queues');
export const readAnswers = () => get('/api/agent/answers');
export const readSaved = () => get('/api/agent/views');
export const writeItem = (kind, id, item, etag) => put(`/api/agent/${kind}/${encodeURIComponent(id)}`, item, etag);
export const removeItem = (kind, id) => call('DELETE', `/api/agent/${kind}/${encodeURIComponent(id)}`);

const put = (path, body, etag) => call('PUT', path, { body, ...(etag ? { version: etag.replaceAll('"', '') } : {}) });
