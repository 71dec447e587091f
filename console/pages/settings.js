// Settings: one's own, and for admins people and queues; canned answers for everybody.

import { html, nothing } from '../vendor/lit-html.js';
import { t } from '../core/language.js';
import { write } from '../core/router.js';
import { changed, state } from '../core/state.js';
import { icon } from '../parts/icons.js';
import { answersTab } from './settings-answers.js';
import { meTab } from './settings-me.js';
import { peopleTab, queuesTab, savedTab } from './settings-team.js';

const Tabs = { me: meTab, answers: answersTab, saved: savedTab, queues: queuesTab, people: peopleTab };

export function settings() {
  const tab = Tabs[state.route.tab] ? state.route.tab : 'me';
  return html`
    <section class="page" aria-labelledby="page-title">
      <header class="page-head"><button class="icon-button nav-button" aria-label=${t('nav')} @click=${() => { state.nav = !state.nav; changed(); }}>${icon('menu')}</button><h1 id="page-title" tabindex="-1">${t('settings')}</h1></header>
      <nav class="tabs" aria-label=${t('settings')}>${Object.keys(Tabs).map(each => html`<a href=${write({ page: 'settings', tab: each })} aria-current=${each === tab ? 'page' : nothing}>${t(`tab.${each}`)}</a>`)}</nav>
      <div class="page-body" aria-busy=${state.edits > 0}>${Tabs[tab]()}</div>
    </section>`;
}
