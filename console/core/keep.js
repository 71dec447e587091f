// Keeps small things on this machine, for each person apart. A full or forbidden storage keeps nothing and breaks nothing.

let owner = '-';

/** From now on things are kept for this person. */
export function keepFor(person) {
  owner = person ?? '-';
}

const nameOf = key => `support/${owner}/${key}`;

export function kept(key, otherwise = null) {
  try {
    const text = localStorage.getItem(nameOf(key));
    return text === null ? otherwise : JSON.parse(text);
  } catch {
    return otherwise;
  }
}

export function keep(key, value) {
  try {
    if (value === null || value === undefined || value === '') localStorage.removeItem(nameOf(key));
    else localStorage.setItem(nameOf(key), JSON.stringify(value));
  } catch {
    // There is no room: what is on the screen stays.
  }
}
