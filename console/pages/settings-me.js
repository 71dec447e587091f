// What an agent sets for themselves: their name for customers, whether they are there, language, colours, density and notifications.

import { html } from '../vendor/lit-html.js';
import { live } from '../vendor/directives/live.js';
import { language, languages, languageName, t } from '../core/language.js';
import { signOut } from '../core/session.js';
import { state } from '../core/state.js';
import { look, setLook } from '../parts/look.js';
import { canNotify, setAlerts } from '../tickets/alerts.js';
import { alerts } from '../tickets/live.js';
import { saveMe } from '../tickets/desk.js';
import { languageField } from './settings-languages.js';
import { ownDevices } from './settings-devices.js';

const Notices = ['newTicket', 'message', 'mention', 'assigned', 'rating'];

const choice = (name, value, options, set) => html`
  <fieldset class="setting"><legend>${t(`set.${name}`)}</legend><div class="segments">
    ${options.map(option => html`<label><input type="radio" name=${name} .checked=${option.value === value} @change=${() => set(option.value)}>${option.label}</label>`)}</div></fieldset>`;

const options = (name, values) => values.map(value => ({ value, label: t(`${name}.${value}`) }));

export const meTab = () => html`
  ${state.me ? html`
    <div class="setting"><label for="display-name">${t('set.name')}</label><input id="display-name" maxlength="60" .value=${state.me.displayName ?? ''} @change=${event => saveMe({ displayName: event.target.value })}><p class="quiet">${t('set.name.why')}</p></div>
    ${choice('availability', state.me.availability, options('availability', ['available', 'away']), availability => saveMe({ availability }))}
    <div class="setting"><label for="my-languages">${t('set.languages')}</label>${languageField({ id: 'my-languages', chosen: state.me.languages, save: languages => saveMe({ languages }) })}</div>` : ''}
  ${choice('language', language(), languages.map(each => ({ value: each, label: languageName(each) })), each => setLook({ language: each }))}
  ${choice('theme', look().theme, options('theme', ['system', 'light', 'dark']), theme => setLook({ theme }))}
  ${choice('density', look().density, options('density', ['comfortable', 'compact']), density => setLook({ density }))}
  ${state.me?.notify ? html`<fieldset class="setting"><legend>${t('set.notify')}</legend>${Notices.map(name => html`
    <label class="check"><input type="checkbox" .checked=${state.me.notify[name] ?? false} @change=${event => saveMe({ notify: { ...state.me.notify, [name]: event.target.checked } })}>${t(`notify.${name}`)}</label>`)}</fieldset>` : ''}
  <fieldset class="setting"><legend>${t('set.alerts')}</legend>
    <label class="check"><input type="checkbox" ?disabled=${!canNotify()} .checked=${live(alerts().notify)} @change=${event => setAlerts({ notify: event.target.checked })}>${t('alerts.notify')}</label>
    <label class="check"><input type="checkbox" .checked=${live(alerts().sound)} @change=${event => setAlerts({ sound: event.target.checked })}>${t('alerts.sound')}</label>
    <p class="quiet">${t('alerts.why')}</p></fieldset>
  ${ownDevices()}
  <div class="setting"><button class="button" @click=${signOut}>${t('signout')}</button><p class="quiet">${t('signout.why')}</p></div>`;
