// Tells who looks elsewhere, if they asked for it on this machine: by a notification of the system, by a short sound, or both.
// Of what, is what they chose for pushes; while they are away, of nothing.

import { keep } from '../core/keep.js';
import { t } from '../core/language.js';
import { go, withTicket } from '../core/router.js';
import { changed, state } from '../core/state.js';
import { agentName, customerName } from '../parts/person.js';
import { readTicket } from './api.js';
import { alerts, wantsAlerts } from './live.js';

const Recent = 120_000;

export const canNotify = () => 'Notification' in window && Notification.permission !== 'denied';

/** Turns one on or off. The browser asks once whether it may. */
export async function setAlerts(change) {
  if (change.notify && await Notification.requestPermission() !== 'granted') change = { notify: false };
  keep('alerts', { ...alerts(), ...change });
  changed();
}

// Messages and notes that were told of. What the page knew before says nothing of these: it may have read the ticket again before it heard of the change.
const said = new Set();

const isFresh = time => Date.now() - Date.parse(time) < Recent;
const isNew = time => isFresh(time) && Date.parse(time) > performance.timeOrigin;

/** What of a change concerns this agent: message, assigned, newTicket or rating; null for nothing. */
export function concerns(before, now, me) {
  const isMine = now.assignee === me.id && now.state !== 'open';
  const { lastText } = now;
  if (!before && now.version === 1 && !now.assignee && isFresh(now.createdAt) && (!me.queues?.length || !now.queue || me.queues.includes(now.queue))) return 'newTicket';
  if (now.assignee === me.id && lastText?.by === 'customer' && isNew(lastText.at) && !said.has(`${now.id} ${lastText.at}`)) return 'message';
  if (isMine && before && before.assignee !== me.id) return 'assigned';
  return now.assignee === me.id && before && now.rating && now.rating !== before.rating ? 'rating' : null;
}

/** The newest note on a ticket that calls this agent by name and was not told of; a list says only that there is one. */
async function mentionOf(now, me) {
  if (!now.mentioned?.includes(me.key)) return null;
  const { timeline } = await readTicket(now.id);
  const note = timeline.findLast(entry => entry.mentions?.includes(me.key) && entry.byId !== me.id && isNew(entry.at));
  if (!note || said.has(`${now.id} ${note.at}`)) return null;
  // Noted before anything else is waited for, as two changes may come at once.
  said.add(`${now.id} ${note.at}`);
  return note;
}

/** Says so, unless the page is looked at. */
export async function alertOf(before, now) {
  const { me } = state;
  if (!wantsAlerts() || document.hasFocus() || !me || me.availability === 'away') return;
  const what = concerns(before, now, me);
  if (what && me.notify?.[what] !== false) {
    if (what === 'message') said.add(`${now.id} ${now.lastText.at}`);
    say(now, t(`alert.${what}`, { name: customerName(now) }), now.lastText?.preview ?? now.subject);
  }

  const note = me.notify?.mention === false ? null : await mentionOf(now, me);
  if (note) say(now, t('alert.mention', { name: note.byName ?? agentName(note.byId, { self: false }) }), note.text);
}

function say(ticket, title, body) {
  if (alerts().sound) ring();
  if (!alerts().notify || Notification.permission !== 'granted') return;
  const note = new Notification(title, { body, tag: ticket.id });
  note.onclick = () => { window.focus(); go(withTicket(ticket.id)); };
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
