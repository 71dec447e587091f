// A part of the console that is loaded when it is first shown, since not everybody needs it at once.

import { html, nothing } from '../vendor/lit-html.js';
import { icon } from '../parts/icons.js';
import { problemFacts, sentence } from '../parts/toasts.js';
import { Problem } from './http.js';
import { t } from './language.js';
import { changed } from './state.js';

/** What draws the part once it is here; until then nothing, or why it does not come and a way to try again. */
export function later(load) {
  let [part, isWanted, problem] = [null, false, null];

  function want() {
    [isWanted, problem] = [true, null];
    load().then(found => { part = found; }, () => { [isWanted, problem] = [false, new Problem({})]; }).then(changed);
  }

  return (...given) => {
    if (part) return part(...given);
    if (!isWanted && !problem) want();
    return problem ? html`<div class="empty bad">${icon('warning')}<p>${sentence(problem)} ${problemFacts(problem)}</p><button class="button" @click=${want}>${t('again')}</button></div>` : nothing;
  };
}

/** Loads a style sheet of such a part, once. */
export function loadStyle(name) {
  const href = new URL(`../styles/${name}.css`, import.meta.url).href;
  const there = document.head.querySelector(`link[href="${href}"]`);
  if (there) return there.sheet ? Promise.resolve() : once(there);
  const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href });
  document.head.append(link);
  return once(link);
}

const once = link => new Promise((resolve, reject) => {
  link.addEventListener('load', resolve, { once: true });
  link.addEventListener('error', () => { link.remove(); reject(new Problem({})); }, { once: true });
});
