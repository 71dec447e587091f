// A choice of a select. Which one is chosen follows what is shown, also where a click has chosen another one before.

import { html } from '../vendor/lit-html.js';
import { live } from '../vendor/directives/live.js';

export const option = (value, label, chosen) => html`<option value=${value} .selected=${live(value === chosen)}>${label}</option>`;
