// A time as people say it, with the exact one on hover and for screen readers.

import { html } from '../vendor/lit-html.js';
import { ago, exact, moment } from '../core/language.js';

export const relative = (time, className = '') => html`<time class=${className} datetime=${time} title=${exact(time)}>${ago(time)}</time>`;
export const atTime = (time, className = '') => html`<time class=${className} datetime=${time} title=${exact(time)}>${moment(time)}</time>`;
