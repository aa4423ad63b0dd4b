/**
 * Signs the user in with PKCE (RFC 7636), as a public client of the issuer in the resource metadata. The token is held
 * in a variable, so a reload needs a new sign-in; only the verifier of a started sign-in is stored.
 */
export const signIn = `
let token;
const redirectUri = base + '/';
const pending = 'ops-assistant.sign-in';

const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const randomText = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

async function json(url, init) {
  const response = await fetch(url, init);
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.error_description ?? body.error?.message ?? body.error ?? response.status + ' ' + url);
  return body;
}

/** RFC 8414 puts the well-known part before the issuer's path, OpenID Connect behind it. */
async function issuerMetadata(issuer) {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/[/]$/, '');
  const urls = [
    origin + '/.well-known/oauth-authorization-server' + path,
    origin + path + '/.well-known/openid-configuration',
    origin + '/.well-known/openid-configuration' + path,
  ];
  for (const url of urls) {
    const found = await json(url).catch(() => undefined);
    if (found?.issuer === issuer) return found;
  }
  throw new Error(texts.noMetadata.replace('*', issuer));
}

async function register({ registration_endpoint: url }) {
  if (oauth.clientId) return oauth.clientId;
  if (!url) throw new Error(texts.noRegistration);
  const body = JSON.stringify({
    client_name: texts.clientName, redirect_uris: [redirectUri], token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code'], response_types: ['code'],
  });
  return (await json(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).client_id;
}

async function startSignIn(asAdministrator) {
  if (location.origin !== new URL(base).origin) return location.assign(redirectUri);
  const resource = await json(base + '/.well-known/oauth-protected-resource/mcp');
  const metadata = await issuerMetadata(resource.authorization_servers[0]);
  const clientId = await register(metadata);
  const [state, verifier] = [randomText(), randomText()];
  const scopes = [...resource.scopes_supported, ...(asAdministrator ? [oauth.adminScope] : [])];
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  const { issuer, token_endpoint: tokenEndpoint, authorization_response_iss_parameter_supported: namesIssuer } = metadata;
  sessionStorage.setItem(pending, JSON.stringify({ state, verifier, clientId, issuer, tokenEndpoint, namesIssuer }));
  const url = new URL(metadata.authorization_endpoint);
  const parameters = {
    response_type: 'code', client_id: clientId, redirect_uri: redirectUri, scope: scopes.join(' '), state,
    code_challenge: base64url(new Uint8Array(digest)), code_challenge_method: 'S256',
    ...(oauth.resource && { resource: mcpUrl }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  location.assign(url);
}

/** Reads the issuer's answer from the address, and removes it there. */
async function endSignIn() {
  const answer = Object.fromEntries(new URLSearchParams(location.search));
  if (!answer.state) return;
  const started = JSON.parse(sessionStorage.getItem(pending) ?? '{}');
  sessionStorage.removeItem(pending);
  history.replaceState(null, '', location.pathname + '#try');
  byId('try').scrollIntoView();
  const isOurs = answer.state === started.state && (answer.iss ?? (started.namesIssuer ? '' : started.issuer)) === started.issuer;
  if (!isOurs) throw new Error(texts.foreignAnswer);
  if (!answer.code) throw new Error(answer.error === 'access_denied' ? texts.refused : answer.error_description ?? answer.error);
  const body = new URLSearchParams({
    grant_type: 'authorization_code', code: answer.code, redirect_uri: redirectUri,
    client_id: started.clientId, code_verifier: started.verifier, ...(oauth.resource && { resource: mcpUrl }),
  });
  token = (await json(started.tokenEndpoint, { method: 'POST', body })).access_token;
}

function report(error) {
  byId('sign-in-state').textContent = error ? error.message : '';
}

for (const button of document.querySelectorAll('[data-sign-in]')) {
  button.onclick = () => startSignIn(button.dataset.signIn === 'admin').catch(report);
}
byId('sign-in').hidden = false;
`;
