import { execFile } from 'node:child_process';
import { access, mkdtempDisposable, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Throws what is wrong with a command; returns how far it was looked at. */
export type Rule = (command: string, root: string) => Promise<string>;

/** The rule for a command of a page; there is none for a program that no page should ask for. */
export function ruleFor(command: string): Rule {
  const [, rule] = rules.find(([pattern]) => pattern.test(command)) ?? [];
  if (!rule) throw new Error(`no rule knows ${command.split(' ')[0]}`);
  return rule;
}

const rules: readonly (readonly [RegExp, Rule])[] = [
  [/^npm ci$/, lockFileAgrees],
  [/^npm run --silent token\b/, runsAsItStands],
  [/^npm (?:start|test|run \S+|run --silent \S+)(?: |$)/, scriptKnowsItsOptions],
  [/^npx ops-assistant /, isOwnCommand],
  [/^npx cdk /, cdkKnowsItsOptions],
  [/^npx /, isInstalled],
  [/^(?:aws|claude|code|docker|kubectl) /, filesAreThere],
  [/^(?:export|cd|curl|git|cat|echo|jq|umask|tee|grep) ?/, async () => 'of the shell'],
];

async function lockFileAgrees(_: string, root: string): Promise<string> {
  const manifest = await readJson(root, 'package.json');
  const { packages } = await readJson(root, 'package-lock.json');
  for (const kind of ['dependencies', 'devDependencies']) {
    const [declared, locked] = [manifest, packages['']].map((each) =>
      JSON.stringify(sorted(each[kind] ?? {})),
    );
    if (declared !== locked) throw new Error(`package.json and package-lock.json differ in ${kind}`);
  }
  return 'held against the lock file';
}

/** In a data directory of its own, so that a check leaves nothing behind. */
async function runsAsItStands(command: string, root: string): Promise<string> {
  const { file, args } = await scriptOf(command, root);
  await using dataDir = await mkdtempDisposable(join(tmpdir(), 'ops-assistant-'));
  const env = { ...process.env, DATA_DIR: dataDir.path };
  await run(process.execPath, [join(root, file), ...args], { cwd: root, env, timeout: 240_000 });
  return 'run';
}

async function scriptKnowsItsOptions(command: string, root: string): Promise<string> {
  const { file, args } = await scriptOf(command, root);
  const source = await sourceOf(file, root);
  for (const option of optionsIn(args)) {
    // An option of commander, or of parseArgs.
    const declared = `'(?:-\\w, )?--${option}[ ']|['"]?${option}['"]?: ?(?:\\{ ?type:|\\w+,)`;
    if (!new RegExp(declared).test(source)) {
      throw new Error(`${file || 'the script'} knows no --${option}`);
    }
  }
  return 'script and options are there';
}

async function scriptOf(command: string, root: string): Promise<{ file: string; args: string[] }> {
  const [, shorthand, name] = /^npm (?:(start|test)|run (?:--silent )?(\S+))/.exec(command)!;
  const script = (await readJson(root, 'package.json')).scripts?.[shorthand ?? name!];
  if (!script) throw new Error(`package.json has no script ${shorthand ?? name}`);
  const file = /\bnode (?:--\S+ )*(\S+\.ts)/.exec(script)?.[1] ?? '';
  if (file) await mustExist(join(root, file));
  return { file, args: words(command.split(' -- ')[1] ?? '') };
}

/** A script's options may be read in any file of its folder. */
async function sourceOf(file: string, root: string): Promise<string> {
  if (!file) return '';
  const folder = join(root, dirname(file));
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts'));
  const sources = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  const own = sources.join('\n');
  // The options that several commands have are declared once.
  return /withTableOptions\(|jsonOption\(/.test(own)
    ? `${own}\n${await readFile(join(root, 'scripts/cli.ts'), 'utf8')}`
    : own;
}

async function cdkKnowsItsOptions(command: string, root: string): Promise<string> {
  await mustExist(join(root, 'node_modules/.bin/cdk'));
  const known = await readFile(join(root, 'infra/config/context-schema.ts'), 'utf8');
  for (const [, name] of command.matchAll(/(?:-c|--context) (\w+)=/g)) {
    if (!new RegExp(`^ {2}${name}: `, 'm').test(known)) throw new Error(`the app knows no -c ${name}`);
  }
  const stage = /-c stage=(\S+)/.exec(command)?.[1];
  if (stage && !/^(?:dev|small|staging|prod|STAGE)$/.test(stage))
    throw new Error(`there is no stage ${stage}`);
  return 'command and -c options are there';
}

async function isOwnCommand(command: string, root: string): Promise<string> {
  const name = command.split(' ')[2]!;
  const known = await readFile(join(root, 'scripts/ops-assistant.ts'), 'utf8');
  if (!known.includes(`\n  ${name}: {`)) throw new Error(`ops-assistant knows no ${name}`);
  return 'the command is there';
}

async function isInstalled(command: string, root: string): Promise<string> {
  const [, name] = /^npx (?:-y |--yes )?(\S+)/.exec(command)!;
  // Fetched by npx when it is asked for.
  if (name!.startsWith('@modelcontextprotocol/')) return 'of another project';
  await mustExist(join(root, 'node_modules/.bin', name!));
  return 'program is installed';
}

/** Programs that are not here, or that need an account: only the files they are given can be looked for. */
async function filesAreThere(command: string, root: string): Promise<string> {
  for (const word of words(command)) {
    if (/^(?:infra|docs|scripts|lambda|test)\//.test(word)) await mustExist(join(root, word));
  }
  return `needs ${command.split(' ')[0]}, so only read`;
}

function optionsIn(args: readonly string[]): string[] {
  return args.flatMap((word) => /^--([\w-]+)/.exec(word)?.[1] ?? []);
}

function words(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare!,
  );
}

async function mustExist(path: string): Promise<void> {
  await access(path).catch(() => {
    throw new Error(`there is no ${path}`);
  });
}

// biome-ignore lint/suspicious/noExplicitAny: npm's own files, of which a few fields are read.
async function readJson(root: string, file: string): Promise<any> {
  return JSON.parse(await readFile(join(root, file), 'utf8'));
}

function sorted(record: Record<string, string>): [string, string][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
