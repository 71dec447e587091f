// A customer's personal data, for admins: who has looked at them, all of them as one archive, and their erasure with its steps.

import { html, nothing } from '../vendor/lit-html.js';
import { exact, language, moment, number, t } from '../core/language.js';
import { write } from '../core/router.js';
import { changed, state } from '../core/state.js';
import { icon } from '../parts/icons.js';
import { closeDialog, isOutside } from '../parts/picker.js';
import { complain, tell } from '../parts/toasts.js';
import { forgetCustomer } from '../tickets/customers.js';
import { noteGone, tickets } from '../tickets/store.js';
import { archiveLine } from '../pages/customer.js';
import { eraseCustomer, exportCustomer, readErasure } from './api.js';

const Undo = 5_000;
const LookAgain = 5_000;
export const Reasons = ['asked', 'accountClosed', 'legal', 'mistake'];
const Steps = ['devices', 'tickets', 'done'];

/** By the customer's key: { archive, isPacking, erasure, isSent, isAsked }. */
const known = new Map();

function set(key, change) {
  known.set(key, { ...known.get(key), ...change });
  changed();
}

/** Asks for the archive until it can be downloaded. */
async function pack(key) {
  set(key, { isPacking: true });
  try {
    const archive = await exportCustomer(key);
    set(key, { archive });
    if (!archive.downloadUrl && archive.step !== 'failed') return setTimeout(() => pack(key), LookAgain);
  } catch (problem) {
    complain(problem);
  }
  set(key, { isPacking: false });
}

function follow(key, erasure) {
  set(key, { erasure, isSent: false });
  if (erasure.step !== 'done') return setTimeout(() => readErasure(key).then(next => next && follow(key, next), () => follow(key, erasure)), LookAgain);
  for (const [id, { summary }] of tickets) if (summary.customerKey === key) noteGone(id);
  forgetCustomer(key);
  changed();
}

/** Asks once what became of a customer of whom nothing is there any more. */
function askOnce(key) {
  if (known.get(key)?.isAsked) return;
  known.set(key, { ...known.get(key), isAsked: true });
  readErasure(key).then(erasure => erasure && follow(key, erasure), () => {});
}

function erase({ customer, name, reason }) {
  closeDialog();
  const timer = setTimeout(() => {
    set(customer, { isSent: true });
    eraseCustomer(customer, reason).then(erasure => follow(customer, erasure), problem => { set(customer, { isSent: false }); complain(problem); });
  }, Undo);
  tell(t('erase.soon', { name }), { label: t('undo'), run: () => clearTimeout(timer) });
}

const ask = dialog => html`
  <dialog class="panel narrow" aria-labelledby="erase-title" @close=${closeDialog} @click=${event => isOutside(event) && closeDialog()}>
    <form method="dialog" @submit=${event => { event.preventDefault(); erase(dialog); }}>
      <header><h2 id="erase-title">${t('erase.title', { name: dialog.name })}</h2><button type="button" class="icon-button" aria-label=${t('dismiss')} @click=${closeDialog}>${icon('x')}</button></header>
      <p>${t('erase.what')}</p>
      <fieldset class="setting reasons"><legend>${t('erase.reason')}</legend>${Reasons.map(reason => html`
        <label class="check"><input type="radio" name="reason" required value=${reason} .checked=${dialog.reason === reason} @change=${() => { dialog.reason = reason; changed(); }}>${t(`erase.reason.${reason}`)}</label>`)}</fieldset>
      <footer><button type="button" class="button" @click=${closeDialog}>${t('cancel')}</button><button class="button danger" ?disabled=${!dialog.reason}>${t('erase.do')}</button></footer>
    </form>
  </dialog>`;

function openErase(customer, name) {
  state.dialog = { draw: ask, customer, name, reason: null };
  changed();
}

const bytes = size => new Intl.NumberFormat(language(), { style: 'unit', unit: size < 1e6 ? 'kilobyte' : 'megabyte', maximumFractionDigits: size < 1e4 ? 1 : 0 }).format(size / (size < 1e6 ? 1e3 : 1e6));

const archive = ({ archive: made, isPacking }, key) => made?.downloadUrl
  ? html`<a class="button small" href=${made.downloadUrl} download>${t('export.download', { size: bytes(made.size) })}</a><p class="quiet">${t('export.ready', { tickets: number(made.tickets), files: number(made.files), until: moment(made.keptUntil) })}</p>`
  : made?.step === 'failed' ? nothing
  : html`<button class="button small" ?disabled=${isPacking} @click=${() => pack(key)}>${t(isPacking ? 'export.packing' : 'export.make')}</button>${made ? html`<p class="quiet" role="status">${t('export.soFar', { tickets: number(made.tickets), files: number(made.files) })}</p>` : nothing}`;

const numbers = { devices: 'devices', tickets: 'tickets' };

const steps = erasure => html`
  <ol class="erase-steps" role="list">${Steps.map((step, i) => {
    const at = Steps.indexOf(erasure.step);
    const is = i < at || erasure.step === 'done' ? 'past' : i === at ? 'now' : 'ahead';
    return html`<li class=${is} aria-current=${is === 'now' ? 'step' : nothing}>${icon(is === 'past' ? 'check' : is === 'now' ? 'clock' : 'circle')}<span>${t(`erase.step.${step}`)}</span>
      <span class="quiet">${numbers[step] && is !== 'ahead' ? number(erasure[numbers[step]]) : step === 'done' && erasure.finishedAt ? html`<time title=${exact(erasure.finishedAt)}>${moment(erasure.finishedAt)}</time>` : nothing}</span></li>`;
  })}</ol>`;

const progress = ({ erasure, isSent }) => isSent ? html`<p class="quiet" role="status">${t('erase.sent')}</p>` : !erasure ? nothing : html`
  <div class="erasure" role="status"><p>${t(erasure.step === 'done' ? 'erase.done' : 'erase.goesOn')}${erasure.reason ? ` ${t('erase.because', { reason: t(`erase.reason.${erasure.reason}`) })}` : ''}</p>${steps(erasure)}</div>`;

/** Beside a customer: what can be done with their data, and with an archive of it that somebody has asked for. */
export function customerData(key, name, asked) {
  const found = { ...(asked?.step === 'failed' ? { archive: asked } : {}), ...known.get(key) };
  return html`
    <section class="customer-data" aria-label=${t('data')}>
      <h2>${t('data')}</h2>
      ${progress(found)}
      <p><a class="link" href=${write({ page: 'settings', tab: 'audit', filters: { customer: key } })}>${t('data.audit')}</a></p>
      ${found.archive?.step === 'failed' ? archiveLine(found.archive) : nothing}${archive(found, key)}
      ${found.isSent ? nothing : html`<button class="button small danger-quiet" @click=${() => openErase(key, name)}>${t('erase')}</button>`}
    </section>`;
}

/** In place of a customer who is not there: that they were erased, if they were. */
export function erasedCustomer(key) {
  askOnce(key);
  return progress(known.get(key) ?? {});
}
