// Canned answers: a title and a text for each language, with what the placeholders become shown beside it.

import { html, nothing } from '../vendor/lit-html.js';
import { repeat } from '../vendor/directives/repeat.js';
import { newKey } from '../core/http.js';
import { languageName, languages, t } from '../core/language.js';
import { changed, state } from '../core/state.js';
import { icon } from '../parts/icons.js';
import { tell } from '../parts/toasts.js';
import { removeItem, saveItem } from '../tickets/desk.js';
import { filled } from './suggest.js';

let edited = null;

const Sample = { customerName: 'Alice Moreau', reference: 'K7F3-92QD' };
const Placeholders = ['customer.name', 'ticket.reference', 'ticket.subject', 'agent.name'];

function edit(answer) {
  edited = structuredClone(answer);
  changed();
}

function remove(answer) {
  removeItem('answers', answer.id);
  tell(t('did.remove', { name: answer.title }), { label: t('undo'), run: () => saveItem('answers', answer) });
}

async function save(event) {
  event.preventDefault();
  const given = { id: newKey(), ...edited };
  const texts = Object.fromEntries(Object.entries(edited.texts).filter(([, text]) => text.trim()));
  edited = null;
  changed();
  // What was typed is there again when it could not be kept.
  if (!await saveItem('answers', { ...given, texts })) edit(edited ?? given);
}

const form = () => html`
  <form class="edit" @submit=${save}>
    <label>${t('answer.title')}<input required maxlength="80" .value=${edited.title} @input=${event => { edited.title = event.target.value; }}></label>
    ${languages.map(language => html`<label>${languageName(language)}<textarea rows="4" maxlength="8000" .value=${edited.texts[language] ?? ''} @input=${event => { edited.texts[language] = event.target.value; changed(); }}></textarea></label>
      ${edited.texts[language] ? html`<p class="preview"><span class="quiet">${t('preview')}</span> ${filled({ texts: { en: edited.texts[language] } }, { ...Sample, subject: t('answer.sample'), language: 'en' })}</p>` : nothing}`)}
    <p class="quiet">${t('answer.placeholders')} ${Placeholders.map(each => html`<code>{{${each}}}</code> `)}</p>
    <footer><button class="button primary">${t('save')}</button><button type="button" class="button" @click=${() => edit(null)}>${t('cancel')}</button></footer>
  </form>`;

export const answersTab = () => edited ? form() : html`
  <p class="quiet">${t('answers.why')}</p>
  <ul class="items" role="list">${repeat(state.answers, answer => answer.id, answer => html`
    <li><div><strong>${answer.title}</strong><span class="quiet">${Object.keys(answer.texts).map(languageName).join(', ')}</span></div>
      <button class="button small" @click=${() => edit(answer)}>${t('edit')}</button><button class="icon-button" aria-label=${t('remove', { name: answer.title })} @click=${() => remove(answer)}>${icon('x')}</button></li>`)}</ul>
  ${state.answers.length ? nothing : html`<div class="empty"><p>${t('answers.none')}</p></div>`}
  <button class="button primary" @click=${() => edit({ title: '', texts: {} })}>${t('answers.new')}</button>`;
