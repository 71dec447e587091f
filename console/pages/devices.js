// The devices of a customer, and for each whether a push can reach it now.

import { html, nothing } from '../vendor/lit-html.js';
import { ago, clockIn, exact, languageName, t } from '../core/language.js';
import { icon } from '../parts/icons.js';

const quiet = hours => hours ? t('device.quiet', { from: hours.from ?? hours.split?.('-')[0], to: hours.to ?? hours.split?.('-')[1] }) : null;

function facts(device) {
  return [
    device.os,
    device.appVersion && t('device.app', { version: device.appVersion }),
    device.language && languageName(device.language),
    quiet(device.quietHours),
    device.timeZone && t('device.time', { clock: clockIn(device.timeZone) }),
  ].filter(Boolean);
}

const Platforms = { apns: 'iOS', fcmV1: 'Android', wns: 'Windows' };

/** What a device is called: by its model, else by its platform. */
export const nameOfDevice = device => device.model ?? Platforms[device.platform] ?? t(`platform.${device.platform}`);

/** What it is, and when it was heard of. */
export const aboutDevice = device => html`<div>
    <span class="device-name">${nameOfDevice(device)}</span>
    ${facts(device).length ? html`<span class="quiet">${facts(device).map((each, i) => html`${i ? ' · ' : nothing}<span class="whole-fact">${each}</span>`)}</span>` : nothing}
    <span class="quiet">${device.lastConfirmedAt ? html`<time title=${exact(device.lastConfirmedAt)}>${t('device.confirmed', { ago: ago(device.lastConfirmedAt) })}</time>`
      : device.lastSeenAt ? html`<time title=${exact(device.lastSeenAt)}>${t('device.seen', { ago: ago(device.lastSeenAt) })}</time>` : t('device.never')}</span>
  </div>`;

const one = device => html`<li class="device">${icon('phone')}${aboutDevice(device)}</li>`;

export const deviceList = devices => devices?.length ? html`<ul class="devices" role="list">${devices.map(one)}</ul>` : html`<p class="quiet">${t('devices.none')}</p>`;
