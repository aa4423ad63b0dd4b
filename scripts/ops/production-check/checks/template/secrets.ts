import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Evidence, seen } from '../../context/check.ts';
import type { Given } from '../../context/check-context.ts';
import { resourcesOf } from '../../sources/template.ts';

const run = promisify(execFile);

/** Nothing internal in an answer, no secret in the repository, none in the template. */
export async function* keepsSecrets(given: Given): AsyncGenerator<Evidence> {
  for (const [asked, answer] of await provokedAnswers(given)) {
    const found = internal.find(([, pattern]) => pattern.test(answer));
    yield seen(asked, found ? `has ${found[0]}` : `${answer.length} characters, nothing internal`, !found);
  }
  yield* searchRepository(given);
  yield* searchTemplate(given);
}

const internal: readonly (readonly [string, RegExp])[] = [
  ['a stack trace', /\bat [\w.<>$ ]*\(?(?:file:|node:|\/)[^\s)]*:\d+:\d+/],
  ['a path of the server', /\/(?:var\/task|opt\/nodejs|home\/|root\/|usr\/|work\/)|node_modules/],
  ['an ARN', /\barn:aws[\w-]*:/],
  ['a token', /\beyJ[\w-]{10,}\.[\w-]+\./],
  ['an AWS key', /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/],
  ['a name of the SDK', /\b(?:ConditionalCheckFailed|ResourceNotFound|Validation)Exception\b|dynamodb/i],
  ['a secret setting', /SIGNING_SECRETS|SecretAccessKey|BEGIN [A-Z ]*PRIVATE KEY/],
];

/** Each in its own way invites the server to say too much. */
async function provokedAnswers({ site, people }: Given): Promise<[string, string][]> {
  const token = await people.token('worker');
  const tool = (name: string, args: object) => site.ask('tools/call', { name, arguments: args }, { token });
  const answers = {
    'the front page': site.get('/'),
    'the deep health check': site.get('/health?deep=1'),
    'a path that does not exist': site.get('/.env'),
    'the resource ops://status': site.ask('resources/read', { uri: 'ops://status' }, { token }),
    'a body that is no JSON': site.post('{"jsonrpc":', { token }),
    'a method named __proto__': site.ask('__proto__', {}, { token }),
    'a tool named constructor': tool('constructor', {}),
    'a cursor made up': tool('list_tickets', { cursor: 'AAAA.BBBB' }),
    'arguments of wrong types': tool('create_ticket', { title: { $ne: null }, body: 7, confirm: 'yes' }),
    'a ticket id of 5,000 characters': tool('get_ticket', { ticket_id: `TKT-${'9'.repeat(5_000)}` }),
    'no token': site.ask('tools/list', {}),
  };
  return Promise.all(
    Object.entries(answers).map(async ([asked, answer]): Promise<[string, string]> => {
      const { headers, text } = await answer;
      return [asked, `${JSON.stringify([...headers])}\n${text}`];
    }),
  );
}

const secret =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bgh[pousr]_\w{30,}|\bxox[abeprs]-[\w-]{10,}|hooks\.slack\.com\/services\/T\w+/;

/** Tests plant secrets on purpose, to see them masked. */
async function* searchRepository({ root }: Given): AsyncGenerator<Evidence> {
  const { stdout } = await run('git', ['ls-files', '-z', '--', '.', ':!test'], { cwd: root });
  const files = stdout.split('\0').filter(Boolean);
  const hits: string[] = [];
  for (const file of files) {
    const text = await readFile(join(root, file), 'utf8').catch(() => '');
    if (secret.test(text)) hits.push(file);
  }
  const answer = hits.length === 0 ? `${files.length} files, none` : hits.join(', ');
  yield seen('secrets in files under version control', answer, files.length > 0 && hits.length === 0);
}

/** A secret in the template is a reference that CloudFormation follows. */
async function* searchTemplate({ stack }: Given): AsyncGenerator<Evidence> {
  for (const [id, { Properties }] of resourcesOf(await stack(), 'AWS::Lambda::Function')) {
    const { Variables = {} } = (Properties.Environment ?? {}) as { Variables?: Record<string, unknown> };
    for (const [name, value] of Object.entries(Variables)) {
      if (!/SECRET|PASSWORD|PRIVATE|API_KEY/.test(name)) continue;
      const holds = isReference(value);
      yield seen(`${name} of ${id} in the template`, holds ? 'no value, a reference' : 'a value', holds);
    }
  }
}

/** What CloudFormation looks up when it deploys; the authorizer's "none: …" says that it signs nothing. */
function isReference(value: unknown): boolean {
  const text = JSON.stringify(value);
  return (
    text.includes('{{resolve:secretsmanager:') || 'Fn::GetAtt' in Object(value) || text.startsWith('"none: ')
  );
}
