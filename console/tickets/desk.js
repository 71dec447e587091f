// What surrounds the tickets: who one is here, colleagues, queues, canned answers and saved views. Edits show at once.

import { newKey } from '../core/http.js';
import { changed, state } from '../core/state.js';
import { complain } from '../parts/toasts.js';
import * as api from './api.js';

let meTag = null;

const quietly = task => task.catch(() => null);

/** Reads all of it; a part that does not answer leaves its place empty and the rest works. */
export async function loadDesk() {
  await quietly(api.readMe().then(({ data, etag }) => { state.me = data; meTag = etag; }));
  await Promise.all([
    quietly(api.readPeople().then(({ items }) => { state.people = items; })),
    quietly(api.readQueues().then(({ items }) => { state.queues = items; })),
    quietly(api.readAnswers().then(({ items }) => { state.answers = items; })),
    quietly(api.readSaved().then(({ items }) => { state.saved = items; })),
  ]);
  changed();
}

export async function saveMe(change) {
  const before = state.me;
  state.me = { ...before, ...change };
  changed();
  try {
    const { displayName, languages, availability, notify } = state.me;
    const { data, etag } = await api.writeMe({ displayName, languages, availability, notify }, meTag);
    [state.me, meTag] = [data, etag];
  } catch (problem) {
    state.me = before;
    complain(problem);
  }

  await loadDesk();
}

const Lists = { queues: 'queues', answers: 'answers', views: 'saved' };

/** Writes a queue, canned answer or saved view; without an id it is a new one. */
export async function saveItem(kind, item) {
  const list = Lists[kind];
  const before = state[list];
  const { id = newKey(), etag, ...rest } = item;
  state[list] = item.id ? before.map(each => each.id === id ? item : each) : [...before, { ...item, id }];
  changed();
  try {
    await api.writeItem(kind, id, rest, etag);
  } catch (problem) {
    state[list] = before;
    complain(problem);
  }

  await loadDesk();
}

export async function removeItem(kind, id) {
  const list = Lists[kind];
  const before = state[list];
  state[list] = before.filter(each => each.id !== id);
  changed();
  try {
    await api.removeItem(kind, id);
  } catch (problem) {
    state[list] = before;
    complain(problem);
  }

  changed();
}

export async function savePerson({ key, displayName, role, queues, languages, etag }) {
  try {
    await api.writePerson(key, { displayName, role, queues, languages }, etag);
  } catch (problem) {
    complain(problem);
  }

  await loadDesk();
}
