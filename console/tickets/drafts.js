// What was typed and not sent yet, for each ticket and mode; it survives a reload and signing out.

import { keep, kept } from '../core/keep.js';

const nameOf = (ticket, mode) => `draft/${ticket}/${mode}`;

export const draft = (ticket, mode) => kept(nameOf(ticket, mode), '');
export const keepDraft = (ticket, mode, text) => keep(nameOf(ticket, mode), text.trim() ? text : null);

/** The modes of a ticket in which there is a draft. */
export const drafted = ticket => ['answer', 'progress', 'ask', 'note'].filter(mode => draft(ticket, mode));
