// Signs in at the issuer by OpenID Connect: the code flow with PKCE (RFC 7636), as a public client.

import * as oauth from '../vendor/oauth4webapi.js';

const Store = 'support/leaving';
const returnTo = () => `${location.origin}/console`;

// An issuer on this machine has no certificate.
const over = url => ({ [oauth.allowInsecureRequests]: ['localhost', '127.0.0.1'].includes(url.hostname) });

async function discover(config) {
  const issuer = new URL(config.authority);
  return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, over(issuer)));
}

/** Sends the browser to the issuer. */
export async function leave(config) {
  const server = await discover(config);
  const going = { verifier: oauth.generateRandomCodeVerifier(), state: oauth.generateRandomState(), nonce: oauth.generateRandomNonce(), back: location.pathname + location.search };
  sessionStorage.setItem(Store, JSON.stringify(going));
  const address = new URL(server.authorization_endpoint);
  const asked = {
    client_id: config.clientId, redirect_uri: returnTo(), response_type: 'code', scope: config.scope, state: going.state, nonce: going.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(going.verifier), code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value);
  location.assign(address);
}

/** Makes a session of what the issuer sent back in the address, and puts the address back to where one was. */
export async function comeBack(config) {
  const going = JSON.parse(sessionStorage.getItem(Store) ?? '{}');
  sessionStorage.removeItem(Store);
  const here = new URL(location);
  history.replaceState(null, '', going.back ?? '/console');
  const server = await discover(config);
  const client = { client_id: config.clientId };
  const parameters = oauth.validateAuthResponse(server, client, here, going.state);
  const answer = await oauth.authorizationCodeGrantRequest(
    server, client, oauth.None(), parameters, returnTo(), going.verifier, over(new URL(server.token_endpoint)));
  return session(await oauth.processAuthorizationCodeResponse(server, client, answer, { expectedNonce: going.nonce }));
}

/** A fresh token for a refresh token. */
export async function renew(config, refreshToken) {
  const server = await discover(config);
  const client = { client_id: config.clientId };
  const answer = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), refreshToken, over(new URL(server.token_endpoint)));
  return session(await oauth.processRefreshTokenResponse(server, client, answer));
}

const session = said => ({
  token: said.access_token,
  expiresAt: Date.now() + (said.expires_in ?? 3600) * 1000,
  ...(said.refresh_token ? { refreshToken: said.refresh_token } : {}),
});
