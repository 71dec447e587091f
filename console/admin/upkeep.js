// The server: how it is, how long it keeps what, and the jobs that operators run after an update or a restore, page by page.

import { html, nothing } from '../vendor/lit-html.js';
import { number, span, t } from '../core/language.js';
import { changed } from '../core/state.js';
import { icon } from '../parts/icons.js';
import { problemFacts, sentence } from '../parts/toasts.js';
import { readHealth, readRetention, runJob } from './api.js';

const Fresh = 60_000;

let shown = { health: null, retention: null, problem: null, isLoading: false, at: 0 };

async function load() {
  shown = { ...shown, isLoading: true, problem: null };
  try {
    const [health, retention] = await Promise.all([readHealth(), readRetention()]);
    shown = { health, retention, problem: null, isLoading: false, at: Date.now() };
  } catch (problem) {
    shown = { ...shown, problem, isLoading: false };
  }
  changed();
}

const fact = (name, value) => value === undefined || value === null || value === nothing ? nothing : html`<div class="fact"><dt>${t(`upkeep.${name}`)}</dt><dd>${value}</dd></div>`;
const seconds = value => value === undefined ? nothing : span(0, new Date(value * 1000).toISOString());
const count = value => value ? number(value) : nothing;

const healthFacts = health => html`<dl class="facts-list">
  ${fact('version', health.version.replace(/\+(.{7}).*/, ' ($1)'))}${fact('uptime', seconds(health.uptimeSeconds))}${fact('oldestPush', seconds(health.oldestPushSeconds))}${fact('oldestReminder', seconds(health.oldestReminderSeconds))}
  ${fact('unreadable', count(health.unreadableDocuments))}</dl>`;

// What was removed stands beside how long it is kept.
const Kept = { endedTickets: 'removedTickets', deliveryLogs: 'trimmedDeliveryLogs', auditLines: 'removedAuditLines', unconfirmedUploads: 'removedUploads', archives: null, devices: null };

function retentionTable({ health, retention }) {
  const isAnyGone = Object.values(Kept).some(removed => health[removed]);
  return html`
  <table class="kept"><thead><tr><th scope="col">${t('kept.what')}</th><th scope="col">${t('kept.for')}</th>${isAnyGone ? html`<th scope="col">${t('kept.removed')}</th>` : nothing}</tr></thead>
    <tbody>${Object.entries(Kept).map(([what, removed]) => html`
      <tr><th scope="row">${t(`kept.${what}`)}</th><td>${retention[what] ? retention[what] < 1 ? t('kept.hours', { n: Math.round(retention[what] * 24) }) : t('kept.days', { n: retention[what] }) : t('kept.ever')}</td>${isAnyGone ? html`<td>${removed && health[removed] ? number(health[removed]) : nothing}</td>` : nothing}</tr>`)}</tbody></table>`;
}

const Jobs = { repeatErasures: 'erasures/repeat', renewTickets: 'tickets/renew', reregisterDevices: 'devices/reregister' };

/** How far a job is, by its name: its numbers, whether it is done, and why it stopped; where it stopped it goes on. */
const jobs = new Map();

async function run(job) {
  let state = { sums: {}, ...jobs.get(job), isDone: false, isRunning: true, problem: null };
  if (!state.cursor) state = { ...state, sums: {} };
  try {
    do {
      jobs.set(job, state);
      changed();
      const { cursor, ...numbers } = await runJob(Jobs[job], state.cursor);
      state = { ...state, cursor, sums: Object.fromEntries(Object.entries(numbers).map(([name, n]) => [name, (state.sums[name] ?? 0) + n])) };
    } while (state.cursor);
    state = { ...state, isDone: true };
  } catch (problem) {
    state = { ...state, problem };
  }
  jobs.set(job, { ...state, isRunning: false });
  changed();
}

function jobRow(name) {
  const job = jobs.get(name);
  return html`
    <li><div><strong>${t(`job.${name}`)}</strong><span class="quiet">${t(`job.${name}.why`)}</span>
      <span role="status">${job?.problem ? html`<span class="bad-text">${sentence(job.problem)} ${problemFacts(job.problem)}</span>`
        : job ? html`<span class=${job.isDone ? 'whole' : 'quiet'}>${job.isDone ? icon('check') : nothing}${t(`job.${name}.sums`, { looked: 0, repeated: 0, renewed: 0, registered: 0, refused: 0, ...Object.fromEntries(Object.entries(job.sums).map(([key, n]) => [key, number(n)])) })}</span>` : nothing}</span></div>
      <button class="button small" ?disabled=${job?.isRunning} @click=${() => run(name)}>${t(job?.isRunning ? 'job.running' : job?.problem ? 'again' : 'job.run')}</button></li>`;
}

export function upkeepTab() {
  if (!shown.isLoading && !shown.problem && Date.now() - shown.at > Fresh) load();
  return html`
    ${shown.problem ? html`<p class="bad-text">${sentence(shown.problem)} ${problemFacts(shown.problem)} <button class="link" @click=${load}>${t('again')}</button></p>` : nothing}
    ${shown.health ? html`<section aria-labelledby="upkeep-health"><h2 id="upkeep-health" class="legend">${t('upkeep.health')}</h2>${healthFacts(shown.health)}</section>
      <section aria-labelledby="upkeep-kept"><h2 id="upkeep-kept" class="legend">${t('kept')}</h2>${retentionTable(shown)}<p class="quiet">${t('kept.why')}</p></section>` : nothing}
    <section aria-labelledby="upkeep-jobs"><h2 id="upkeep-jobs" class="legend">${t('jobs')}</h2><ul class="items" role="list">${Object.keys(Jobs).map(jobRow)}</ul></section>`;
}
