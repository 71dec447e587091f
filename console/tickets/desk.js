// What surrounds the tickets: who one is here, colleagues, queues, canned answers and saved views. Edits show at once.

import { newKey } from '../core/http.js';
import { language } from '../core/language.js';
import { changed, state } from '../core/state.js';
import { complain } from '../parts/toasts.js';
import * as api from './api.js';

let meTag = null;

// Who is being taken out is not shown again by a list that is read meanwhile.
const leaving = new Set();

const quietly = task => task.catch(() => null);

const nameOf = each => each.name ?? each.title ?? each.displayName ?? '';

// By name, those of one name by what stays: what is new stands at once where it will stand when the list is read, and nothing moves under the pointer.
const show = (list, items) => {
  state[list] = [...items].sort((a, b) => nameOf(a).localeCompare(nameOf(b), language(), { numeric: true }) || ((a.key ?? a.id) < (b.key ?? b.id) ? -1 : 1));
};

/**
 * Reads all of it; a part that does not answer leaves its place empty and the rest works. What was chosen since is newer and stays, unless
 * `force`: it is read again when that was written.
 */
export async function loadDesk({ force = false } = {}) {
  const before = edits;
  const unlessOld = take => answer => { if (force || (!state.edits && edits === before)) take(answer); };
  await quietly(api.readMe().then(unlessOld(({ data, etag }) => { state.me = data; meTag = etag; })));
  await Promise.all([
    quietly(api.readPeople().then(unlessOld(({ items }) => show('people', items.filter(({ key }) => !leaving.has(key)))))),
    quietly(api.readQueues().then(unlessOld(({ items }) => show('queues', items)))),
    quietly(api.readAnswers().then(unlessOld(({ items }) => show('answers', items)))),
    quietly(api.readSaved().then(unlessOld(({ items }) => show('saved', items)))),
  ]);
  changed();
}

let edits = Promise.resolve();

// One edit after the other, each with the version that the one before it left. Read again is when none waits, so that no answer
// takes back what was chosen since.
function edit(send) {
  state.edits++;
  return edits = edits.then(async () => {
    const isDone = await send().then(() => true, complain);
    state.edits--;
    if (!isDone || state.edits === 0) await loadDesk({ force: !isDone });
    return isDone;
  });
}

/** Changes one's own profile; what is not said stays. */
export function saveMe(change) {
  state.me = { ...state.me, ...change };
  changed();
  return edit(async () => { meTag = (await api.writeMe(change, meTag)).etag; });
}

const Lists = { queues: 'queues', answers: 'answers', views: 'saved' };

// Changes the entry that it is.
const put = (list, which, change) => show(list, state[list].map(each => which(each) ? { ...each, ...change } : each));

/** Writes a queue, canned answer or saved view; one whose id nobody knows, or without one, is new. */
export function saveItem(kind, { id = newKey(), etag, ...rest }) {
  const list = Lists[kind];
  const isIt = each => each.id === id;
  if (state[list].some(isIt)) put(list, isIt, rest);
  else show(list, [...state[list], { id, ...rest }]);
  changed();
  return edit(async () => put(list, isIt, { etag: (await api.writeItem(kind, id, rest, state[list].find(isIt)?.etag)).data.etag }));
}

export function removeItem(kind, id) {
  const list = Lists[kind];
  state[list] = state[list].filter(each => each.id !== id);
  changed();
  return edit(() => api.removeItem(kind, id));
}

/** Changes a colleague's entry: their role or queues. */
export function savePerson(key, change) {
  const isIt = each => each.key === key;
  put('people', isIt, change);
  changed();
  return edit(async () => put('people', isIt, { etag: (await api.writePerson(key, change, state.people.find(isIt)?.etag)).data.etag }));
}

/** Takes a colleague back who was taken out, with the role and the queues they had. */
export const takeBack = key => edit(() => api.writePerson(key, {}));

/** Takes a colleague out of the directory, 5 seconds from now; gives what undoes it until then. */
export function removePerson(key) {
  const person = state.people.find(each => each.key === key);
  const others = () => state.people.filter(each => each.key !== key);
  leaving.add(key);
  state.people = others();
  changed();
  const timer = setTimeout(() => edit(() => {
    leaving.delete(key);
    return api.removePerson(key);
  }), 5_000);
  return () => {
    clearTimeout(timer);
    leaving.delete(key);
    show('people', [...others(), person]);
    changed();
  };
}
