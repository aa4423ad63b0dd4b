import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { resultOf } from '../session.mjs';

const cli = fileURLToPath(
  import.meta.resolve('../node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js'),
);

/** Each call is a process of its own. */
export async function connect({ url, token }) {
  const run = (...args) => {
    const all = [
      cli,
      '--cli',
      url,
      '--transport',
      'http',
      '--header',
      `Authorization: Bearer ${token}`,
      ...args,
    ];
    const child = spawn(process.execPath, all, { stdio: ['ignore', 'pipe', 'pipe'] });
    const output = { out: '', err: '' };
    child.stdout.on('data', (chunk) => (output.out += chunk));
    child.stderr.on('data', (chunk) => (output.err += chunk));
    return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...output })));
  };
  return {
    async listTools() {
      const { code, out, err } = await run('--method', 'tools/list');
      if (code !== 0) throw new Error(`exit ${code}: ${err || out}`);
      return JSON.parse(out).tools.map(({ name }) => name);
    },
    async call(name, args) {
      const pairs = Object.entries(args).flatMap(([key, value]) => ['--tool-arg', `${key}=${value}`]);
      const { code, out, err } = await run('--method', 'tools/call', '--tool-name', name, ...pairs);
      if (!out.trim().startsWith('{')) throw new Error(`exit ${code}: ${err || out}`);
      return resultOf(JSON.parse(out));
    },
    close: async () => {},
  };
}
