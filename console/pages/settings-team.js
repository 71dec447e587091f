// The team: people with their roles and queues, the queues, and one's saved views.

import { html, nothing } from '../vendor/lit-html.js';
import { repeat } from '../vendor/directives/repeat.js';
import { t } from '../core/language.js';
import { changed, state } from '../core/state.js';
import { icon } from '../parts/icons.js';
import { option } from '../parts/option.js';
import { disc } from '../parts/person.js';
import { tell } from '../parts/toasts.js';
import { readTakenOut } from '../tickets/api.js';
import { removeItem, removePerson, saveItem, savePerson, takeBack } from '../tickets/desk.js';
import { languageField, spoken } from './settings-languages.js';

const mayEdit = () => state.me?.isAdmin || state.session.isAdmin;

function remove(kind, item) {
  removeItem(kind, item.id);
  tell(t('did.remove', { name: item.name }), { label: t('undo'), run: () => saveItem(kind, item) });
}

function add(event) {
  event.preventDefault();
  const field = event.target.elements.name;
  saveItem('queues', { name: field.value.trim() });
  field.value = '';
}

const named = (kind, item, canEdit) => html`
  <li><input aria-label=${t('name')} maxlength="60" .value=${item.name} ?readonly=${!canEdit} @change=${event => saveItem(kind, { ...item, name: event.target.value })}>
    ${canEdit ? html`<button class="icon-button" aria-label=${t('remove', { name: item.name })} @click=${() => remove(kind, item)}>${icon('x')}</button>` : nothing}</li>`;

export const queuesTab = () => html`
  <p class="quiet">${t(mayEdit() ? 'queues.why' : 'queues.admin')}</p>
  <ul class="items" role="list">${repeat(state.queues, queue => queue.id, queue => named('queues', queue, mayEdit()))}</ul>
  ${mayEdit() ? html`<form class="add" @submit=${add}><input name="name" required maxlength="60" placeholder=${t('queues.name')} aria-label=${t('queues.name')}><button class="button primary">${t('queues.new')}</button></form>` : nothing}`;

export const savedTab = () => html`
  <p class="quiet">${t('saved.why')}</p>
  <ul class="items" role="list">${repeat(state.saved, view => view.id, view => named('views', view, true))}</ul>`;

const Roles = ['agent', 'lead', 'admin'];

// Of the queues as they are now: the second of two quick clicks adds to the first.
function toggleQueue(key, queue, isOn) {
  const queues = (state.people.find(each => each.key === key)?.queues ?? []).filter(each => each !== queue);
  savePerson(key, { queues: isOn ? [...queues, queue] : queues });
}

// The server hears of it a moment later, so that it can be undone.
function leave(each) {
  const undo = removePerson(each.key);
  tell(t('did.removePerson', { name: each.displayName }), { label: t('undo'), run: undo });
}

let edited = null;

const edit = key => { edited = key; changed(); };

const more = each => html`
  <div class="person-more">
    <label>${t('person.name')}<input maxlength="60" .value=${each.displayName} @change=${event => savePerson(each.key, { displayName: event.target.value })}></label>
    <label>${t('person.languages')}${languageField({ label: t('person.languages'), chosen: each.languages, save: languages => savePerson(each.key, { languages }) })}</label>
    <button class="button small danger-quiet" @click=${() => leave(each)}>${t('person.remove')}</button>
  </div>`;

const about = each => [each.id, t(`availability.${each.availability ?? 'available'}`), each.languages?.length ? spoken(each.languages) : null].filter(Boolean).join(' · ');

const person = each => html`
  <li class="person">${disc(each.displayName)}<div><strong>${each.displayName}</strong><span class="quiet">${about(each)}</span></div>
    <select aria-label=${t('role.of', { name: each.displayName })} ?disabled=${!mayEdit()} @change=${event => savePerson(each.key, { role: event.target.value })}>
      ${Roles.map(role => option(role, t(`role.${role}`), each.role))}</select>
    ${mayEdit() ? html`<button class="icon-button" aria-expanded=${edited === each.key} aria-label=${t('person.edit', { name: each.displayName })} @click=${() => edit(edited === each.key ? null : each.key)}>${icon('down')}</button>` : nothing}
    ${state.queues.length ? html`<div class="person-queues" role="group" aria-label=${t('queues')}>${repeat(state.queues, queue => queue.id, queue => html`<label class="check"><input type="checkbox" ?disabled=${!mayEdit()} .checked=${(each.queues ?? []).includes(queue.id)} @change=${event => toggleQueue(each.key, queue.id, event.target.checked)}>${queue.name}</label>`)}</div>` : nothing}
    ${edited === each.key && mayEdit() ? more(each) : nothing}</li>`;

let [takenOut, readBeside] = [[], null];

// Who was taken out is read whenever the others were read anew.
function whoIsOut() {
  if (readBeside !== state.people) {
    readBeside = state.people;
    readTakenOut().then(({ items }) => { takenOut = items; changed(); }, () => {});
  }

  return takenOut;
}

const out = each => html`
  <li class="person">${disc(each.displayName)}<div><strong>${each.displayName}</strong><span class="quiet">${t(`role.${each.role}`)}</span></div>
    <button class="button small" aria-label=${t('person.backOf', { name: each.displayName })} @click=${() => takeBack(each.key)}>${t('person.back')}</button></li>`;

export const peopleTab = () => html`<p class="quiet">${t(mayEdit() ? 'people.why' : 'people.admin')}</p><ul class="items" role="list">${repeat(state.people, each => each.key, person)}</ul>
  ${mayEdit() && whoIsOut().length ? html`<section class="setting wide" aria-labelledby="taken-out"><h2 id="taken-out" class="legend">${t('people.out')}</h2><ul class="items out" role="list">${repeat(takenOut, each => each.key, out)}</ul></section>` : nothing}`;
