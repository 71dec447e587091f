// The page for who is not signed in: by name in the local edition, else by a button that leads to the issuer.

import { html, nothing } from '../vendor/lit-html.js';
import { t } from '../core/language.js';
import { lastPerson, signIn, signInAtIssuer } from '../core/session.js';
import { changed, state } from '../core/state.js';
import { problemFacts, sentence } from '../parts/toasts.js';

let isBusy = false;

async function attempt(run) {
  isBusy = true;
  changed();
  try {
    await run();
    state.signInProblem = null;
  } catch (fault) {
    state.signInProblem = fault;
  }

  isBusy = false;
  changed();
}

function byName() {
  const last = lastPerson();
  const submit = event => {
    event.preventDefault();
    const form = new FormData(event.target);
    attempt(() => signIn(form.get('user').trim(), form.get('role')));
  };
  return html`
    <form @submit=${submit}>
      <label>${t('signin.name')}<input name="user" required maxlength="60" autocomplete="username" .value=${last.user} autofocus></label>
      <fieldset class="segments"><legend class="unseen">${t('signin.role')}</legend>
        ${['agent', 'admin'].map(role => html`<label><input type="radio" name="role" value=${role} ?checked=${(last.role ?? 'agent') === role}>${t(`role.${role}`)}</label>`)}</fieldset>
      <button class="button primary" ?disabled=${isBusy}>${t('signin')}</button>
      <p class="quiet">${t('signin.local')}</p>
    </form>`;
}

const ways = {
  name: byName,
  openid: () => html`<button class="button primary" ?disabled=${isBusy} @click=${() => attempt(signInAtIssuer)}>${t('signin')}</button>`,
  none: () => html`<p>${t('signin.none')}</p>`,
};

const problemOf = problem => problem ? html`<p class="bad-text" role="alert">${sentence(problem)} ${problem.code ? problemFacts(problem) : nothing}</p>` : nothing;

export const signInPage = () => html`
  <main class="signin">
    <div class="signin-box">
      <svg class="logo" viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8"/><path d="M8 10.5A2.5 2.5 0 0 1 10.5 8h11a2.5 2.5 0 0 1 2.5 2.5v7a2.5 2.5 0 0 1-2.5 2.5H15l-4.5 4v-4A2.5 2.5 0 0 1 8 17.5z"/></svg>
      <h1>${t('signin.title')}</h1>
      ${problemOf(state.signInProblem)}
      ${(ways[state.config?.signIn] ?? ways.none)()}
    </div>
  </main>`;
