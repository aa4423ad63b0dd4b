import { execFile } from 'node:child_process';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { cfnLint } from '../support/programs.ts';
import { synthesize } from './synthesize.ts';

const run = promisify(execFile);

/** Those that docs/deploying.md names, by whether their CloudFormation knows budgets: the template differs. */
const regions = [['ap-northeast-2', 'us-east-1', 'eu-west-1'], ['eu-north-1']];

const options: readonly Record<string, string>[] = [
  { stage: 'dev' },
  { stage: 'dev', clientRegistration: 'none' },
  { stage: 'small', clientDocuments: 'https://apps.example.com/app.json' },
  {
    stage: 'dev',
    federation: '{"type":"saml","name":"Okta","metadataUrl":"https://corp.okta.com/metadata"}',
  },
  { stage: 'staging', machineClient: 'true', slackWebhookSecret: 'ops/slack-notify' },
  { stage: 'prod', auditLock: 'compliance', customerKey: 'true' },
  { stage: 'prod', domain: 'mcp.example.com', hostedZoneId: 'Z1', hostedZoneName: 'example.com' },
  {
    stage: 'prod',
    issuer: 'https://tenant.eu.auth0.com/',
    audience: 'https://ops.example.com/mcp',
    canaryClientId: 'canary',
    canarySecret: 'ops/canary',
  },
  { stage: 'prod', guardedRollout: 'false' },
];

/**
 * What CloudFormation documents since the autumn of 2026 and cfn-lint does not know yet: the type
 * AWS::Cognito::CIMDPolicy, and the user pool's DcrConfiguration.
 */
const newer = join(import.meta.dirname, 'cfn-lint');
const documented = [
  '--registry-schemas',
  join(newer, 'schemas'),
  '--override-spec',
  join(newer, 'patches.json'),
];

/** CDK writes dependencies that a reference implies already, and a mapping that only VPCs need. */
const ignored = ['W3005', 'W7001'];

describe.skipIf(!cfnLint)('cfn-lint', () => {
  test.each<string[]>(regions)(
    'finds nothing in any template for %s',
    async (...together) => {
      await using folder = await mkdtempDisposable(join(tmpdir(), 'ops-assistant-'));
      const files = await Promise.all(
        options.map(async (each, at) => {
          const file = join(folder.path, `${at}-${each.stage}.template.json`);
          await writeFile(file, JSON.stringify(synthesize({ ...each, region: together[0]! }).toJSON()));
          return file;
        }),
      );

      const { stdout } = await lint(['--template', ...files, '--regions', ...together]);

      expect(stdout).toBe('');
    },
    600_000,
  );

  test('would find a budget where CloudFormation has none', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'ops-assistant-'));
    const file = join(folder.path, 'dev.template.json');
    await writeFile(file, JSON.stringify(synthesize({ stage: 'dev', region: 'us-east-1' }).toJSON()));

    const { stdout } = await lint(['--template', file, '--regions', 'eu-north-1']);

    expect(stdout).toContain("'AWS::Budgets::Budget' does not exist in 'eu-north-1'");
  }, 600_000);

  test('would find values that Cognito does not document', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'ops-assistant-'));
    const file = join(folder.path, 'dev.template.json');
    const template = JSON.stringify(synthesize({ stage: 'dev', region: 'us-east-1' }).toJSON()).replace(
      '"OpenDcrGrantTypes":["code"]',
      '"OpenDcrGrantTypes":["authorization_code"]',
    );
    await writeFile(file, template);

    const { stdout } = await lint(['--template', file, '--regions', 'us-east-1']);

    expect(stdout).toContain("'authorization_code' is not one of");
  }, 600_000);
});

test('the run says when cfn-lint is not here', () => {
  if (!cfnLint)
    console.warn('cfn-lint is not installed (pip install cfn-lint): the templates were not held against it');
  if (process.env.CI_NEEDS_CFN_LINT === 'yes') expect(cfnLint).toBeDefined();
});

/** It exits with more than 0 when it finds something. */
async function lint(args: readonly string[]): Promise<{ stdout: string }> {
  const all = ['--ignore-checks', ...ignored, '--format', 'parseable', ...documented, ...args];
  return run(cfnLint!, all).catch((error: unknown) => {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    if (!stdout) throw new Error(`cfn-lint could not run: ${stderr}`);
    return { stdout };
  });
}
