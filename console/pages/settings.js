// Settings: one's own, canned answers, and for admins people, queues, the audit record and the server.

import { html, nothing } from '../vendor/lit-html.js';
import { speakOf, t } from '../core/language.js';
import { later, loadStyle } from '../core/later.js';
import { write } from '../core/router.js';
import { afterDraw, changed, state } from '../core/state.js';
import { icon } from '../parts/icons.js';
import { answersTab } from './settings-answers.js';
import { meTab } from './settings-me.js';
import { peopleTab, queuesTab, savedTab } from './settings-team.js';

const Tabs = { me: meTab, answers: answersTab, saved: savedTab, queues: queuesTab, people: peopleTab };
const forAdmins = load => later(() => Promise.all([load(), speakOf('admin'), loadStyle('admin')]).then(([part]) => part));
const AdminTabs = { audit: forAdmins(() => import('../admin/audit.js').then(found => found.auditTab)), upkeep: forAdmins(() => import('../admin/upkeep.js').then(found => found.upkeepTab)) };

const tabs = () => state.session.isAdmin ? { ...Tabs, ...AdminTabs } : Tabs;

let seen = null;

// On a phone the tabs are wider than the page.
const showTab = () => document.querySelector('.tabs [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });

export function settings() {
  const all = tabs();
  const tab = all[state.route.tab] ? state.route.tab : 'me';
  if (tab !== seen) {
    seen = tab;
    afterDraw(showTab);
  }

  return html`
    <section class="page" aria-labelledby="page-title">
      <header class="page-head"><button class="icon-button nav-button" aria-label=${t('nav')} @click=${() => { state.nav = !state.nav; changed(); }}>${icon('menu')}</button><h1 id="page-title" tabindex="-1">${t('settings')}</h1></header>
      <nav class="tabs" aria-label=${t('settings')}>${Object.keys(all).map(each => html`<a href=${write({ page: 'settings', tab: each })} aria-current=${each === tab ? 'page' : nothing}>${t(`tab.${each}`)}</a>`)}</nav>
      <div class="page-body ${tab}" aria-busy=${state.edits > 0}>${all[tab]()}</div>
    </section>`;
}
