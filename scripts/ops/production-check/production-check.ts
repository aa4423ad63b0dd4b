import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readLocalSettings } from '../../local/settings.ts';
import type { Verdict } from './context/check.ts';
import { createGiven, thisCheckout } from './context/create-check-context.ts';
import { describeTotal, describeVerdict, reportAsJson } from './report.ts';
import { walkChecklist } from './run-checks.ts';
import { givenPeople, localPeople, readTokens } from './sources/test-identities.ts';

const usage = `npm run check:production -- --url URL [--token T | --tokens FILE.json] [--stage prod]
                           [--audit-file FILE] [--log-file FILE] [--quick] [--test-report FILE] [--json]

Walks the production checklist against a live server and this checkout, with the evidence for each item.
  --url          the MCP endpoint, such as http://127.0.0.1:3000/mcp
  --token        a token with read and write; a local server's tokens are made as npm run token makes them
  --tokens       tokens by role, as docs/deploying.md describes: worker, reader, other, foreign, expired
  --stage        whose template is looked at (prod)
  --audit-file   where the server's audit records can be read (a local server's: DATA_DIR/audit.jsonl)
  --log-file     what the server writes to its log; audit records are found in it as well
  --quick        reads a fresh report of the tests instead of running them
  --test-report  that report (dist/test-report.json)
  --json         the whole report as JSON on stdout

Exit code: 0 every item holds, 1 one does not, 2 the command is wrong.`;

async function main(): Promise<void> {
  const values = readArguments();
  if (values.help) return void process.stdout.write(`${usage}\n`);
  const given = await givenBy(values);

  const verdicts: Verdict[] = [];
  for await (const verdict of walkChecklist(given)) {
    verdicts.push(verdict);
    if (!values.json) process.stdout.write(`${describeVerdict(verdict)}\n`);
  }
  process.stdout.write(
    `${values.json ? reportAsJson(given.site.url, verdicts) : `\n${describeTotal(verdicts)}`}\n`,
  );
  process.exitCode = verdicts.every(({ passed }) => passed) ? 0 : 1;
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        url: { type: 'string' },
        token: { type: 'string' },
        tokens: { type: 'string' },
        stage: { type: 'string', default: 'prod' },
        'audit-file': { type: 'string' },
        'log-file': { type: 'string' },
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

async function givenBy(values: ReturnType<typeof readArguments>) {
  const { url } = values;
  if (!url || !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new Error(`--url takes the http(s) URL of the MCP endpoint.\n\n${usage}`);
  }
  const isLocal = ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
  const settings = readLocalSettings({ DATA_DIR: process.env.DATA_DIR });
  const tokens = {
    ...(values.tokens && (await readTokens(values.tokens))),
    ...(values.token && { worker: values.token }),
  };
  const auditFile = values['audit-file'] ?? (isLocal ? join(settings.dataDir, 'audit.jsonl') : undefined);
  const hasKeys = existsSync(join(settings.dataDir, 'keys.json'));
  if (isLocal && !hasKeys && Object.keys(tokens).length === 0) {
    throw new Error(
      `There are no keys in ${settings.dataDir} to make tokens with. Set DATA_DIR to the server's, or give --tokens.`,
    );
  }

  return createGiven({
    url: url.endsWith('/mcp') ? url : `${url.replace(/\/$/, '')}/mcp`,
    people: givenPeople(tokens, isLocal && hasKeys ? localPeople(settings.dataDir) : undefined),
    root: thisCheckout,
    stage: values.stage,
    auditFile: values['log-file'] && !values['audit-file'] ? undefined : auditFile,
    logFile: values['log-file'] && resolve(values['log-file']),
    testReport: values.quick ? values['test-report'] : undefined,
  });
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
}
