import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Evidence, seen } from '../../context/check.ts';
import type { Given } from '../../context/check-context.ts';
import { pick } from '../../sources/json-path.ts';
import { functionRoles, statementsOf } from '../../sources/template.ts';

/** What runs can be built again from this checkout, without a finding, and with no right too many. */
export async function* isSynthesised(given: Given): AsyncGenerator<Evidence> {
  const { command, code, output, findings } = await given.synthesis();
  const lastLine = output.trim().split('\n').at(-1) ?? '';
  yield seen(command, `exit code ${code}${code === 0 ? '' : `: ${lastLine}`}`, code === 0);
  if (code !== 0) return;

  yield seen('findings of cdk-nag and CloudFormation', findings.join(', ') || 'none', findings.length === 0);
  yield* grantsLeast(given);
  yield* isThisVersion(given);
}

/** Rights that none of the functions needs: everything of a service, whole tables, deleting. */
const tooMuch = /\*|:Scan$|:Delete|:PartiQL|^iam:|:PutBucket/;

async function* grantsLeast({ stack }: Given): AsyncGenerator<Evidence> {
  const template = await stack();
  for (const [id, role] of functionRoles(template)) {
    const actions = statementsOf(template, role).flatMap(({ Action }) => Action);
    const excess = actions.filter((action) => tooMuch.test(action));
    yield seen(
      `what ${id} may do`,
      excess.length > 0 ? `too much: ${excess.join(', ')}` : [...new Set(actions)].join(', '),
      actions.length > 0 && excess.length === 0,
    );
  }
}

async function* isThisVersion({ site, root }: Given): AsyncGenerator<Evidence> {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  const running = pick((await site.get('/health')).json, 'version');
  yield seen(
    'the version that runs, and that of this checkout',
    `${running} and ${version}`,
    running === version,
  );
}
