// The languages that somebody answers in, typed as tags (en, zh-CN), the best first, and said by their names beside it.

import { html, nothing } from '../vendor/lit-html.js';
import { languageName, listOf, t } from '../core/language.js';

const read = text => text.split(/[\s,;]+/).filter(Boolean);

/** The names of languages, as one text. */
export const spoken = tags => listOf((tags ?? []).map(languageName));

/** A field for them; `save` gets the tags. */
export const languageField = ({ id, label, chosen, save }) => html`
  <input id=${id ?? nothing} aria-label=${label ?? nothing} maxlength="200" spellcheck="false" autocapitalize="none" placeholder=${t('languages.placeholder')} .value=${(chosen ?? []).join(', ')} @change=${event => save(read(event.target.value))}>
  ${chosen?.length && !label ? html`<p class="quiet">${spoken(chosen)}</p>` : nothing}`;
