// Signs people of the demo in by name and calls the API as they would.

const tokens = new Map();

async function tokenOf(person) {
  if (!tokens.has(person.user)) {
    const answer = await fetch('/local/tokens', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ user: person.user, name: person.name, role: person.role }) });
    tokens.set(person.user, (await answer.json()).token);
  }

  return tokens.get(person.user);
}

/** One request of a person; null when it was refused. */
export async function call(person, method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: { Authorization: `Bearer ${await tokenOf(person)}`, 'Content-Type': 'application/json', ...(method === 'POST' ? { 'Idempotency-Key': crypto.randomUUID() } : {}) },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  return answer.ok ? (text ? JSON.parse(text) : {}) : null;
}
