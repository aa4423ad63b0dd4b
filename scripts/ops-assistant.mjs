#!/usr/bin/env node
// Runs the command line on this repository's pinned Node: the system's Node may be too old to run TypeScript.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const node = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
if (!existsSync(node)) {
  process.stderr.write('Run "npm ci" first: it installs the Node that the commands need.\n');
  process.exit(1);
}
const { status } = spawnSync(node, [join(root, 'scripts/ops-assistant.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
