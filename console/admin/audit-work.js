// What takes longer with the audit record: looking it through for lines that are missing or changed, and fetching all of it.

import { changed } from '../core/state.js';
import { complain } from '../parts/toasts.js';
import { exportAudit, verifyAudit } from './api.js';

const LinesEachFile = 10_000;

/** How far the check is: { lines, chains, faults, isDone, problem }; null before the first. */
export const work = { check: null, isDownloading: false };

/** Looks through all chains, some thousand lines with each call. */
export async function check() {
  work.check = { lines: 0, chains: 0, faults: [], isDone: false, problem: null };
  changed();
  try {
    for (let cursor; !work.check.isDone;) {
      const looked = await verifyAudit(cursor);
      const { lines, chains, faults } = work.check;
      cursor = looked.cursor;
      work.check = { lines: lines + looked.lines, chains: chains + looked.chains, faults: [...faults, ...looked.faults], isDone: !cursor, problem: null };
      changed();
    }
  } catch (problem) {
    work.check = { ...work.check, problem };
    changed();
  }
}

/** Fetches all lines that the query finds, with their signatures, and offers them as one file. */
export async function download(query) {
  work.isDownloading = true;
  changed();
  try {
    const parts = [];
    for (let cursor = ''; cursor !== null;) {
      const text = await exportAudit(`${query}&limit=${LinesEachFile}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      const lastAt = text.lastIndexOf('\n', text.length - 2) + 1;
      // Where there are more, the last line says how to go on.
      cursor = JSON.parse(text.slice(lastAt) || '{}').cursor ?? null;
      parts.push(cursor ? text.slice(0, lastAt) : text);
    }
    save(new Blob(parts, { type: 'application/x-ndjson' }), 'audit.ndjson');
  } catch (problem) {
    complain(problem);
  }
  work.isDownloading = false;
  changed();
}

function save(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** The lines as they are shown: one that tells how another ended stands with that one, if both are here. */
export function audited(items) {
  const name = (actor, number) => `${actor} ${number}`;
  const here = new Set(items.map(each => name(each.actor, each.number)));
  const ends = new Map(items.filter(each => each.outcomeOf).map(each => [name(each.actor, each.outcomeOf), each]));
  return items.filter(each => !each.outcomeOf || !here.has(name(each.actor, each.outcomeOf)))
    .map(each => ({ ...each, outcome: each.outcome ?? ends.get(name(each.actor, each.number))?.outcome }));
}
