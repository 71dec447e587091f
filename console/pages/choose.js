// Choosing a colleague, a queue, a priority or a tag for tickets, all by the same list.

import { t } from '../core/language.js';
import { go, withTicket } from '../core/router.js';
import { state } from '../core/state.js';
import { levels } from '../parts/chips.js';
import { pick } from '../parts/picker.js';
import { complain } from '../parts/toasts.js';
import * as actions from '../tickets/actions.js';
import { customerOf, wantCustomer } from '../tickets/customers.js';
import { ticketOf } from '../tickets/store.js';

const all = (ids, action) => () => actions.forEach(ids, action);
const one = ids => ids.length === 1 ? ticketOf(ids[0])?.summary : null;

// As they are when they are first known: what one is about to take must not move while one presses Enter.
function asFirstKnown(list) {
  let known = [];
  return () => known = known.length ? known : state[list];
}

export function chooseAgent(ids) {
  const now = one(ids)?.assignee;
  const people = asFirstKnown('people');
  pick({
    title: t('assign.to'),
    items: () => people().length === 0 ? [] : [
      ...people().map(person => ({
        label: person.id === state.session.id ? t('assign.me', { name: person.displayName }) : person.displayName,
        hint: person.availability === 'away' ? t('availability.away') : undefined,
        icon: 'person', isOn: person.id === now,
        run: all(ids, id => actions.assign(id, person)),
      })),
      { label: t('release'), icon: 'out', run: all(ids, actions.release) },
    ],
  });
}

export function chooseQueue(ids) {
  const now = one(ids)?.queue ?? null;
  const queues = asFirstKnown('queues');
  pick({
    title: t('queue.move'),
    items: () => [{ id: null, name: t('queue.general') }, ...queues()].map(queue => ({
      label: queue.name, icon: 'folder', isOn: ids.length === 1 && queue.id === now, run: all(ids, id => actions.setQueue(id, queue)),
    })),
  });
}

export function choosePriority(ids) {
  pick({
    title: t('priority'),
    items: levels.map((level, i) => ({
      label: t(`priority.${level}`), icon: 'flag', keys: String(i + 1), isOn: one(ids)?.priority === level, run: all(ids, id => actions.setPriority(id, level)),
    })),
  });
}

const tagsOf = id => ticketOf(id)?.summary.tags ?? [];

export function chooseTag(ids) {
  const known = () => [...new Set([...ids.flatMap(tagsOf), ...(state.tagsSeen ?? [])])].sort();
  const toggle = tag => all(ids, id => actions.setTags(id, tagsOf(id).includes(tag) ? tagsOf(id).filter(each => each !== tag) : [...tagsOf(id), tag]));
  pick({
    title: t('tag'), placeholder: t('tag.placeholder'), stays: true,
    items: () => known().map(tag => ({ label: tag, icon: 'tag', isOn: ids.every(id => tagsOf(id).includes(tag)), run: toggle(tag) })),
    typed: text => known().includes(text.toLowerCase()) ? null : ({ label: t('tag.new', { tag: text.toLowerCase() }), icon: 'tag', run: toggle(text.toLowerCase()) }),
  });
}

/** Chooses a time for something, by a part that is loaded when it is first wanted: `chooseLater` for a ticket, `chooseSnooze` for ids. */
export const chooseTime = (what, of) => import('./later.js').then(part => part[what](of), complain);

/** Merges a ticket into another one of the same customer, which is then the only one. */
export function chooseMerge(id) {
  const { customerKey } = ticketOf(id).summary;
  wantCustomer(customerKey);
  pick({
    title: t('merge'),
    items: () => (customerOf(customerKey)?.data?.tickets?.items ?? []).filter(each => each.id !== id && each.state !== 'closed')
      .map(each => ({ label: each.subject, hint: `${each.reference} · ${t(`state.${each.state}`)}`, icon: 'inbox', run: () => actions.merge(id, each).then(done => done && go(withTicket(each.id))) })),
  });
}
