import { checkServers } from '../../../lambda/mounted-servers/inspection/check-servers.ts';
import { deleteServer, saveServer } from '../../../lambda/mounted-servers/record-changes.ts';
import { readMountedRecords } from '../../../lambda/mounted-servers/records.ts';
import { addServer } from './add-server.ts';
import { approveTools } from './approve-tools.ts';
import { describeCheck, describeServers } from './describe-tools.ts';
import { type Command, readCommand } from './options.ts';
import { settingsIn } from './server-settings.ts';
import { UsageError, usage } from './usage.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

/** What to print, and the exit code. */
interface Result {
  readonly text: string;
  readonly code?: number;
}

const actions: Readonly<Record<string, (workplace: Workplace, command: Command) => Promise<Result>>> = {
  add: async (workplace, { name, values }) => ({ text: await addServer(workplace, named(name), values) }),
  approve: async (workplace, { name, rest, values }) => ({
    text: await approveTools(workplace, named(name), rest, values),
  }),
  list: async ({ db }, { values }) => {
    const records = await readMountedRecords(db);
    return { text: values.json ? JSON.stringify(records, null, 2) : describeServers(records) };
  },
  check: async ({ db, inspect }, { name, values }) => {
    const reports = await checkServers(db, { only: name, inspect });
    if (name !== undefined && reports.length === 0) throw new UsageError(`There is no server ${name}.`);
    const isFine = reports.every(({ error, changed, gone }) => !error && changed.length + gone.length === 0);
    return {
      text: values.json ? JSON.stringify(reports, null, 2) : describeCheck(reports),
      code: isFine ? 0 : 1,
    };
  },
  set: async ({ db }, { name, values }) => {
    const { server } = await find({ db }, named(name));
    await saveServer(db, { ...server, ...settingsIn(values) }, []);
    return { text: `${name} is changed. Running servers follow within half a minute.` };
  },
  remove: async ({ db }, { name }) => {
    const { server, tools } = await find({ db }, named(name));
    await deleteServer(db, server.server, tools);
    return { text: `${name} is removed. Running servers follow within half a minute.` };
  },
};

async function main(): Promise<Result> {
  const command = readCommand(process.argv.slice(2));
  if (command.action === 'help') return { text: usage };
  const action = Object.hasOwn(actions, command.action) ? actions[command.action] : undefined;
  if (!action) throw new UsageError(`There is no command ${command.action}.\n\n${usage}`);
  await using workplace = await openWorkplace(command.values, process.env);
  return await action(workplace, command);
}

function named(name: string | undefined): string {
  if (name !== undefined) return name;
  throw new UsageError('Say which server.');
}

async function find({ db }: Pick<Workplace, 'db'>, name: string) {
  const { servers, tools } = await readMountedRecords(db);
  const server = servers.find((known) => known.server === name);
  if (!server) throw new UsageError(`There is no server ${name}.`);
  return { server, tools: tools.filter((tool) => tool.server === name) };
}

try {
  const { text, code = 0 } = await main();
  process.stdout.write(`${text}\n`);
  process.exitCode = code;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
}
