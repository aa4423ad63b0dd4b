import type { CheckContext } from '../context/check-context.ts';
import { type Evidence, seen } from '../context/evidence.ts';
import { read, trackedFiles } from '../context/repository.ts';
import type { Answer, TargetServer, ToolAnswer } from '../context/target-server.ts';

/** 1-1 */
export async function* inputValidation(context: CheckContext): AsyncGenerator<Evidence> {
  const { server, identities, configuration } = context;
  const token = await identities.token('worker');
  const wrong = [
    ['an argument named quary', 'lookup_inventory', { quary: 'laptop' }, 'quary'],
    ['a limit that is no number', 'lookup_inventory', { query: 'laptop', limit: 'many' }, 'limit'],
    ['no query', 'search_policy', {}, 'query'],
    ['a title of 201 characters', 'create_ticket', { title: 'x'.repeat(201), body: 'Too long.' }, 'title'],
  ] as const;
  for (const [what, tool, args, field] of wrong) {
    yield refusedField(`${tool} with ${what}`, await server.callTool(token, tool, args), field);
  }
  const { max_body_bytes: limit } = await configuration();
  const huge = await server.post(JSON.stringify({ padding: 'x'.repeat(limit) }), { token });
  yield seen(`a body of more than ${limit} bytes`, `${huge.status}`, huge.status === 413);

  const foreign = await server.request(
    'tools/list',
    {},
    { token, headers: { origin: 'https://evil.example' } },
  );
  yield seen(
    'a request from a web page of https://evil.example',
    `${foreign.status}`,
    foreign.status === 403,
  );

  const text = "'; DROP TABLE tickets; -- <script>alert(1)</script> $(reboot)";
  const found = await server.callTool(token, 'search_policy', { query: text });
  yield seen(`text that only looks dangerous: ${text}`, found.error?.message ?? 'searched', !found.error);
}

function refusedField(what: string, { error }: ToolAnswer, field: string): Evidence {
  const answer = error ? `${error.code}: ${error.message}` : 'it was let through';
  return seen(what, answer, error?.code === 'INVALID_ARGUMENT' && error.message.includes(field));
}

/** 1-2 */
export async function* pathTraversal({ server, identities }: CheckContext): AsyncGenerator<Evidence> {
  const token = await identities.token('worker');
  const names = ['../../etc/passwd', '..%2F..%2Fetc%2Fpasswd', '/etc/passwd', 'security/../../etc/passwd'];
  const attempts: [string, () => Promise<Answer>][] = [
    ...names.map((name): [string, () => Promise<Answer>] => [
      `policy://${name}`,
      () => server.request('resources/read', { uri: `policy://${name}` }, { token }),
    ]),
    ['get_policy ../../etc/passwd', () => server.callTool(token, 'get_policy', { doc_id: names[0] })],
    ['GET /%2e%2e/%2e%2e/etc/passwd', () => server.get('/%2e%2e/%2e%2e/etc/passwd')],
    ['GET /..%2f..%2fetc%2fpasswd', () => server.get('/..%2f..%2fetc%2fpasswd')],
  ];
  for (const [what, attempt] of attempts) {
    const { status, json, text } = await attempt();
    const refused = json?.error?.code ?? (json?.result?.isError ? 'INVALID_ARGUMENT' : undefined);
    const holds = refused !== undefined && !/root:|\/bin\/\w*sh/.test(text);
    yield seen(what, `${status}, ${refused ?? text.slice(0, 60)}`, holds);
  }
}

/** 1-3 */
export async function* authentication({ server, identities }: CheckContext): AsyncGenerator<Evidence> {
  const refused = await server.request('tools/list', {});
  const challenge = refused.headers.get('www-authenticate') ?? 'no WWW-Authenticate';
  const metadataUrl = /^Bearer .*resource_metadata="([^"]+)"/.exec(challenge)?.[1];
  const isChallenge = refused.status === 401 && metadataUrl !== undefined;
  yield seen('a request without a token', `${refused.status} ${challenge}`, isChallenge);
  if (metadataUrl) yield* leadsToSignIn(server, metadataUrl);

  const good = await identities.token('worker');
  const bad: [string, string][] = [
    ['words instead of a token', 'not-a-token'],
    ['a token without a signature', unsigned(good)],
    ['a token whose scope was changed', altered(good)],
    ['a token for another audience', await identities.token('foreign')],
    ['an expired token', await identities.token('expired')],
  ];
  for (const [what, token] of bad) {
    const { status } = await server.request('tools/list', {}, { token });
    yield seen(what, `${status}`, status === 401);
  }
  const { status } = await server.request('tools/list', {}, { token: good });
  yield seen('a good token', `${status}`, status === 200);
}

/** RFC 9728, then RFC 8414, at the addresses that MCP clients try. */
async function* leadsToSignIn(server: TargetServer, metadataUrl: string): AsyncGenerator<Evidence> {
  const { json } = await server.get(metadataUrl);
  yield seen(metadataUrl, `resource ${json?.resource}`, json?.resource === server.url);

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
    yield seen(
      address,
      `issuer ${metadata?.issuer}, PKCE ${pkce}`,
      metadata?.issuer === issuer && pkce?.includes('S256'),
    );
    return;
  }
  yield seen(`the metadata of ${issuer}`, 'none of its addresses answers', false);
}

function unsigned(token: string): string {
  return `${encode({ alg: 'none', typ: 'at+jwt' })}.${token.split('.')[1]}.`;
}

function altered(token: string): string {
  const [header, payload = '', signature] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  return `${header}.${encode({ ...claims, scope: 'read write admin' })}.${signature}`;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** 1-4 */
export async function* scopes({ server, identities, ticket }: CheckContext): AsyncGenerator<Evidence> {
  const reader = await identities.token('reader');
  const args = { title: 'Not to be created', body: 'From a token without the scope write.', confirm: true };
  const call = { name: 'create_ticket', arguments: args };
  const modern = await server.request('tools/call', call, { token: reader, modern: true });
  // Where the gateway would rename the challenge of a 403, this generation gets the tool error as well.
  const refusal = modern.status === 403 ? '403' : /PERMISSION_DENIED/.exec(modern.text)?.[0];
  yield seen(
    'create_ticket with the scope read (2026-07-28)',
    refusal ?? `${modern.status}`,
    refusal !== undefined,
  );
  const legacy = await server.callTool(reader, 'create_ticket', args);
  const answer = legacy.error?.code ?? 'it was let through';
  yield seen('the same from a 2025 client', answer, legacy.error?.code === 'PERMISSION_DENIED');

  const worker = await identities.token('worker');
  const audit = await server.request('resources/read', { uri: 'ops://audit/recent' }, { token: worker });
  yield seen('ops://audit/recent without the scope admin', `${audit.status}`, audit.status === 403);

  const { id } = await ticket();
  const own = await server.callTool(worker, 'get_ticket', { ticket_id: id });
  yield seen(`get_ticket ${id} by its creator`, own.error?.code ?? 'found', !own.error);
  const other = await identities.token('other');
  const [hidden, missing] = await Promise.all(
    [id, 'TKT-999999999'].map(async (ticket_id) => {
      const { error } = await server.callTool(other, 'get_ticket', { ticket_id });
      return error ? `${error.code}: ${error.message.replaceAll(ticket_id, '…')}` : 'found';
    }),
  );
  const same = hidden === missing && hidden!.startsWith('NOT_FOUND');
  yield seen(
    `get_ticket ${id} by another person, like one that does not exist`,
    `${hidden} / ${missing}`,
    same,
  );
}

const secret =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----(?:\s|\\n)*[A-Za-z0-9+/]{20}|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bgh[pousr]_\w{30,}|\bxox[abeprs]-[\w-]{10,}|hooks\.slack\.com\/services\/T\w+|\beyJ[\w-]{10,}\.eyJ[\w-]+\.[\w-]{10,}/;
const internal =
  /\bat [\w.<>$ ]*\(?(?:file:|node:|\/)[^\s)]*:\d+:\d+|\/var\/task|node_modules|\barn:aws[\w-]*:|\b(?:ConditionalCheckFailed|ResourceNotFound)Exception\b|SecretAccessKey/;

/** 1-5 */
export async function* secretsFromEnvironment(context: CheckContext): AsyncGenerator<Evidence> {
  const { server, identities, configuration, root, template } = context;
  const { environment_variables: names, signing_secrets: count } = await configuration();
  yield seen('signing secrets', `${count}, from ${names}`, count > 0 && names.includes('SIGNING_SECRETS'));

  const token = await identities.token('worker');
  const tool = (name: string, args: object) => server.callTool(token, name, args);
  await Promise.all([
    server.get('/'),
    server.get('/.env'),
    server.request('resources/read', { uri: 'ops://status' }, { token }),
    server.post('{"jsonrpc":', { token }),
    server.request('__proto__', {}, { token }),
    tool('constructor', {}),
    tool('list_tickets', { cursor: 'AAAA.BBBB' }),
    tool('get_ticket', { ticket_id: `TKT-${'9'.repeat(5_000)}` }),
  ]);
  const leaks = server.answers.flatMap((text) => secret.exec(text)?.[0] ?? internal.exec(text)?.[0] ?? []);
  yield seen(
    `secrets and internals in ${server.answers.length} answers`,
    leaks[0] ?? 'none',
    leaks.length === 0,
  );

  // Tests plant secrets on purpose, to see them redacted.
  const files = (await trackedFiles(root)).filter((file) => !file.startsWith('test/'));
  const texts = await Promise.all(files.map((file) => read(root, file).catch(() => '')));
  const hits = files.filter((_, i) => secret.test(texts[i]!));
  yield seen(
    `secrets in ${files.length} files under version control`,
    hits.join() || 'none',
    hits.length === 0,
  );

  for (const [id, { Properties }] of Object.entries((await template())?.Resources ?? {})) {
    for (const [name, value] of Object.entries(Properties?.Environment?.Variables ?? {})) {
      if (!/SECRET|PASSWORD|API_KEY/.test(name)) continue;
      const isReference = /\{\{resolve:|Fn::GetAtt|"none: /.test(JSON.stringify(value));
      yield seen(`${name} of ${id} in the template`, isReference ? 'a reference' : 'a value', isReference);
    }
  }
}
