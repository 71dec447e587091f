// Filters on top of a view: chosen by typing, shown as chips that go with a click, kept in the address, and saved as a view of one's own.

import { html, nothing } from '../vendor/lit-html.js';
import { t } from '../core/language.js';
import { newKey } from '../core/http.js';
import { go } from '../core/router.js';
import { state } from '../core/state.js';
import { levels } from '../parts/chips.js';
import { icon } from '../parts/icons.js';
import { agentName } from '../parts/person.js';
import { pick } from '../parts/picker.js';
import { saveItem } from '../tickets/desk.js';
import { queryOf } from '../tickets/views.js';

const States = ['open', 'inProgress', 'waiting', 'resolved', 'closed'];

const queueName = id => id ? state.queues.find(queue => queue.id === id)?.name ?? id : t('queue.general');

/** What a filter is called: "Priority: Urgent". */
function nameOf(field, value) {
  const said = {
    state: () => value.split(',').map(each => t(`state.${each}`)).join(', '),
    assignee: () => value === 'me' ? t('you') : value === 'none' ? t('filter.nobody') : agentName(value),
    queue: () => queueName(value),
    priority: () => t(`priority.${value}`),
    category: () => t(`category.${value}`),
    awaits: () => t(`filter.awaits.${value}`),
    rating: () => '★'.repeat(Number(value)),
  }[field];
  return said ? t('filter.of', { field: t(`filter.${field}`), value: said() }) : field === 'tag' ? t('filter.of', { field: t('tag'), value }) : t(`filter.${field}`);
}

const choices = () => [
  ...States.map(each => ['state', each]),
  ['assignee', 'me'], ['assignee', 'none'], ...state.people.map(person => ['assignee', person.id]),
  ...state.queues.map(queue => ['queue', queue.id]),
  ...levels.map(level => ['priority', level]),
  ['category', 'question'], ['category', 'complaint'],
  ['awaits', 'agent'], ['awaits', 'customer'], ['overdue', 'true'], ['notReached', 'true'],
  ...[1, 2, 3, 4, 5].map(score => ['rating', String(score)]),
];

const active = () => state.route.filters ?? {};

function set(field, value) {
  const { [field]: before, ...rest } = active();
  go({ ...state.route, ticket: undefined, filters: before === value ? rest : { ...rest, [field]: value } });
}

export function chooseFilter() {
  if (state.route.page !== 'list') return;
  pick({
    title: t('filter'), placeholder: t('filter.placeholder'),
    items: () => choices().map(([field, value]) => ({ label: nameOf(field, value), icon: 'filter', isOn: active()[field] === value, run: () => set(field, value) })),
    typed: text => ({ label: nameOf('tag', text.toLowerCase()), icon: 'tag', run: () => set('tag', text.toLowerCase()) }),
  });
}

/** Gives what is shown a name; from then on it stands among the views. */
function save() {
  const query = queryOf(state.route, state.saved);
  pick({
    title: t('saved.name'), items: [],
    typed: text => ({ label: t('saved.as', { name: text }), icon: 'bookmark', run: () => saveItem('views', { id: newKey(), name: text, query }) }),
  });
}

export const filterBar = () => Object.keys(active()).length === 0 && !state.route.q ? nothing : html`
  <div class="filters" role="group" aria-label=${t('filter')}>
    ${Object.entries(active()).map(([field, value]) => html`<button class="filter" title=${t('filter.end')} @click=${() => set(field, value)}>${nameOf(field, value)}${icon('x')}<span class="unseen">${t('filter.end')}</span></button>`)}
    <button class="link" @click=${save}>${t('saved.save')}</button>
  </div>`;
