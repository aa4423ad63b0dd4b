import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decodeJwt } from 'jose';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { knownHosts } from '../../lambda/landing-page/known-hosts.ts';
import { claudeCode, codex, isInstalled } from '../support/programs.ts';
import { type RunningServer, startServer } from '../support/server.ts';
import { findChromium } from './chromium.ts';

const executablePath = findChromium();
const minutes = 60_000;

/** Runs a host's command in a home of its own, with a terminal where it insists on one, and opens no browser. */
function environment(home: string): NodeJS.ProcessEnv {
  const { PATH, LANG } = process.env;
  const quiet = { CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1', DISABLE_AUTOUPDATER: '1' };
  return { PATH, LANG, HOME: home, CODEX_HOME: home, BROWSER: '/bin/true', TERM: 'dumb', ...quiet };
}

interface Host {
  readonly name: string;
  readonly document: string;
  readonly isAvailable: boolean;
  /** Before the sign-in. */
  readonly add?: (url: string) => readonly string[];
  readonly login: (url: string) => readonly string[];
  /** Shows that it is signed in. */
  readonly check: readonly string[];
  readonly checked: RegExp;
  readonly accessToken: (home: string) => Promise<string>;
}

const hosts: readonly Host[] = [
  {
    name: 'Claude Code',
    document: knownHosts['claude-code'].document,
    isAvailable: claudeCode !== undefined && isInstalled('script'),
    add: (url) => [claudeCode!, 'mcp', 'add', '--transport', 'http', 'ops', url],
    login: () => ['script', '-qefc', `${claudeCode} mcp login ops`, '/dev/null'],
    check: [claudeCode!, 'mcp', 'list'],
    checked: /ops: .*Connected/,
    accessToken: async (home) =>
      accessTokenIn(await readFile(join(home, '.claude/.credentials.json'), 'utf8')),
  },
  {
    name: 'Codex',
    document: knownHosts.codex.document,
    isAvailable: codex !== undefined,
    login: (url) => [codex!, 'mcp', 'add', 'ops', '--url', url],
    check: [codex!, '-c', 'mcp_oauth_credentials_store="file"', 'mcp', 'list'],
    checked: /ops .*OAuth/,
    accessToken: async (home) => accessTokenIn(await readFile(join(home, '.credentials.json'), 'utf8')),
  },
];

const accessTokenIn = (text: string) => /"access_?[tT]oken"\s*:\s*"([^"]+)"/.exec(text)![1]!;

describe.skipIf(!executablePath || hosts.every(({ isAvailable }) => !isAvailable))(
  'a host that knows the URL alone',
  () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] });
    });
    afterAll(() => browser.close());

    /** What the person does once the host has opened its page. */
    async function signIn(address: string): Promise<void> {
      const page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
      await page.goto(address);
      await page.getByLabel('Name').fill('minji');
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('button', { name: 'Allow' }).click();
      await page.waitForURL(/\/callback/);
    }

    /** Starts the host's sign-in, does it in the browser, and waits until the host says that it is done. */
    async function login([program, ...args]: readonly string[], home: string): Promise<string> {
      const child = spawn(program!, args, {
        cwd: home,
        env: environment(home),
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let output = '';
      const opened = new Promise<string>((resolve, reject) => {
        const hear = (text: string) => {
          output += text;
          // Terminals get the address within control characters, which end it.
          const address = /http:\/\/127\.0\.0\.1:\d+\/oauth\/authorize\?[\w%.&=+~-]+/.exec(output);
          if (address) resolve(address[0]);
        };
        child.stdout.setEncoding('utf8').on('data', hear);
        child.stderr.setEncoding('utf8').on('data', hear);
        child.once('exit', () => reject(new Error(`It ended without a page to open:\n${output}`)));
      });
      const ended = once(child, 'exit');
      try {
        await signIn(await opened);
        const [code] = await ended;
        if (code !== 0) throw new Error(`It ended with ${code}:\n${output}`);
      } finally {
        child.kill();
      }
      return output;
    }

    describe.each([
      ['by the document that it publishes', 'documents,dynamic'],
      ['by registration, where documents are not taken', 'dynamic'],
    ])('%s', (_, CLIENT_REGISTRATION) => {
      let server: RunningServer;
      beforeAll(async () => {
        server = await startServer({ CLIENT_REGISTRATION });
      });
      afterAll(() => server.stop());

      for (const {
        name,
        document,
        isAvailable,
        add,
        login: loginCommand,
        check,
        checked,
        accessToken,
      } of hosts) {
        test.skipIf(!isAvailable)(
          `${name} signs in and is connected`,
          async () => {
            await using folder = await mkdtempDisposable(join(tmpdir(), 'ops-assistant-host-'));
            const home = folder.path;
            const run = ([program, ...args]: readonly string[]) =>
              promisify(execFile)(program!, args, { cwd: home, env: environment(home) });

            if (add) await run(add(server.url));
            await login(loginCommand(server.url), home);

            const token = decodeJwt(await accessToken(home));
            expect(token).toMatchObject({ sub: 'minji', aud: server.url, scope: 'read write' });
            expect(token.client_id === document).toBe(CLIENT_REGISTRATION.startsWith('documents'));
            const { stdout } = await run(check);
            expect(stdout).toMatch(checked);
          },
          3 * minutes,
        );
      }
    });
  },
);

test('the run says which hosts are not here', () => {
  for (const { name } of hosts.filter((host) => !host.isAvailable)) {
    console.warn(
      `${name} is not here, so its own sign-in was not tried (docs/connecting.md, "Try the hosts themselves")`,
    );
  }
  for (const program of [claudeCode ?? 'claude', codex ?? 'codex'])
    expect(program).toMatch(/(claude|codex)$/);
});
