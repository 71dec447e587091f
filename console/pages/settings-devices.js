// One's own devices, on which an agent is told by push: a test push, hop by hop, and signing one out.

import { html, nothing } from '../vendor/lit-html.js';
import { repeat } from '../vendor/directives/repeat.js';
import { call, get } from '../core/http.js';
import { t } from '../core/language.js';
import { changed } from '../core/state.js';
import { icon } from '../parts/icons.js';
import { complain, problemFacts, sentence, tell } from '../parts/toasts.js';
import { aboutDevice, nameOfDevice } from './devices.js';

const Undo = 5_000;

let shown = { devices: null, problem: null, isLoading: false };

/** What a test push came to, by device: { isSent, hops }. */
const tests = new Map();

/** Devices that are signed out in a moment. */
const leaving = new Set();

async function load() {
  shown = { ...shown, isLoading: true, problem: null };
  try {
    shown = { devices: (await get('/api/devices')).items, problem: null, isLoading: false };
  } catch (problem) {
    shown = { ...shown, problem, isLoading: false };
  }
  changed();
}

const at = (id, rest = '') => `/api/devices/${encodeURIComponent(id)}${rest}`;

async function test(id) {
  tests.set(id, { isSent: true, hops: [] });
  changed();
  try {
    tests.set(id, { isSent: false, hops: (await call('POST', at(id, '/test'))).data.hops });
  } catch (problem) {
    tests.delete(id);
    complain(problem);
  }
  changed();
}

function signOut(device) {
  const id = device.installationId;
  leaving.add(id);
  const back = () => { leaving.delete(id); changed(); };
  const timer = setTimeout(() => call('DELETE', at(id)).then(load, complain).then(back), Undo);
  tell(t('own.leaves', { name: nameOfDevice(device) }), { label: t('undo'), run: () => { clearTimeout(timer); back(); } });
}

const hop = each => html`<li class=${each.ok ? 'past' : 'bad-text'}>${icon(each.ok ? 'check' : 'warning')}<span>${t(`hop.${each.step}`)}${each.reason ? html` <span class="quiet">${each.reason}</span>` : nothing}</span></li>`;

function row(device) {
  const id = device.installationId;
  const done = tests.get(id);
  return html`
    <li class="own-device">${icon('phone')}${aboutDevice({ ...device, language: device.locale, lastSeenAt: device.refreshedAt })}
      <button class="button small" ?disabled=${done?.isSent} @click=${() => test(id)}>${t('own.test')}</button>
      <button class="icon-button" aria-label=${t('own.signOut', { name: nameOfDevice(device) })} title=${t('own.signOut', { name: nameOfDevice(device) })} @click=${() => signOut(device)}>${icon('out')}</button>
      ${done?.hops.length ? html`<ol class="hops" role="status">${done.hops.map(hop)}</ol>` : nothing}</li>`;
}

export function ownDevices() {
  const { devices, problem, isLoading } = shown;
  if (!devices && !problem && !isLoading) load();
  const here = devices?.filter(device => !leaving.has(device.installationId)) ?? [];
  return html`
    <section class="setting wide" aria-labelledby="own-devices"><h2 id="own-devices" class="legend">${t('own')}</h2>
      ${problem ? html`<p class="bad-text">${sentence(problem)} ${problemFacts(problem)} <button class="link" @click=${load}>${t('again')}</button></p>`
        : here.length ? html`<ul class="items" role="list">${repeat(here, device => device.installationId, row)}</ul>`
        : devices ? html`<p class="quiet">${t('own.none')}</p>` : nothing}</section>`;
}
