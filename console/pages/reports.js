// How the desk does, for who leads it: in a sentence first, then day by day, then queue by queue.

import { html, nothing } from '../vendor/lit-html.js';
import { get } from '../core/http.js';
import { moment, number, t } from '../core/language.js';
import { go } from '../core/router.js';
import { changed, state } from '../core/state.js';
import { chart, endOfCounts, endOfTimes, lasting } from '../parts/chart.js';
import { icon } from '../parts/icons.js';
import { option } from '../parts/option.js';
import { problemFacts, sentence } from '../parts/toasts.js';

const Periods = [7, 30, 90];
const Fresh = 60_000;

/** What is shown: of which query, the report, and why there is none. */
let shown = { query: null, report: null, problem: null, isLoading: false, at: 0 };

async function load(query) {
  const mine = shown = { query, report: shown.query === query ? shown.report : null, problem: null, isLoading: true, at: Date.now() };
  try {
    const report = await get(`/api/agent/reports?${query}`);
    if (shown === mine) shown = { ...mine, report, isLoading: false };
  } catch (problem) {
    if (shown === mine) shown = { ...mine, problem, isLoading: false };
  }
  changed();
}

// A new choice is another address, so that it can be kept, sent and gone back from.
const choose = change => go({ page: 'reports', filters: Object.fromEntries(Object.entries({ ...state.route.filters, ...change }).filter(([, value]) => value)) });

const queueName = id => id ? state.queues.find(queue => queue.id === id)?.name ?? id : t('queue.general');

const choices = ({ days = '30', queue = '' }) => html`
  <form class="report-choices" @submit=${event => event.preventDefault()}>
    <label><span class="unseen">${t('report.period')}</span><select @change=${event => choose({ days: event.target.value })}>${Periods.map(each => option(`${each}`, t('report.days', { n: each }), days))}</select></label>
    <label><span class="unseen">${t('queue')}</span><select @change=${event => choose({ queue: event.target.value })}>
      ${option('', t('report.allQueues'), queue)}${option('none', t('queue.general'), queue)}${state.queues.map(each => option(each.id, each.name, queue))}</select></label>
  </form>`;

/** What one would tell a colleague, the most important first. */
function told({ submitted, results, reopened, ratings, averageRating, firstAnswer, result }) {
  return [
    result && t('report.result', { half: lasting(result.medianSeconds), most: lasting(result.p90Seconds) }),
    firstAnswer && t('report.firstAnswer', { half: lasting(firstAnswer.medianSeconds), most: lasting(firstAnswer.p90Seconds) }),
    t('report.numbers', { submitted: number(submitted), results: number(results), reopened: number(reopened) }),
    ratings > 0 && t('report.rating', { n: ratings, average: number(averageRating) }),
  ].filter(Boolean);
}

const half = times => times ? lasting(times.medianSeconds) : '–';

const queueTable = queues => html`
  <section aria-labelledby="report-queues"><h2 id="report-queues">${t('queues')}</h2>
    <div class="chart-table whole" role="region" aria-label=${t('queues')} tabindex="0"><table>
      <thead><tr><th scope="col">${t('queue')}</th>${['raised', 'results', 'reopened', 'halfAnswered', 'halfResult', 'stars'].map(name => html`<th scope="col">${t(`report.${name}`)}</th>`)}</tr></thead>
      <tbody>${queues.map(({ queue, figures }) => html`
        <tr><th scope="row">${queueName(queue)}</th><td>${number(figures.submitted)}</td><td>${number(figures.results)}</td><td>${number(figures.reopened)}</td>
          <td>${half(figures.firstAnswer)}</td><td>${half(figures.result)}</td><td>${figures.ratings ? number(figures.averageRating) : '–'}</td></tr>`)}</tbody></table></div></section>`;

function found({ days, queues, total, countedThrough }) {
  const [first, ...rest] = told(total);
  const of = values => days.map(({ date, figures }) => ({ date, values: values(figures) }));
  const times = name => of(figures => [figures[name]?.medianSeconds, figures[name]?.p90Seconds]);
  const spans = { names: [t('report.half'), t('report.most')], end: endOfTimes, written: lasting };
  return html`
    <p class="report-first">${first}</p>
    <p class="report-rest">${rest.join(' ')}</p>
    ${chart({ title: t('report.tickets'), days: of(figures => [figures.submitted, figures.results]), names: [t('report.raised'), t('report.results')], end: endOfCounts, written: number })}
    ${total.firstAnswer ? chart({ title: t('report.untilAnswer'), days: times('firstAnswer'), ...spans }) : nothing}
    ${total.result ? chart({ title: t('report.untilResult'), days: times('result'), ...spans }) : nothing}
    ${!state.route.filters?.queue && queues.length > 1 ? queueTable(queues) : nothing}
    <p class="quiet">${t('report.counted', { time: moment(countedThrough) })}</p>`;
}

export function reports() {
  const { filters = {} } = state.route;
  const query = new URLSearchParams({ days: '30', ...filters }).toString();
  if (shown.query !== query || (!shown.isLoading && !shown.problem && Date.now() - shown.at > Fresh)) load(query);
  const { problem } = shown;
  // What was read before stays when it cannot be read anew, but not for who may not read it any more.
  const report = problem?.status === 403 ? null : shown.report;
  return html`
    <section class="page reports" aria-labelledby="page-title" aria-busy=${shown.isLoading}>
      <header class="page-head"><button class="icon-button nav-button" aria-label=${t('nav')} @click=${() => { state.nav = !state.nav; changed(); }}>${icon('menu')}</button>
        <h1 id="page-title" tabindex="-1">${t('reports')}</h1>${choices(filters)}</header>
      ${problem && report ? html`<p class="bad-text">${sentence(problem)} ${problemFacts(problem)} <button class="link" @click=${() => load(query)}>${t('again')}</button></p>`
        : problem ? html`<div class="empty bad">${icon('warning')}<p>${sentence(problem)} ${problemFacts(problem)}</p>${problem.status === 403 ? nothing : html`<button class="button" @click=${() => load(query)}>${t('again')}</button>`}</div>` : nothing}
      ${!report ? nothing
        : !report.countedThrough ? html`<div class="empty">${icon('clock')}<p>${t('report.none')}</p></div>`
        : found(report)}
    </section>`;
}
