// Keeps small things on this machine, for each person apart. Where the storage is full or forbidden they last as long as the page.

let owner = '-';
const unstored = new Map();

/** From now on things are kept for this person. */
export function keepFor(person) {
  owner = person ?? '-';
}

const nameOf = key => `support/${owner}/${key}`;

export function kept(key, otherwise = null) {
  const name = nameOf(key);
  if (unstored.has(name)) return unstored.get(name) ?? otherwise;
  try {
    const text = localStorage.getItem(name);
    return text === null ? otherwise : JSON.parse(text);
  } catch {
    return otherwise;
  }
}

export function keep(key, value) {
  const name = nameOf(key);
  unstored.delete(name);
  try {
    if (value === null || value === undefined || value === '') localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(value));
  } catch {
    unstored.set(name, value);
  }
}
