// Choosing when a text is sent, or a ticket comes back, in times that people mean: in an hour, this afternoon, tomorrow morning.

import { moment, t } from '../core/language.js';
import { state } from '../core/state.js';
import { pick } from '../parts/picker.js';
import { complain, tell } from '../parts/toasts.js';
import { forEach, snooze } from '../tickets/actions.js';
import * as api from '../tickets/api.js';
import { draft, keepDraft } from '../tickets/drafts.js';
import { take, ticketOf } from '../tickets/store.js';
import { send } from './composer.js';

const at = (days, hour) => {
  const time = new Date();
  time.setDate(time.getDate() + days);
  time.setHours(hour, 0, 0, 0);
  return time;
};

function times() {
  const now = new Date();
  const monday = (8 - now.getDay()) % 7 || 7;
  return [
    ['later.hour', new Date(Date.now() + 3_600_000)],
    ...(now.getHours() < 13 ? [['later.afternoon', at(0, 14)]] : []),
    ['later.tomorrow', at(1, 9)],
    ['later.monday', at(monday, 9)],
  ];
}

// The draft stays until the server has the text, and what was typed since stays after that.
async function plan(ticket, mode, text, time) {
  try {
    take(await api.later(ticket.id, mode, text, time.toISOString()), { isWrite: true });
    if (draft(ticket.id, mode).trim() === text) keepDraft(ticket.id, mode, '');
    tell(t('did.later', { when: moment(time) }));
  } catch (problem) {
    complain(problem);
  }
}

export function chooseLater(ticket) {
  pick({
    title: t('later'),
    items: times().map(([name, time]) => ({ label: t(name), hint: moment(time), icon: 'clock', run: () => send(ticket, { then: (text, mode) => plan(ticket, mode, text, time) }) })),
  });
}

const isOwn = id => ['inProgress', 'waiting'].includes(ticketOf(id)?.summary.state) && ticketOf(id).summary.assignee === state.session.id;

export function chooseSnooze(ids) {
  if (!ids.every(isOwn)) return tell(t('snooze.others'));
  pick({
    title: t('snooze.until'),
    items: times().map(([name, time]) => ({ label: t(name), hint: moment(time), icon: 'moon', run: () => forEach(ids, id => snooze(id, time)) })),
  });
}
