import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readLocalSettings } from '../../local/settings.ts';
import { runChecklist, type Verdict } from './checklist.ts';
import { createContext } from './context/check-context.ts';
import { identitiesFromTokens, localIdentities, readTokens } from './context/identities.ts';
import { createTargetServer } from './context/target-server.ts';
import { describeTotal, describeVerdict, reportAsJson } from './report.ts';

const usage = `npm run check:production -- --url URL [--tokens FILE.json] [-c NAME=VALUE ...] [--quick]
                           [--test-report FILE] [--json]

Checks a running server against the 21 items of the production checklist, and prints evidence for each.
  --url          URL of the MCP endpoint, such as http://127.0.0.1:3000/mcp
  --tokens       file with a token per role (worker, reader, other, admin, foreign, expired; see
                 docs/operating.md); default for a server on this machine: tokens as from npm run token
  -c             an option of cdk deploy, such as -c alarmEmail=ops@example.com; repeat it for each option
  --quick        read a recent test report instead of running the tests
  --test-report  path of that report; default: dist/test-report.json
  --json         print the whole report as JSON

Exit codes: 0 all items passed, 1 an item failed, 2 wrong usage.`;

const options = {
  url: { type: 'string', default: '' },
  tokens: { type: 'string' },
  context: { type: 'string', short: 'c', multiple: true, default: [] as string[] },
  quick: { type: 'boolean', default: false },
  'test-report': { type: 'string', default: 'dist/test-report.json' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

async function main(): Promise<void> {
  const { url, help, json, ...values } = parseArgs({ options }).values;
  if (help) return void console.log(usage);
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
    throw new Error('--url takes the http(s) URL of the MCP endpoint.');
  const server = createTargetServer(url.endsWith('/mcp') ? url : `${url.replace(/\/$/, '')}/mcp`);
  const identities = await identitiesFor(server.isLocal, values.tokens);
  const testReport = values.quick ? values['test-report'] : undefined;

  const verdicts: Verdict[] = [];
  const context = createContext({ server, identities, cdkOptions: values.context, testReport });
  for await (const verdict of runChecklist(context)) {
    verdicts.push(verdict);
    if (!json) console.log(describeVerdict(verdict));
  }
  console.log(json ? reportAsJson(server.url, verdicts) : `\n${describeTotal(verdicts)}`);
  process.exitCode = verdicts.every(({ passed }) => passed) ? 0 : 1;
}

async function identitiesFor(isLocal: boolean, file: string | undefined) {
  const { dataDir } = readLocalSettings({ DATA_DIR: process.env.DATA_DIR });
  const hasKeys = existsSync(join(dataDir, 'keys.json'));
  const hint = `Set DATA_DIR to the server's data folder, or use --tokens.`;
  if (isLocal && !hasKeys && !file) throw new Error(`There are no keys for tokens in ${dataDir}. ${hint}`);
  const tokens = file ? await readTokens(file) : {};
  return identitiesFromTokens(tokens, isLocal && hasKeys ? localIdentities(dataDir) : undefined);
}

try {
  await main();
} catch (error) {
  const { message, code } = error as NodeJS.ErrnoException;
  console.error(/^ERR_PARSE_ARGS|^--url/.test(code ?? message) ? `${message}\n\n${usage}` : message);
  process.exitCode = 2;
}
