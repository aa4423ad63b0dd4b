import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readLocalSettings } from '../../local/settings.ts';
import { runChecklist, type Verdict } from './checklist.ts';
import { createContext } from './context/check-context.ts';
import { givenIdentities, localIdentities, readTokens } from './context/identities.ts';
import { createTargetServer } from './context/target-server.ts';
import { describeTotal, describeVerdict, reportAsJson } from './report.ts';

const usage = `npm run check:production -- --url URL [--tokens FILE.json] [-c NAME=VALUE ...] [--quick]
                           [--test-report FILE] [--json]

Walks the 21 items of the production checklist against a live server, with the evidence for each.
  --url          the MCP endpoint, such as http://127.0.0.1:3000/mcp
  --tokens       tokens by role, as docs/operating.md describes: worker, reader, other, admin, foreign,
                 expired; for a server on this machine they are made as npm run token makes them
  -c             an option of cdk deploy, such as -c alarmEmail=ops@example.com; repeat as deployed
  --quick        reads a fresh report of the tests instead of running them
  --test-report  that report (dist/test-report.json)
  --json         the whole report as JSON on stdout

Exit code: 0 every item holds, 1 one does not, 2 the command is wrong.`;

async function main(): Promise<void> {
  const values = readArguments();
  if (values.help) return void process.stdout.write(`${usage}\n`);
  const { url } = values;
  if (!url || !/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw new Error(`--url takes the http(s) URL of the MCP endpoint.\n\n${usage}`);
  }
  const server = createTargetServer(url.endsWith('/mcp') ? url : `${url.replace(/\/$/, '')}/mcp`);
  const context = createContext({
    server,
    identities: await identitiesFor(server.isLocal, values.tokens),
    cdkOptions: values.context,
    testReport: values.quick ? values['test-report'] : undefined,
  });

  const verdicts: Verdict[] = [];
  for await (const verdict of runChecklist(context)) {
    verdicts.push(verdict);
    if (!values.json) process.stdout.write(`${describeVerdict(verdict)}\n`);
  }
  process.stdout.write(
    `${values.json ? reportAsJson(server.url, verdicts) : `\n${describeTotal(verdicts)}`}\n`,
  );
  process.exitCode = verdicts.every(({ passed }) => passed) ? 0 : 1;
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        url: { type: 'string' },
        tokens: { type: 'string' },
        context: { type: 'string', short: 'c', multiple: true, default: [] },
        quick: { type: 'boolean', default: false },
        'test-report': { type: 'string', default: 'dist/test-report.json' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new Error(`${(error as Error).message}\n\n${usage}`, { cause: error });
  }
}

async function identitiesFor(isLocal: boolean, file: string | undefined) {
  const { dataDir } = readLocalSettings({ DATA_DIR: process.env.DATA_DIR });
  const hasKeys = existsSync(join(dataDir, 'keys.json'));
  if (isLocal && !hasKeys && !file) {
    throw new Error(
      `There are no keys in ${dataDir} to make tokens with. Set DATA_DIR to the server's, or give --tokens.`,
    );
  }
  const tokens = file ? await readTokens(file) : {};
  return givenIdentities(tokens, isLocal && hasKeys ? localIdentities(dataDir) : undefined);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
}
