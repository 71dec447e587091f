// Keeps small things on this machine, for each person apart. Where the storage is full or forbidden they last as long as the page.

let owner = '-';

// What was read or written here, so that a list of drafts is not read from the disk with each drawing.
const known = new Map();

/** From now on things are kept for this person. */
export function keepFor(person) {
  owner = person ?? '-';
}

const nameOf = key => `support/${owner}/${key}`;

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

export function kept(key, otherwise = null) {
  const name = nameOf(key);
  if (!known.has(name)) known.set(name, read(name));
  return known.get(name) ?? otherwise;
}

export function keep(key, value) {
  const name = nameOf(key);
  const isNothing = value === null || value === undefined || value === '';
  known.set(name, isNothing ? null : value);
  try {
    if (isNothing) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // What is on the screen stays.
  }
}

/** What is kept by names that begin so. */
export function keptUnder(beginning) {
  try {
    return Object.keys(localStorage).filter(name => name.startsWith(nameOf(beginning))).map(read).filter(Boolean);
  } catch {
    return [];
  }
}

// Another tab wrote.
addEventListener('storage', event => event.key === null ? known.clear() : known.delete(event.key));
