import { pendingTool } from '../../../lambda/mounted-servers/inspection/check-servers.ts';
import { newServerRecord, saveServer } from '../../../lambda/mounted-servers/record-changes.ts';
import { readMountedRecords } from '../../../lambda/mounted-servers/records.ts';
import { isServerName } from '../../../lambda/mounted-servers/tool-definition.ts';
import { UsageError } from '../../cli.ts';
import type { Values } from './options.ts';
import { authIn, settingsIn } from './server-settings.ts';
import type { Workplace } from './workplace.ts';

/** Fetches the server's tools and saves them; none can be called before approval. Returns the message to print. */
export async function addServer({ db, inspect }: Workplace, name: string, values: Values): Promise<string> {
  if (!isServerName(name)) {
    throw new UsageError(
      `"${name}": a server's name is of 1 to 12 lower-case letters and digits, a letter first.`,
    );
  }
  const { url = '' } = values;
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) throw new UsageError('--url takes an https:// URL.');
  const { servers } = await readMountedRecords(db);
  if (servers.some(({ server }) => server === name)) {
    throw new UsageError(`A server ${name} exists already. Change it with set, or remove it first.`);
  }
  const record = newServerRecord(name, url, {
    auth: authIn(values),
    allow_private: values.allowPrivate ?? false,
    ...settingsIn(values),
  });
  const { handshake, tools } = await inspect(record).catch((error: Error) => {
    throw new UsageError(`${url} cannot be mounted: ${reasonOf(error)}`);
  });
  await saveServer(
    db,
    { ...record, handshake },
    tools.map((tool) => pendingTool(name, tool)),
  );
  return [
    `${name}: ${tools.length} tools, revision ${handshake.revision}${handshake.sessions ? ' with sessions' : ''}.`,
    ...tools.map((tool) => `  ${tool.name}`),
    `None can be called yet. Next: npm run servers -- approve ${name} TOOL… (or --all)`,
  ].join('\n');
}

/** The client wraps the actual error. */
function reasonOf(error: Error): string {
  const { cause, message } = error;
  return cause instanceof Error && cause.message !== message ? `${message} (${reasonOf(cause)})` : message;
}
