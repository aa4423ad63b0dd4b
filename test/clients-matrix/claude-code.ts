import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RunningServer } from '../support/server.ts';
import type { Health } from './page.ts';

const run = promisify(execFile);

/** Claude Code's health check of three entries, with settings of its own; undefined when the program is not there. */
export async function checkClaudeCode(server: RunningServer): Promise<Health | undefined> {
  const home = await mkdtemp(join(tmpdir(), 'claude-code-'));
  const env = {
    ...process.env,
    CLAUDE_CONFIG_DIR: home,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  };
  const claude = async (...args: string[]) => (await run('claude', args, { cwd: home, env })).stdout;
  try {
    const version = (await claude('--version')).trim();
    const token = await server.token({ subject: 'claude-code' });
    const add = (name: string, ...header: string[]) =>
      claude('mcp', 'add', '--transport', 'http', name, server.url, ...header);
    await add('ops', '--header', `Authorization: Bearer ${token}`);
    await add('expired', '--header', 'Authorization: Bearer expired');
    await add('signed-out');
    const lines = (await claude('mcp', 'list')).split('\n').filter((line) => line.includes(server.url));
    const records = (await server.auditRecords()).filter(({ sub }) => sub === 'claude-code');
    return {
      version,
      revision: String(records.at(-1)?.revision),
      lines: lines.map((line) => line.replaceAll(server.url, 'URL')),
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
