// A chart of days with two bars each, and the same numbers as a table beside it, for who reads, prints or copies them.

import { html, svg } from '../vendor/lit-html.js';
import { language, t } from '../core/language.js';

const Minute = 60;
const Hour = 3600;
const Day = 86400;
const Times = [Minute, 5 * Minute, 10 * Minute, 30 * Minute, Hour, 2 * Hour, 4 * Hour, 12 * Hour, Day, 2 * Day, 4 * Day, 7 * Day, 14 * Day, 28 * Day];

/** A day as the agent's language writes it; the days of reports are UTC's. */
export const dayName = date => new Intl.DateTimeFormat(language(), { month: 'short', day: 'numeric', timeZone: 'UTC' }).format(new Date(date));

const unit = (value, name) => new Intl.NumberFormat(language(), { style: 'unit', unit: name, unitDisplay: 'short' }).format(value);

/** How long so many seconds are, in at most two units: "3 hr 10 min". */
export function lasting(seconds) {
  const steps = [['day', Day], ['hour', Hour], ['minute', Minute], ['second', 1]];
  const first = steps.findIndex(([, length]) => seconds >= length);
  if (first < 0) return unit(0, 'second');
  const [[name, length], next] = [steps[first], steps[first + 1]];
  // Of minutes the seconds are more than anybody wants to know.
  if (!next || length === Minute) return unit(Math.round(seconds / length), name);
  const parts = Math.round(seconds / next[1]);
  const [whole, rest] = [Math.floor(parts * next[1] / length), parts % (length / next[1])];
  return rest ? `${unit(whole, name)} ${unit(rest, next[0])}` : unit(whole, name);
}

/** The end of a scale on which so many still fit, half of which is a round number too. */
export function endOfCounts(most) {
  for (let step = 2; ; step *= 10) {
    const end = [1, 2, 5].map(each => each * step).find(each => each >= most);
    if (end) return end;
  }
}

export const endOfTimes = most => Times.find(each => each >= most) ?? Math.ceil(most / (28 * Day)) * 28 * Day;

const bar = (value, end, place, kind) => {
  const height = value ? Math.max(1, 100 * value / end) : 0;
  return svg`<rect class=${kind} x=${place} y=${100 - height} width="0.36" height=${height} />`;
};

/**
 * @param days [{ date, values: [first, second] }], the oldest first; undefined for what there was none of.
 * @param names What the two bars of a day are called.
 * @param end The end of the scale for the largest value.
 * @param written How a value is written.
 */
export function chart({ title, days, names, end, written }) {
  const scale = end(Math.max(0, ...days.flatMap(day => day.values.map(value => value ?? 0))));
  const shown = value => value === undefined ? '–' : written(value);
  const label = day => `${dayName(day.date)}: ${names.map((name, i) => `${name} ${shown(day.values[i])}`).join(', ')}`;
  return html`
    <figure class="chart">
      <figcaption><h2>${title}</h2><span class="chart-key"><i class="first"></i>${names[0]}</span><span class="chart-key"><i class="second"></i>${names[1]}</span></figcaption>
      <div class="chart-plot" aria-hidden="true">
        <div class="chart-scale"><span>${written(scale)}</span><span>${written(scale / 2)}</span><span>0</span></div>
        <svg viewBox="0 0 ${days.length} 100" preserveAspectRatio="none">
          ${[0, 50, 100].map(y => svg`<line x1="0" x2=${days.length} y1=${y} y2=${y} vector-effect="non-scaling-stroke" />`)}
          ${days.map((day, i) => svg`<g class="chart-day"><title>${label(day)}</title><rect class="all" x=${i} y="0" width="1" height="100" />${bar(day.values[0], scale, i + 0.12, 'first')}${bar(day.values[1], scale, i + 0.52, 'second')}</g>`)}
        </svg>
        <div class="chart-days"><span>${dayName(days[0].date)}</span>${days.length > 2 ? html`<span>${dayName(days[Math.floor(days.length / 2)].date)}</span>` : ''}<span>${days.length > 1 ? dayName(days.at(-1).date) : ''}</span></div>
      </div>
      <div class="chart-table" role="region" aria-label=${title} tabindex="0">
        <table><thead><tr><th scope="col">${t('report.day')}</th>${names.map(name => html`<th scope="col">${name}</th>`)}</tr></thead>
          <tbody>${[...days].reverse().map(day => html`<tr><th scope="row">${dayName(day.date)}</th>${day.values.map(value => html`<td>${shown(value)}</td>`)}</tr>`)}</tbody></table>
      </div>
    </figure>`;
}
