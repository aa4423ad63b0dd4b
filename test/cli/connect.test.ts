import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostIds } from '../../lambda/landing-page/known-hosts.ts';
import { run } from './run.ts';

let server: Server;
let origin: string;
/** What the authorization server says of itself. */
let metadata: Record<string, unknown> | undefined;

beforeAll(async () => {
  server = createServer((request, response) => {
    const documents: Record<string, unknown> = {
      '/.well-known/oauth-protected-resource/mcp': { authorization_servers: [origin] },
      '/.well-known/openid-configuration': metadata,
    };
    const document = documents[request.url!];
    response.writeHead(document ? 200 : 404).end(JSON.stringify(document ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const cognito = { authorization_endpoint: 'https://ops.auth.eu-north-1.amazoncognito.com/oauth2/authorize' };
const documents = { client_id_metadata_document_supported: true };
const connect = (...args: readonly string[]) => run(['connect', ...args, '--url', `${origin}/mcp`]);

describe('connect reads in the server’s metadata whether the URL is enough', () => {
  test('then a client id that was given is left out', async () => {
    metadata = { ...documents };
    const { stdout, stderr } = await connect('claude-code', '--client-id', '4k2abc');

    expect({ stdout, stderr }).toEqual({
      stdout: `claude mcp add --transport http ops-assistant ${origin}/mcp\n`,
      stderr: '',
    });
  });

  test('and else it is a part of the line', async () => {
    metadata = { ...cognito, ...documents };
    const { stdout } = await connect('codex', '--client-id', '4k2abc');

    expect(stdout).toMatch(/^codex -c mcp_oauth_callback_port=33420 .* --oauth-client-id 4k2abc$/m);
  });

  test('and says who has it when it was not given', async () => {
    metadata = {};
    const { code, stdout, stderr } = await connect('claude-code');

    expect(code).toBe(0);
    expect(stdout).toContain('--client-id CLIENT_ID');
    expect(stderr).toContain('does not know Claude Code: use --client-id');
  });

  test('and says so when it cannot be read', async () => {
    metadata = undefined;
    const { stdout, stderr } = await connect('claude-code');

    expect(stdout).toBe(`claude mcp add --transport http ops-assistant ${origin}/mcp\n`);
    expect(stderr).toContain('unknown whether a client id is needed');
  });

  test('hosts in the cloud get it in words', async () => {
    const { stdout } = await run(
      ['connect', 'claude', '--url', 'https://ops.example.invalid/mcp', '--client-id', 'x'],
      { LC_ALL: 'ko_KR.UTF-8' },
    );

    expect(stdout).toBe('설정 → 커넥터 → 커스텀 커넥터 추가: https://ops.example.invalid/mcp\n');
  });

  test('the list has every host that can reach the server', async () => {
    metadata = { ...documents };
    const { stdout } = await connect();

    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.split(' ')[0]),
    ).toEqual(hostIds.filter((id) => id !== 'claude' && id !== 'chatgpt'));
  });
});
