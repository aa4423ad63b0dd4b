import { execFile } from 'node:child_process';
import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { resolve } from './synthesize.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const timeout = 300_000;

// Between them the three use every option.
test.each([
  ['dev', ['issuer=https://login.example.com', 'audience=ops-assistant']],
  ['staging', ['machineClient=true', 'slackWebhookSecret=ops/slack']],
  [
    'prod',
    [
      'alarmEmail=oncall@example.com',
      'domain=mcp.example.com',
      'hostedZoneId=Z1',
      'hostedZoneName=example.com',
    ],
  ],
] as const)(
  '%s is synthesised without a finding, and the bundles in it run',
  async (stage, options) => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'ops-assistant-'));
    await synth(folder.path, [`stage=${stage}`, ...options]);
    const read = async (file: string) => JSON.parse(await readFile(join(folder.path, file), 'utf8'));

    const { pluginReports } = (await read('validation-report.json')) as {
      pluginReports: { conclusion: string; violations: object[] }[];
    };
    expect(pluginReports.flatMap(({ violations }) => violations)).toEqual([]);
    for (const reason of reasonsIn(await read(`OpsAssistant-${stage}.metadata.json`))) {
      expect(reason).toMatch(/^[A-Z].{30,}\.$/);
    }

    const template = (await read(`OpsAssistant-${stage}.template.json`)) as Template;
    expect(await answerOf(folder.path, template, 'ServerFunction')).toMatchObject({
      statusCode: 200,
      body: { status: 'ok' },
    });
    const others = [
      'AuthorizerFunction',
      'NoticesDescribe',
      'AuditLockFunction',
      'AuditPseudonymsFunction',
      'DeliveryCheck',
      ...(stage === 'dev' ? [] : ['UserPoolAdminScope', 'MonitoringCanaryFunction']),
    ];
    for (const name of others) {
      expect(await answerOf(folder.path, template, name)).toEqual({ handler: 'function' });
    }
  },
  timeout,
);

test(
  'a finding without a reason ends the synthesis',
  async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'ops-assistant-'));
    const careless = run('node', [join(import.meta.dirname, 'app-with-findings.ts')], {
      env: { ...process.env, CDK_OUTDIR: folder.path },
    });

    const { code, stderr } = (await careless.catch((error: unknown) => error)) as {
      code: number;
      stderr: string;
    };
    expect(code).toBe(1);
    expect(stderr).toContain('AwsSolutions-S1');
    expect(stderr).toContain('Serverless-LambdaTracing');
  },
  timeout,
);

/** What an operator types, into a folder of its own. */
async function synth(folder: string, options: readonly string[]): Promise<void> {
  const context = options.flatMap((option) => ['-c', option]);
  await run(join(root, 'node_modules/.bin/cdk'), ['synth', '--quiet', '--output', folder, ...context], {
    cwd: root,
  }).catch(({ stdout, stderr }: { stdout: string; stderr: string }) => {
    throw new Error(`${stdout}\n${stderr}`);
  });
}

function reasonsIn(metadata: Record<string, { type: string; data: Record<string, string> }[]>): string[] {
  const reasons = Object.values(metadata)
    .flat()
    .filter(({ type }) => type === 'aws:cdk:acknowledged-rules')
    .flatMap(({ data }) => Object.values(data));
  expect(reasons.length).toBeGreaterThan(10);
  return reasons;
}

interface Template {
  readonly Resources: Record<
    string,
    {
      readonly Type: string;
      readonly Metadata?: { readonly 'aws:asset:path'?: string };
      readonly Properties: { readonly Environment?: { readonly Variables: Record<string, string> } };
    }
  >;
}

/** Runs a function of the template as Lambda would: its bundle, its environment, a new process. */
async function answerOf(folder: string, { Resources }: Template, name: string): Promise<unknown> {
  const [, found] = Object.entries(Resources).find(
    ([id, { Type }]) => Type === 'AWS::Lambda::Function' && id.startsWith(name),
  )!;
  const bundle = join(folder, found.Metadata!['aws:asset:path']!, 'index.js');
  const { stdout } = await run(
    'node',
    [join(import.meta.dirname, 'run-bundle.ts'), bundle, name.startsWith('Server') ? 'http' : ''],
    {
      env: {
        ...process.env,
        ...resolve(found.Properties.Environment?.Variables),
        // Stands in for the pool or the issuer: nothing but this machine may be asked for keys.
        OIDC_ISSUER: 'http://127.0.0.1:9',
      },
    },
  );
  return JSON.parse(stdout.trim().split('\n').at(-1)!);
}
