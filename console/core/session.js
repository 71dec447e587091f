// Who is signed in: by name in the local edition, else at the issuer. Tokens live as long as the tab.

import { Problem, useTokens } from './http.js';
import { keepFor, kept, keep } from './keep.js';
import { state, changed } from './state.js';

const Store = 'support/session';
const Early = 60_000;

let session = null;
let renewing = null;

const openid = () => import('./openid.js');

/** What a token says; it is the server that checks it. */
function claims(token) {
  try {
    const bytes = Uint8Array.from(atob(token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/')), each => each.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return {};
  }
}

function take(next) {
  session = next;
  sessionStorage.setItem(Store, JSON.stringify(next));
  const said = claims(next.token);
  const roles = [said.roles ?? []].flat();
  state.session = { id: said.sub, name: said.name ?? said.sub, isAdmin: roles.includes('admin') };
  keepFor(state.session.id);
  changed();
}

async function byName({ user, name, role }) {
  const answer = await fetch('/local/tokens', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ user, name, role }),
  }).catch(() => { throw new Problem({}); });
  const body = await answer.json();
  if (!answer.ok) throw new Problem({ status: answer.status, ...body });
  return { token: body.token, expiresAt: Date.parse(body.expiresAt), user, name, role };
}

/** Signs in by name. */
export async function signIn(user, role) {
  take(await byName({ user: user.toLowerCase(), name: user, role }));
  keepFor(null);
  keep('last', { user, role });
  keepFor(state.session.id);
}

/** Leaves for the issuer, and comes back to where one is. */
export async function signInAtIssuer() {
  await (await openid()).leave(state.config);
}

/** Who signed in here last, to offer it again. */
export function lastPerson() {
  keepFor(null);
  return kept('last') ?? { user: '', role: 'agent' };
}

export function signOut() {
  session = null;
  state.session = null;
  sessionStorage.removeItem(Store);
  changed();
}

async function renew() {
  if (session.user) return byName(session);
  return session.refreshToken ? (await openid()).renew(state.config, session.refreshToken) : null;
}

async function token() {
  // What was under way when somebody signed out asks nothing more.
  if (!session) throw new Problem({ status: 401, code: 'signed_out' });
  if (session.expiresAt - Date.now() > Early) return session.token;
  const before = session;
  renewing ??= renew().finally(() => { renewing = null; });
  try {
    const next = await renewing;
    // Who has signed out meanwhile stays out.
    if (next && session === before) take({ ...session, ...next });
  } catch (problem) {
    if (!problem.isPassing && session === before) signOut();
  }
  return session?.token;
}

/** Takes up what the tab knows, or what the issuer just said. */
export async function startSession() {
  useTokens(token, signOut);
  if (new URL(location).searchParams.has('code') || new URL(location).searchParams.has('error')) take(await (await openid()).comeBack(state.config));
  else {
    const text = sessionStorage.getItem(Store);
    if (text) take(JSON.parse(text));
  }
}
