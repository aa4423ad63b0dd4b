import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scopes } from '../../lambda/auth/scopes.ts';
import {
  authorizationUrl,
  callback,
  claimsOf,
  exchange,
  newCodeVerifier,
  obtainTokens,
  refresh,
  register,
  signIn,
} from './app.ts';
import { type RunningServer, startServer } from './running-server.ts';
import { createVisitor, type Page } from './visitor.ts';

let dataDir: string;
let server: RunningServer;
let clientId: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'sign-in-page-'));
  server = await startServer(dataDir);
  clientId = await register(server);
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true });
});

function newUrl(changes: Record<string, string | undefined> = {}, client = clientId): URL {
  return authorizationUrl(server, client, newCodeVerifier(), changes);
}

async function openConsent(url = newUrl(), visitor = createVisitor()): Promise<Page> {
  return visitor.submit(await visitor.visit(url), { action: 'sign-in' }, { name: 'alice' });
}

describe('the page that asks for a name', () => {
  test('says that it is local, takes any name, and which app asks', async () => {
    const page = await createVisitor().visit(newUrl());

    expect(page.status).toBe(200);
    expect(page.body).toContain('any name and checks no password');
    expect(page.body).toContain('<strong>Test app</strong>');
    for (const name of ['alice', 'bob', 'minji', 'jun']) expect(page.body).toContain(`value="${name}"`);
  });

  test('takes a suggested name with one press', async () => {
    const visitor = createVisitor();

    const page = await visitor.submit(await visitor.visit(newUrl()), { person: 'minji' });

    expect(page.body).toContain('<strong>minji</strong>');
  });

  test.each(['', 'Alice', '.alice', 'a b', 'a'.repeat(41), '<script>alert(1)</script>'])(
    'asks again for the name %j, with the rule, and shows what was typed as text',
    async (name) => {
      const visitor = createVisitor();

      const page = await visitor.submit(await visitor.visit(newUrl()), { action: 'sign-in' }, { name });

      expect(page.status).toBe(422);
      expect(page.body).toContain('role="alert"');
      expect(page.body).toContain('aria-invalid="true"');
      expect(page.body).not.toContain('<script');
    },
  );

  test('can be refused before any name is given', async () => {
    const visitor = createVisitor();

    const page = await visitor.submit(await visitor.visit(newUrl()), { action: 'refuse' });

    expect(page.url.searchParams.get('error')).toBe('access_denied');
  });
});

describe('the page that asks for consent', () => {
  test('shows the app, the name, the way back and a sentence for each scope', async () => {
    const page = await openConsent(newUrl({ scope: 'read write admin' }));

    expect(page.body).toContain('<h1>Let Test app use Ops Assistant?</h1>');
    expect(page.body).toContain('<strong>alice</strong>');
    expect(page.body).toContain('<strong>127.0.0.1:7777</strong> <small>a program on this computer</small>');
    expect(page.body).toContain(callback);
    expect(page.body).toContain(scopes.read);
    expect(page.body).toContain(scopes.write);
    expect(page.body).toContain(scopes.admin.replaceAll("'", '&#39;'));
  });

  test('asks only for the scopes that the app asked for', async () => {
    const page = await openConsent(newUrl({ scope: 'read' }));

    expect(page.body).toContain('value="read"');
    expect(page.body).not.toContain('value="write"');
  });

  test.each([
    ['https://claude.ai/api/mcp/auth_callback', '<strong>claude.ai</strong> <small>a web site</small>'],
    ['https://claude.ai@evil.example/', '<strong>evil.example</strong> <small>a web site</small>'],
    [
      'cursor://anysphere.cursor-mcp/oauth/callback',
      '<strong>cursor:</strong> <small>the program that opens these links</small>',
    ],
  ])('says where %s leads', async (redirect_uri, description) => {
    const client = await register(server, { redirect_uris: [redirect_uri] });

    const page = await openConsent(newUrl({ redirect_uri }, client));

    expect(page.body).toContain(description);
  });

  test('leaves out of the token what was unticked', async () => {
    const tokens = await obtainTokens(server, clientId, { ticked: ['read'] });

    expect(tokens.scope).toBe('read');
    expect(claimsOf(tokens).scope).toBe('read');
  });

  test('grants no scope that it did not offer', async () => {
    const tokens = await obtainTokens(server, clientId, { ticked: ['read', 'admin'] });

    expect(tokens.scope).toBe('read');
  });

  test('asks again when nothing is ticked', async () => {
    const page = await signIn(newUrl(), { ticked: [] });

    expect(page.status).toBe(422);
    expect(page.body).toContain('Tick at least one line, or refuse.');
  });

  test('sends the app access_denied when it is refused', async () => {
    const visitor = createVisitor();
    const consent = await openConsent(newUrl(), visitor);

    const page = await visitor.submit(consent, { action: 'refuse' });

    expect(page.url.href).toContain(callback);
    expect(Object.fromEntries(page.url.searchParams)).toEqual({
      error: 'access_denied',
      error_description: 'The sign-in was refused.',
      state: 'some-state',
      iss: server.issuer,
    });
  });

  test('sends the app invalid_scope when there is nothing of ours to grant', async () => {
    const page = await createVisitor().visit(newUrl({ scope: 'everything' }));

    expect(page.url.searchParams.get('error')).toBe('invalid_scope');
  });

  test('is shown again to a browser that is signed in, without the question for a name', async () => {
    const visitor = createVisitor();
    await signIn(newUrl(), { visitor });

    const page = await visitor.visit(newUrl());

    expect(page.body).toContain('Let Test app use Ops Assistant?');
    expect(page.body).toContain('<strong>alice</strong>');
  });

  test('lets one sign in by another name, and keeps what the first one allowed', async () => {
    const visitor = createVisitor();
    const codeVerifier = newCodeVerifier();
    const ofAlice = await obtainTokens(server, clientId, { visitor });

    const consent = await visitor.visit(authorizationUrl(server, clientId, codeVerifier));
    const who = await visitor.submit(consent, { action: 'switch' });
    const again = await visitor.submit(who, { action: 'sign-in' }, { name: 'bob' });
    const page = await visitor.submit(again, { action: 'allow' });
    const ofBob = await exchange(server, clientId, page.url.searchParams.get('code')!, codeVerifier);

    expect(again.body).toContain('<strong>bob</strong>');
    expect(claimsOf(ofBob).sub).toBe('bob');
    expect(claimsOf(await refresh(server, clientId, ofAlice.refresh_token)).sub).toBe('alice');
  });

  test('follows a new question for the name when the app insists on one', async () => {
    const visitor = createVisitor();
    await signIn(newUrl(), { visitor });

    const page = await signIn(newUrl({ prompt: 'login' }), { visitor, name: 'jun' });

    expect(page.url.searchParams.get('code')).not.toBeNull();
  });
});

describe('every page', () => {
  test('treats the name of a hostile app as text', async () => {
    const client_name = `"><img src=x onerror='alert(1)'>\u202e${'&'.repeat(100)}`;
    const client = await register(server, { client_name });

    const who = await createVisitor().visit(newUrl({}, client));
    const consent = await openConsent(newUrl({}, client));

    for (const { body } of [who, consent]) {
      expect(body).not.toContain('<img');
      expect(body).not.toContain('\u202e');
      expect(body).toContain('&quot;&gt;&lt;img src=x onerror=&#39;alert(1)&#39;&gt;');
      expect(body.match(/(&amp;)+…/)?.[0].length).toBeLessThan(200);
    }
  });

  test('treats what a request says as text when it goes wrong', async () => {
    const page = await createVisitor().visit(newUrl({ redirect_uri: '"><script>alert(1)</script>' }));

    expect(page.status).toBe(400);
    expect(page.body).toContain('This sign-in cannot go on');
    expect(page.body).not.toContain('<script');
  });

  test('allows no script, no frame, nothing from another host, and forms to the app alone', async () => {
    const { headers } = await openConsent();

    const policy = headers.get('Content-Security-Policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("form-action 'self' http://127.0.0.1:7777;");
    expect(policy).not.toContain('unsafe');
    expect(headers.get('Cache-Control')).toBe('no-store');
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
  });

  test.each([
    ['cursor://anysphere.cursor-mcp/oauth/callback', "form-action 'self' cursor:;"],
    ['http://[::1]:1234/callback', "form-action 'self' http:;"],
  ])('lets its form end at %s', async (redirect_uri, policy) => {
    const client = await register(server, { redirect_uris: [redirect_uri] });

    const { headers } = await openConsent(newUrl({ redirect_uri }, client));

    expect(headers.get('Content-Security-Policy')).toContain(policy);
  });

  test('speaks Korean to those who prefer it', async () => {
    const visitor = createVisitor('ko-KR,ko;q=0.9,en;q=0.8');

    const who = await visitor.visit(newUrl());
    const consent = await visitor.submit(who, { action: 'sign-in' }, { name: 'minji' });

    expect(who.body).toContain('<html lang="ko">');
    expect(who.body).toContain('비밀번호 없이');
    expect(consent.body).toContain('재고와 규정, 내 티켓을 조회합니다.');
  });

  test('speaks English to every other reader', async () => {
    const page = await createVisitor('fr').visit(newUrl());

    expect(page.body).toContain('<html lang="en">');
  });

  test('belongs to the browser in which the sign-in began', async () => {
    const page = await createVisitor().visit(newUrl());

    const elsewhere = await createVisitor().visit(page.url);

    expect(elsewhere.status).toBe(400);
    expect(elsewhere.body).toContain('started in another browser');
  });

  test('is over once it has been answered', async () => {
    const visitor = createVisitor();
    const consent = await openConsent(newUrl(), visitor);
    await visitor.submit(consent, { action: 'allow' });

    const again = await visitor.submit(consent, { action: 'allow' });

    expect(again.status).toBe(400);
    expect(again.body).toContain('already finished');
  });

  test('refuses a form from another origin', async () => {
    const visitor = createVisitor();
    const consent = await openConsent(newUrl(), visitor);

    const page = await visitor.submit(consent, { action: 'allow' }, {}, 'http://127.0.0.1:8080');

    expect(page.status).toBe(403);
  });

  test('refuses a form that is far too long', async () => {
    const visitor = createVisitor();
    const who = await visitor.visit(newUrl());

    const page = await visitor.submit(who, { action: 'sign-in' }, { name: 'a'.repeat(10_001) });

    expect(page.status).toBe(413);
  });
});

describe('what a scope opens', () => {
  test('is named by the tools, and by those that the access policy withholds from this person', async () => {
    const accessPolicy = JSON.stringify({
      rules: [{ id: 'hr-only', effect: 'allow', subjects: ['minji'], tools: ['create_ticket'] }],
    });
    await using other = await startServer(dataDir, 0, { accessPolicy });
    const client = await register(other);
    const consentOf = async (name: string) => {
      const visitor = createVisitor();
      const start = await visitor.visit(authorizationUrl(other, client, newCodeVerifier(), {}));
      return (await visitor.submit(start, { action: 'sign-in' }, { name })).body.replace(/\s+/g, ' ');
    };

    const [alice, minji] = [await consentOf('alice'), await consentOf('minji')];

    expect(alice).toContain('Opens to you: lookup_inventory, search_policy');
    expect(alice).toContain('Opens to you: update_ticket_status');
    expect(alice).toMatch(/Not open to you here, by the access policy [^<]*: create_ticket</);
    expect(minji).toContain('Opens to you: create_ticket, update_ticket_status');
    expect(minji).not.toContain('Not open to you here');
  });

  test('is nothing that writes on a read-only server, or for a URL that is', async () => {
    await using readOnly = await startServer(dataDir, 0, { readOnly: true });
    const client = await register(readOnly);
    const visitor = createVisitor();
    const start = await visitor.visit(authorizationUrl(readOnly, client, newCodeVerifier(), {}));
    const page = await visitor.submit(start, { action: 'sign-in' }, { name: 'alice' });

    expect(page.body).toMatch(/read-only: create_ticket, update_ticket_status/);
    const url = newUrl({ resource: `${server.resource}/x/tickets/readonly` });
    expect((await openConsent(url)).body).toMatch(/read-only: create_ticket, update_ticket_status/);
  });
});
