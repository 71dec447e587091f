// How the page looks by the agent's choice: language, colours and density, kept on this machine.

import { keep, kept } from '../core/keep.js';
import { speak } from '../core/language.js';
import { changed } from '../core/state.js';

export const look = () => ({ theme: 'system', density: 'comfortable', language: null, ...kept('look') });

/** Puts it into effect. */
export async function showLook() {
  const { theme, density, language } = look();
  document.documentElement.dataset.theme = theme;
  document.documentElement.dataset.density = density;
  await speak(new URL(location).searchParams.get('lang') ?? language ?? navigator.language);
  changed();
}

export function setLook(change) {
  keep('look', { ...look(), ...change });
  showLook();
}
