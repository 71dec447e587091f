// Texts that are not on the ticket yet: on their way, to be sent later, or stopped by what others wrote meanwhile.

import { html, nothing } from '../vendor/lit-html.js';
import { moment, t } from '../core/language.js';
import { go, withTicket } from '../core/router.js';
import { state } from '../core/state.js';
import { icon } from '../parts/icons.js';
import { disc } from '../parts/person.js';
import { problemFacts, sentence } from '../parts/toasts.js';
import { cancelLater } from '../tickets/actions.js';
import { news, sendAnyway, sendNow, takeBack } from '../tickets/outbox.js';
import { openComposer } from './composer.js';

/** Brings a text back to where it was typed. */
export function edit(id) {
  const back = takeBack(id);
  if (!back) return;
  if (state.route.ticket !== back.ticket) go(withTicket(back.ticket));
  openComposer(back.mode);
}

function status(item) {
  if (item.state === 'undo') return html`<span class="quiet">${t('pending.undo')}</span><button class="link strong" @click=${() => edit(item.id)}>${t('undo')} <kbd>U</kbd></button>`;
  if (item.state === 'sending') return html`<span class="quiet">${t('pending.sending')}</span>`;
  if (item.state === 'offline') return html`<span class="quiet">${t('pending.offline')}</span><button class="link" @click=${() => sendNow(item.id)}>${t('again')}</button><button class="link" @click=${() => edit(item.id)}>${t('edit')}</button>`;
  if (item.state === 'failed') return html`<span class="bad-text">${sentence(item.problem ?? {})} ${item.problem ? problemFacts(item.problem) : nothing}</span><button class="link" @click=${() => sendNow(item.id)}>${t('again')}</button><button class="link strong" @click=${() => edit(item.id)}>${t('edit')}</button>`;
  return nothing;
}

const conflict = item => html`
  <div class="conflict" role="alert">
    <p><strong>${t('conflict')}</strong> ${t('conflict.kept')}</p>
    <p class="quiet">${t('conflict.since', { n: news(item).length })} <a href="#entry-${news(item)[0]?.seq}" @click=${event => { event.preventDefault(); document.getElementById(`entry-${news(item)[0]?.seq}`)?.scrollIntoView({ block: 'center' }); }}>${t('conflict.show')}</a></p>
    <button class="button primary small" @click=${() => sendAnyway(item.id)}>${t('conflict.send')}</button>
    <button class="button small" @click=${() => edit(item.id)}>${t('conflict.edit')}</button>
  </div>`;

export const pending = item => html`
  <li class="entry card agent pending ${item.mode} ${item.state}">
    ${disc(state.session.name)}
    <article aria-label=${t('pending')}>
      <header><strong>${t('you')}</strong><span class="entry-kind ${item.mode}">${t(`mode.${item.mode}`)}</span><span class="entry-gap"></span>${status(item)}</header>
      <div class="entry-text" dir="auto">${item.text}</div>
      ${item.state === 'conflict' ? conflict(item) : nothing}
    </article>
  </li>`;

export const scheduled = (ticket, item) => html`
  <li class="entry card agent pending scheduled">
    ${icon('clock')}
    <article aria-label=${t('later')}>
      <header><strong>${t('later.at', { when: moment(item.at) })}</strong><span class="entry-gap"></span><button class="link strong" @click=${() => cancelLater(ticket, item.id)}>${t('later.cancel')}</button></header>
      <div class="entry-text" dir="auto">${item.text}</div>
    </article>
  </li>`;
