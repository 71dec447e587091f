// The few pictures that the console uses, drawn on 16 by 16. They decorate: what they mean stands beside them or in a label.

import { html, svg } from '../vendor/lit-html.js';

const Shapes = {
  inbox: svg`<path d="M2.5 9.5 4 3.500h8l1.5 6v3h-11zM2.5 9.500H5.500l1 1.500h3l1-1.500h3"/>`,
  clock: svg`<circle cx="8" cy="8" r="5.5"/><path d="M8 5v3.200l2 1.3"/>`,
  circle: svg`<circle cx="8" cy="8" r="5.5" stroke-dasharray="2.2 2.12"/>`,
  reply: svg`<path d="M6.5 4 2.5 8l4 4M3 8h6.500a4 4 0 0 1 4 4v.5"/>`,
  warning: svg`<path d="M8 2.5 14 13H2zM8 6.500v3M8 11.200v.1"/>`,
  flame: svg`<path d="M8 1.800c.5 2.7 3.7 4 3.7 7.400A3.7 3.7 0 0 1 8 13.500a3.7 3.7 0 0 1-3.7-4c0-1.6.8-2.6 1.5-3.4.2 1.2.7 1.7 1.2 1.900C7.2 6 7 4 8 1.800z"/>`,
  list: svg`<path d="M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.2M2.5 8h.2M2.5 12h.2"/>`,
  check: svg`<path d="m3 8.5 3.3 3.300L13 4.7"/>`,
  checks: svg`<path d="m1.5 8.5 3 3 6-6.500M7.5 11.500l.5.5 6.5-7"/>`,
  filter: svg`<path d="M2.5 4h11M4.5 8h7M6.5 12h3"/>`,
  folder: svg`<path d="M2.5 4.500h4l1.5 1.500h5.500v6.500h-11z"/>`,
  bookmark: svg`<path d="M4.5 2.500h7v11L8 10.500l-3.5 3z"/>`,
  gear: svg`<circle cx="8" cy="8" r="2"/><path d="M8 1.800v2M8 12.200v2M1.8 8h2M12.2 8h2M3.6 3.6 5 5M11 11l1.4 1.400M12.4 3.6 11 5M5 11l-1.4 1.4"/>`,
  search: svg`<circle cx="7" cy="7" r="4.2"/><path d="m10.3 10.3 3.2 3.2"/>`,
  x: svg`<path d="m4 4 8 8M12 4l-8 8"/>`,
  back: svg`<path d="M9.5 3.5 5 8l4.5 4.5"/>`,
  menu: svg`<path d="M2.5 4.500h11M2.5 8h11M2.5 11.500h11"/>`,
  moon: svg`<path d="M13 9.500A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.500z"/>`,
  phone: svg`<rect x="4.5" y="1.5" width="7" height="13" rx="1.5"/><path d="M7 12.300h2"/>`,
  person: svg`<circle cx="8" cy="5.3" r="2.6"/><path d="M3 13.500c.4-2.8 2.3-4 5-4s4.6 1.2 5 4"/>`,
  tag: svg`<path d="M2.5 2.500h5l6 6-5 5-6-6zM5 5h.1"/>`,
  flag: svg`<path d="M3.5 14V2.500h8l-1.5 3 1.5 3h-8"/>`,
  note: svg`<path d="M3 2.500h10v7L9.5 13.500H3zM9.5 13.500v-4H13"/>`,
  clip: svg`<path d="m12.5 7.5-5 5a3 3 0 0 1-4.2-4.200l5.5-5.500a2 2 0 0 1 2.8 2.800l-5.3 5.300a.9.9 0 0 1-1.3-1.300L9.5 5"/>`,
  send: svg`<path d="M2.5 8 13.5 3l-3 10.500L7.5 9z"/>`,
  bolt: svg`<path d="M9 1.5 3.5 9H7.500L6.5 14.5 12.5 6.500H8.500z"/>`,
  help: svg`<circle cx="8" cy="8" r="5.8"/><path d="M6.3 6.300a1.7 1.7 0 1 1 2.5 1.500c-.6.3-.8.7-.8 1.300M8 11.200v.1"/>`,
  star: svg`<path d="m8 2 1.8 3.8 4.2.5-3.1 2.9.8 4.100L8 11.300l-3.7 2 .8-4.100L2 6.300l4.2-.5z"/>`,
  dots: svg`<path d="M3.5 8h.1M8 8h.1M12.5 8h.1"/>`,
  out: svg`<path d="M6.5 2.500h-4v11h4M10 5l3 3-3 3M13 8H6"/>`,
  chart: svg`<path d="M2.5 13.500h11M4.5 11V8M8 11V3.500M11.5 11V6"/>`,
  down: svg`<path d="m4 6 4 4 4-4"/>`,
};

export const icon = name => html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">${Shapes[name]}</svg>`;
