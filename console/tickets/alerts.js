// Tells who looks elsewhere, if they asked for it on this machine: by a notification of the system, by a short sound, or both.
// Of what, is what they chose for pushes; while they are away, of nothing.

import { keep } from '../core/keep.js';
import { t } from '../core/language.js';
import { go, withTicket } from '../core/router.js';
import { changed, state } from '../core/state.js';
import { customerName } from '../parts/person.js';
import { alerts, wantsAlerts } from './live.js';

const Recent = 120_000;

export const canNotify = () => 'Notification' in window && Notification.permission !== 'denied';

/** Turns one on or off. The browser asks once whether it may. */
export async function setAlerts(change) {
  if (change.notify && await Notification.requestPermission() !== 'granted') change = { notify: false };
  keep('alerts', { ...alerts(), ...change });
  changed();
}

// Messages that were told of. What the page knew before says nothing of these: it may have read the ticket again before it heard of the change.
const said = new Set();

/** What of a change concerns this agent: message, assigned, newTicket or rating; null for nothing. */
export function concerns(before, now, me) {
  const isMine = now.assignee === me.id && now.state !== 'open';
  const isFresh = time => Date.now() - Date.parse(time) < Recent;
  const { lastText } = now;
  if (!before && now.version === 1 && !now.assignee && isFresh(now.createdAt) && (!me.queues?.length || !now.queue || me.queues.includes(now.queue))) return 'newTicket';
  if (now.assignee === me.id && lastText?.by === 'customer' && isFresh(lastText.at) && Date.parse(lastText.at) > performance.timeOrigin && !said.has(`${now.id} ${lastText.at}`)) return 'message';
  if (isMine && before && before.assignee !== me.id) return 'assigned';
  return now.assignee === me.id && before && now.rating && now.rating !== before.rating ? 'rating' : null;
}

/** Says so, unless the page is looked at. */
export function alertOf(before, now) {
  const { me } = state;
  if (!wantsAlerts() || document.hasFocus() || !me || me.availability === 'away') return;
  const what = concerns(before, now, me);
  if (!what || me.notify?.[what] === false) return;
  if (what === 'message') said.add(`${now.id} ${now.lastText.at}`);
  if (alerts().sound) ring();
  if (!alerts().notify || Notification.permission !== 'granted') return;
  const note = new Notification(t(`alert.${what}`, { name: customerName(now) }), { body: now.lastText?.preview ?? now.subject, tag: now.id });
  note.onclick = () => { window.focus(); go(withTicket(now.id)); };
}

let audio = null;

// Two soft tones; no file to load.
function ring() {
  audio ??= new AudioContext();
  for (const [i, pitch] of [660, 880].entries()) {
    const [tone, volume, at] = [audio.createOscillator(), audio.createGain(), audio.currentTime + i * 0.12];
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.08, at);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.25);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.25);
  }
}
