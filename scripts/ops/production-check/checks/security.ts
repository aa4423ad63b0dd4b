import { as, type CheckContext } from '../context/check-context.ts';
import { type Evidence, evidenceOf, hasStatus, noProblems } from '../context/evidence.ts';
import { read, trackedFiles } from '../context/repository.ts';
import type { TargetServer } from '../context/target-server.ts';

/** Checklist item 1-1. */
export async function* inputValidation(context: CheckContext): AsyncGenerator<Evidence> {
  const { call, request, token } = await as(context, 'worker');
  const wrong = [
    ['an argument named quary', 'lookup_inventory', { quary: 'laptop' }, 'quary'],
    ['a limit that is not a number', 'lookup_inventory', { query: 'laptop', limit: 'many' }, 'limit'],
    ['no query', 'search_policy', {}, 'query'],
    ['a title of 201 characters', 'create_ticket', { title: 'x'.repeat(201), body: 'Too long.' }, 'title'],
  ] as const;
  for (const [what, tool, args, field] of wrong) {
    const { error } = await call(tool, args);
    const answer = error ? `${error.code}: ${error.message}` : 'accepted';
    const holds = error?.code === 'INVALID_ARGUMENT' && error.message.includes(field);
    yield evidenceOf(`${tool} with ${what}`, answer, holds);
  }
  const { max_body_bytes: limit } = await context.configuration();
  const huge = JSON.stringify({ padding: 'x'.repeat(limit) });
  yield hasStatus(`a body of more than ${limit} bytes`, await context.server.post(huge, { token }), 413);
  const foreign = await request('tools/list', {}, { headers: { origin: 'https://evil.example' } });
  yield hasStatus('a request from a web page of https://evil.example', foreign, 403);

  const text = "'; DROP TABLE tickets; -- <script>alert(1)</script> $(reboot)";
  const { error } = await call('search_policy', { query: text });
  yield evidenceOf(`harmless text that looks like an attack: ${text}`, error?.message ?? 'searched', !error);
}

/** Checklist item 1-2. */
export async function* pathTraversal(context: CheckContext): AsyncGenerator<Evidence> {
  const { request, call } = await as(context, 'worker');
  const names = ['../../etc/passwd', '..%2F..%2Fetc%2Fpasswd', '/etc/passwd', 'security/../../etc/passwd'];
  const addresses = ['/%2e%2e/%2e%2e/etc/passwd', '/..%2f..%2fetc%2fpasswd'];
  const attempts = [
    ...names.map((name) => ({
      what: `policy://${name}`,
      send: () => request('resources/read', { uri: `policy://${name}` }),
    })),
    { what: `get_policy ${names[0]}`, send: () => call('get_policy', { doc_id: names[0] }) },
    ...addresses.map((path) => ({ what: `GET ${path}`, send: () => context.server.get(path) })),
  ];
  for (const { what, send } of attempts) {
    const { status, json, text } = await send();
    const refused = json?.error?.code ?? (json?.result?.isError ? 'INVALID_ARGUMENT' : undefined);
    const holds = refused !== undefined && !/root:|\/bin\/\w*sh/.test(text);
    yield evidenceOf(what, `${status}, ${refused ?? text.slice(0, 60)}`, holds);
  }
}

/** Checklist item 1-3. */
export async function* authentication(context: CheckContext): AsyncGenerator<Evidence> {
  const { server, identities } = context;
  const refused = await server.request('tools/list', {});
  const challenge = refused.headers.get('www-authenticate') ?? 'no WWW-Authenticate';
  const metadataUrl = /^Bearer .*resource_metadata="([^"]+)"/.exec(challenge)?.[1];
  const isChallenge = refused.status === 401 && metadataUrl !== undefined;
  yield evidenceOf('a request without a token', `${refused.status} ${challenge}`, isChallenge);
  if (metadataUrl) yield* checkSignInMetadata(server, metadataUrl);

  const validToken = await identities.token('worker');
  const [header, payload = '', signature] = validToken.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  const tokens = {
    'text instead of a token': 'not-a-token',
    'a token without a signature': `${encode({ alg: 'none', typ: 'at+jwt' })}.${payload}.`,
    'a token whose scope was changed': `${header}.${encode({ ...claims, scope: 'read write admin' })}.${signature}`,
    'a token for another audience': await identities.token('foreign'),
    'an expired token': await identities.token('expired'),
  };
  for (const [what, token] of Object.entries(tokens))
    yield hasStatus(what, await server.request('tools/list', {}, { token }), 401);
  yield hasStatus('a valid token', await server.request('tools/list', {}, { token: validToken }), 200);
}

/** Checks RFC 9728 and RFC 8414 metadata at the addresses that MCP clients try. */
async function* checkSignInMetadata(server: TargetServer, metadataUrl: string): AsyncGenerator<Evidence> {
  const { json } = await server.get(metadataUrl);
  yield evidenceOf(metadataUrl, `resource ${json?.resource}`, json?.resource === server.url);

  const issuer = String(json?.authorization_servers?.[0]);
  const { origin, pathname } = URL.parse(issuer) ?? { origin: issuer, pathname: '/' };
  const path = pathname.replace(/\/$/, '');
  const names = ['oauth-authorization-server', 'openid-configuration'].map((name) => `/.well-known/${name}`);
  const addresses = [
    ...names.map((name) => origin + name + path),
    ...names.map((name) => origin + path + name),
  ];
  for (const address of new Set(addresses)) {
    const { status, json: metadata } = await server.get(address);
    if (status !== 200) continue;
    const pkce = metadata?.code_challenge_methods_supported;
    const holds = metadata?.issuer === issuer && pkce?.includes('S256');
    return yield evidenceOf(address, `issuer ${metadata?.issuer}, PKCE ${pkce}`, holds);
  }
  yield evidenceOf(`the metadata of ${issuer}`, 'no address returns it', false);
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Checklist item 1-4. */
export async function* scopes(context: CheckContext): AsyncGenerator<Evidence> {
  const [reader, worker, other] = [
    await as(context, 'reader'),
    await as(context, 'worker'),
    await as(context, 'other'),
  ];
  const args = { title: 'Not to be created', body: 'From a token without the scope write.', confirm: true };
  const draft = { name: 'create_ticket', arguments: args };
  const { status, text } = await reader.request('tools/call', draft, { modern: true });
  // If the gateway would rename the challenge of a 403, this generation gets a tool error too.
  const refusal = status === 403 ? '403' : /PERMISSION_DENIED/.exec(text)?.[0];
  yield evidenceOf(
    'create_ticket with the scope read (2026-07-28)',
    refusal ?? `${status}`,
    refusal !== undefined,
  );
  const { error } = await reader.call('create_ticket', args);
  const denied = error?.code === 'PERMISSION_DENIED';
  yield evidenceOf('the same from a 2025 client', error?.code ?? 'accepted', denied);
  const audit = await worker.request('resources/read', { uri: 'ops://audit/recent' });
  yield hasStatus('ops://audit/recent without the scope admin', audit, 403);

  const { id } = await context.ticket();
  const byCreator = await worker.call('get_ticket', { ticket_id: id });
  yield evidenceOf(`get_ticket ${id} by its creator`, byCreator.error?.code ?? 'found', !byCreator.error);
  const [hidden, missing] = await Promise.all(
    [id, 'TKT-999999999'].map(async (ticket_id) => {
      const refused = (await other.call('get_ticket', { ticket_id })).error;
      return refused ? `${refused.code}: ${refused.message.replaceAll(ticket_id, '…')}` : 'found';
    }),
  );
  const same = hidden === missing && hidden!.startsWith('NOT_FOUND');
  yield evidenceOf(`${id} for another person, like one that does not exist`, `${hidden} / ${missing}`, same);
}

const secret =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----(?:\s|\\n)*[A-Za-z0-9+/]{20}|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bgh[pousr]_\w{30,}|\bxox[abeprs]-[\w-]{10,}|hooks\.slack\.com\/services\/T\w+|\beyJ[\w-]{10,}\.eyJ[\w-]+\.[\w-]{10,}/;
const internal =
  /\bat [\w.<>$ ]*\(?(?:file:|node:|\/)[^\s)]*:\d+:\d+|\/var\/task|node_modules|\barn:aws[\w-]*:|\b(?:ConditionalCheckFailed|ResourceNotFound)Exception\b|SecretAccessKey/;

/** Checklist item 1-5. */
export async function* secretsFromEnvironment(context: CheckContext): AsyncGenerator<Evidence> {
  const { server, configuration, root, template } = context;
  const { environment_variables: names, signing_secrets: count } = await configuration();
  yield evidenceOf(
    'signing secrets',
    `${count}, from ${names}`,
    count > 0 && names.includes('SIGNING_SECRETS'),
  );

  const { token, call, request } = await as(context, 'worker');
  await Promise.all([
    server.get('/'),
    server.get('/.env'),
    request('resources/read', { uri: 'ops://status' }),
    server.post('{"jsonrpc":', { token }),
    request('__proto__'),
    call('constructor'),
    call('list_tickets', { cursor: 'AAAA.BBBB' }),
    call('get_ticket', { ticket_id: `TKT-${'9'.repeat(5_000)}` }),
  ]);
  const leaks = server.answers.flatMap((text) => secret.exec(text)?.[0] ?? internal.exec(text)?.[0] ?? []);
  yield noProblems(`secrets and internals in ${server.answers.length} answers`, leaks);

  // Tests contain artificial secrets to test redaction.
  const files = (await trackedFiles(root)).filter((file) => !file.startsWith('test/'));
  const texts = await Promise.all(files.map((file) => read(root, file).catch(() => '')));
  const hits = files.filter((_, i) => secret.test(texts[i]!));
  yield noProblems(`secrets in ${files.length} files under version control`, hits);

  for (const [id, { Properties }] of Object.entries((await template())?.Resources ?? {})) {
    for (const [name, value] of Object.entries(Properties?.Environment?.Variables ?? {})) {
      if (!/SECRET|PASSWORD|API_KEY/.test(name)) continue;
      const isReference = /\{\{resolve:|Fn::GetAtt|"none: /.test(JSON.stringify(value));
      yield evidenceOf(
        `${name} of ${id} in the template`,
        isReference ? 'a reference' : 'a value',
        isReference,
      );
    }
  }
}
