import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { command } from '../../scripts/ops/servers/servers.ts';
import { commandsOf } from '../docs/markdown.ts';
import { answerOf, startApp, type TestApp, withoutLimits } from '../support/app.ts';
import { sendToolCall } from '../support/telemetry.ts';
import { withMountedServers } from './mount.ts';

const page = join(import.meta.dirname, '../../docs/github-and-jira.md');
const secrets = { github: 'github_pat_test', jira: 'ATSTT_test' };

/** The tools of both vendors that the page names, behind their sign-in; other paths are no server. */
const sites = new Map([
  ['/gh/mcp/x/issues/readonly', { token: secrets.github, tools: ['search_issues', 'issue_read'] }],
  ['/gh/mcp/x/issues', { token: secrets.github, tools: ['search_issues', 'issue_read', 'issue_write'] }],
  [
    '/jira/v2/mcp',
    { token: secrets.jira, tools: ['searchJiraIssuesUsingJql', 'getJiraIssue', 'createJiraIssue'] },
  ],
]);
const received: { path: string; name: string; args: unknown }[] = [];
const vendor = createServer(async (request, response) => {
  const { id, method, params } = JSON.parse((await text(request)) || '{}');
  const site = sites.get(request.url!);
  if (!site) return void response.writeHead(404).end();
  if (request.headers.authorization !== `Bearer ${site.token}`) return void response.writeHead(401).end();
  if (method === 'tools/call')
    received.push({ path: request.url!, name: params.name, args: params.arguments });
  const inputSchema = { type: 'object', properties: { query: { type: 'string' } } };
  const results: Record<string, object> = {
    initialize: {
      protocolVersion: '2025-06-18',
      capabilities: { tools: {} },
      serverInfo: { name: 'vendor', version: '1' },
    },
    'tools/list': { tools: site.tools.map((name) => ({ name, description: `Does ${name}.`, inputSchema })) },
    'tools/call': { content: [{ type: 'text', text: `${params?.name} was called` }] },
  };
  const result = results[method];
  if (id === undefined) return void response.writeHead(202).end();
  response.writeHead(200, { 'content-type': 'application/json' }).end(
    JSON.stringify({
      jsonrpc: '2.0',
      id,
      ...(result ? { result } : { error: { code: -32601, message: 'no such method' } }),
    }),
  );
});

let app: TestApp;
let origin: string;
beforeAll(async () => {
  await once(vendor.listen(0, '127.0.0.1'), 'listening');
  origin = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}`;
  app = await startApp({
    ...withoutLimits,
    ...withMountedServers,
    MOUNTED_SERVER_SECRETS: JSON.stringify(secrets),
  });
  vi.stubEnv('DYNAMODB_ENDPOINT', app.table.endpoint);
  vi.stubEnv('TABLE_NAME', app.table.tableName);
  vi.stubEnv('MOUNTED_SERVER_SECRETS', JSON.stringify(secrets));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  vendor.close();
  await app[Symbol.asyncDispose]();
});

/** `npm run servers -- add gh --url …` as its arguments, with the stand-in's address and the person's yes. */
function argumentsOf(line: string): string[] {
  const words = line
    .match(/'[^']*'|\S+/g)!
    .slice(4)
    .map((word) => word.replace(/^'|'$/g, ''));
  return [
    ...words.map((word) =>
      word
        .replace('https://api.githubcopilot.com', `${origin}/gh`)
        .replace('https://mcp.atlassian.com', `${origin}/jira`),
    ),
    ...(words[0] === 'approve' ? ['--yes'] : []),
  ];
}

test('every command of the page mounts what it says, behind the sign-in that it says', async () => {
  const lines = commandsOf(await readFile(page, 'utf8')).filter((line) => line.startsWith('npm run servers'));
  expect(lines).toHaveLength(11);

  for (const line of lines) await command.parseAsync(argumentsOf(line), { from: 'user' });

  expect(process.exitCode ?? 0).toBe(0);
  const { tools } = await app.services.mounted.including('gh_issue_read');
  expect(tools.map(({ name, scope }) => `${name} ${scope}`).sort()).toEqual([
    'gh_issue_read read',
    'gh_search_issues read',
    'ghwrite_issue_write write',
    'jira_get_jira_issue read',
    'jira_search_jira_issues_using_jql read',
    'jirawrite_create_jira_issue write',
  ]);
});

test('a reader can look and not write, and an incident report asks GitHub', async () => {
  const call = async (name: string, scope: string, args = {}) =>
    JSON.stringify(answerOf(await sendToolCall(app, await app.token({ scope }), name, args)).result);

  expect(await call('gh_search_issues', 'read', { query: 'vpn' })).toContain('search_issues was called');
  expect(await call('ghwrite_issue_write', 'read')).toContain('PERMISSION_DENIED');
  expect(await call('ghwrite_issue_write', 'read write')).toContain('issue_write was called');
  await call('incident_report', 'read', { issue: 'No access', affected_system: 'VPN' });

  expect(received).toEqual([
    { path: '/gh/mcp/x/issues/readonly', name: 'search_issues', args: { query: 'vpn' } },
    { path: '/gh/mcp/x/issues', name: 'issue_write', args: {} },
    { path: '/gh/mcp/x/issues/readonly', name: 'search_issues', args: { query: 'is:open VPN' } },
  ]);
});

test('a wrong token ends the command, and says so', async () => {
  vi.stubEnv('MOUNTED_SERVER_SECRETS', JSON.stringify({ github: 'expired' }));
  const line =
    'npm run servers -- add gh2 --url https://api.githubcopilot.com/mcp/x/issues --auth static --secret github';

  await expect(command.parseAsync(argumentsOf(line), { from: 'user' })).rejects.toThrow(
    /cannot be mounted.*401|cannot be mounted/,
  );
});
