import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ruleFor } from './command-rules.ts';

const root = join(import.meta.dirname, '../..');

test.each([
  ['npm ci', 'held against the lock file'],
  ['npm run --silent token -- --sub minji --scope "read write"', 'run'],
  ['npm start', 'script and options are there'],
  ['npm run import -- --inventory stock.csv --dry-run', 'script and options are there'],
  ['npm run check:production -- --url URL --json', 'script and options are there'],
  ['npx cdk deploy -c stage=prod -c domain=mcp.example.com', 'command and -c options are there'],
  ['npx vitest run', 'program is installed'],
  ['npx @modelcontextprotocol/inspector', 'of another project'],
  ['docker build --file infra/container/Dockerfile .', 'needs docker, so only read'],
  ['export AWS_REGION=eu-north-1', 'of the shell'],
])('%s: %s', async (command, way) => {
  expect(await ruleFor(command)(command, root)).toBe(way);
});

test.each([
  ['npm run begin', 'package.json has no script begin'],
  ['npm run import -- --inventry stock.csv', 'knows no --inventry'],
  ['npm run --silent token -- --scope everything', 'knows read, write, admin, not everything'],
  ['npx cdk deploy -c stag=prod', 'the app knows no -c stag'],
  ['npx cdk deploy -c stage=production', 'there is no stage production'],
  ['npx vitst run', 'there is no'],
  ['docker build --file infra/Dockerfile .', 'there is no'],
])('%s is refused: %s', async (command, message) => {
  await expect(ruleFor(command)(command, root)).rejects.toThrow(message);
});

test('a program that no rule knows is refused', () => {
  expect(() => ruleFor('rm -rf /')).toThrow('no rule knows rm');
});
