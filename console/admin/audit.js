// The audit record: what agents, leads and admins did, found by who, what, whose and when; whether it is whole; and all of it as a file.

import { html, nothing } from '../vendor/lit-html.js';
import { number, t } from '../core/language.js';
import { go } from '../core/router.js';
import { changed, state } from '../core/state.js';
import { icon } from '../parts/icons.js';
import { option } from '../parts/option.js';
import { complain, problemFacts, sentence } from '../parts/toasts.js';
import { listAudit } from './api.js';
import { acts, line, nameOfActor } from './audit-lines.js';
import { audited, check, download, work } from './audit-work.js';

const Page = 50;

/** What is shown: of which query, the lines, whether there are more, and why there are none. */
let shown = { query: null, items: [], cursor: null, isLoading: false, problem: null };

async function load(query, { more = false } = {}) {
  const mine = shown = { ...(more ? shown : { items: [], cursor: null }), query, isLoading: true, problem: null };
  changed();
  try {
    const page = await listAudit(`${query}&limit=${Page}${more ? `&cursor=${encodeURIComponent(mine.cursor)}` : ''}`);
    if (shown === mine) shown = { ...mine, items: [...mine.items, ...page.items], cursor: page.cursor, isLoading: false };
  } catch (problem) {
    if (shown === mine) shown = { ...mine, isLoading: false, problem };
    if (more) complain(problem);
  }
  changed();
}

// A new choice is another address, so that it can be kept, sent and gone back from.
function choose(change) {
  const filters = Object.fromEntries(Object.entries({ ...state.route.filters, ...change }).filter(([, value]) => value));
  go({ page: 'settings', tab: 'audit', filters });
}

const filterBar = ({ actor = '', action = '', from = '', until = '', customer, target }) => html`
  <form class="audit-filters" @submit=${event => event.preventDefault()}>
    <label><span>${t('audit.who')}</span><select @change=${event => choose({ actor: event.target.value })}>
      ${option('', t('audit.everybody'), actor)}${actor && !state.people.some(each => each.key === actor) ? option(actor, nameOfActor(actor), actor) : nothing}${state.people.map(each => option(each.key, each.displayName, actor))}</select></label>
    <label><span>${t('audit.what')}</span><select @change=${event => choose({ action: event.target.value })}>
      ${option('', t('audit.everything'), action)}${Object.entries(acts).map(([group, names]) => html`<optgroup label=${t(`audit.${group}`)}>${names.map(name => option(name, t(`act.${name}`), action))}</optgroup>`)}</select></label>
    <label><span>${t('audit.from')}</span><input type="date" .value=${from} max=${until || nothing} @change=${event => choose({ from: event.target.value })}></label>
    <label><span>${t('audit.until')}</span><input type="date" .value=${until} min=${from || nothing} @change=${event => choose({ until: event.target.value })}></label>
    ${customer ? html`<button type="button" class="button small" @click=${() => choose({ customer: '' })}>${t('audit.ofCustomer')} ${icon('x')}</button>` : nothing}
    ${target ? html`<button type="button" class="button small" @click=${() => choose({ target: '' })}>${t('audit.ofTarget')} ${icon('x')}</button>` : nothing}
  </form>`;

const found = () => shown.problem && shown.items.length === 0
  ? html`<div class="empty bad">${icon('warning')}<p>${sentence(shown.problem)} ${problemFacts(shown.problem)}</p><button class="button" @click=${() => load(shown.query)}>${t('again')}</button></div>`
  : shown.items.length === 0 ? shown.isLoading ? nothing : html`<div class="empty">${icon('search')}<p>${t('audit.none')}</p></div>`
  : html`<ul class="lines" role="list" aria-label=${t('tab.audit')}>${audited(shown.items).map(line)}</ul>`;

const outcome = ({ lines, chains, faults, isDone, problem }) => problem ? html`<p class="bad-text">${sentence(problem)} ${problemFacts(problem)}</p>`
  : !isDone ? html`<p class="quiet">${t('audit.checking', { n: lines })}</p>`
  : faults.length === 0 ? html`<p class="whole">${icon('check')}${t('audit.whole', { n: lines, chains: number(chains) })}</p>`
  : html`<p class="bad-text">${t('audit.broken', { n: faults.length })}</p><ul role="list">${faults.map(fault => html`
      <li>${icon('warning')}${t(`audit.fault.${fault.kind}`, { name: nameOfActor(fault.actor), number: number(fault.number) })}</li>`)}</ul>`;

export function auditTab() {
  const { filters = {} } = state.route;
  const query = asked(filters);
  if (shown.query !== query) load(query);
  return html`
    <div class="audit" aria-busy=${shown.isLoading}>
      <div class="audit-head"><p class="quiet">${t('audit.why')}</p>
        <button class="button small" ?disabled=${work.check && !work.check.isDone && !work.check.problem} @click=${check}>${t('audit.check')}</button>
        <button class="button small" ?disabled=${work.isDownloading} @click=${() => download(query)}>${t(work.isDownloading ? 'audit.downloading' : 'audit.download')}</button></div>
      <div class="audit-outcome" role="status">${work.check ? outcome(work.check) : nothing}</div>
      ${filterBar(filters)}${found()}
      ${shown.cursor ? html`<button class="more" ?disabled=${shown.isLoading} @click=${() => load(query, { more: true })}>${t('more')}</button>` : nothing}
    </div>`;
}

// Days are the agent's: the first one from its midnight, the last one to its end.
function asked({ from, until, ...rest }) {
  const midnight = (day, more = 0) => { const [y, m, d] = day.split('-').map(Number); return new Date(y, m - 1, d + more); };
  const times = Object.entries({ from: from && midnight(from), until: until && midnight(until, 1) }).filter(([, time]) => time && !Number.isNaN(time.getTime()));
  return new URLSearchParams({ ...rest, ...Object.fromEntries(times.map(([name, time]) => [name, time.toISOString()])) }).toString();
}
