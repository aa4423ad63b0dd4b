import { createInterface } from 'node:readline/promises';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { defineCommand, runCommand, say, UsageError } from '../cli.ts';
import { type AddressOptions, mcpUrlOf, tokenOf, withAddress } from './server-address.ts';

interface Options extends AddressOptions {
  readonly json: boolean;
}

export const command = withAddress(
  defineCommand(
    'call',
    say(
      'Calls a tool and prints its result. Without a tool, it lists the tools.',
      '도구를 호출하고 결과를 출력합니다. 도구 이름이 없으면 목록을 보여 줍니다.',
    ),
    [
      'npx ops-assistant call',
      'npx ops-assistant call lookup_inventory query=노트북 limit=3',
      'npx ops-assistant call create_ticket title="Printer jam" body="Third floor, since this morning"',
    ],
  ),
)
  .argument(
    '[tool]',
    say('the name of the tool, such as lookup_inventory', '도구 이름, 예: lookup_inventory'),
  )
  .argument('[arguments...]', 'key=value')
  .option('--json', say('print the whole result', '결과 전체를 JSON으로 출력'), false)
  .action(callTool);

async function callTool(tool: string | undefined, pairs: readonly string[], options: Options): Promise<void> {
  const client = await connect(options);
  try {
    if (tool === undefined) return await listTools(client);
    const result = await client.callTool({ name: tool, arguments: argumentsIn(pairs) });
    const output = options.json ? result : (result.structuredContent ?? result.content);
    process.stdout.write(`${JSON.stringify(output, null, 2)}\n`);
    if (result.isError) process.exitCode = 1;
  } finally {
    await client.close();
  }
}

/** A person at a terminal can confirm a call; a script gets a preview instead. */
async function connect(options: Options): Promise<Client> {
  const [url, token] = [mcpUrlOf(options), await tokenOf(options)];
  const isInteractive = Boolean(process.stdin.isTTY && process.stdout.isTTY);
  const client = new Client(
    { name: 'ops-assistant-cli', version: '1.0.0' },
    {
      versionNegotiation: { mode: 'auto' },
      ...(isInteractive && { capabilities: { elicitation: { form: {} } } }),
    },
  );
  if (isInteractive) {
    client.setRequestHandler('elicitation/create', async ({ params }) => {
      const prompt = createInterface({ input: process.stdin, output: process.stdout });
      const answer = await prompt.question(`${params.message}\n\n[y/N] `);
      prompt.close();
      return /^y/i.test(answer.trim())
        ? { action: 'accept', content: { confirm: true } }
        : { action: 'decline' };
    });
  }
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  await client
    .connect(new StreamableHTTPClientTransport(new URL(url), { requestInit }))
    .catch((error: Error) => {
      if (!isUnreachable(error)) throw error;
      throw new Error(
        say(
          `Nothing answers at ${url}. Start the server with "npm start".`,
          `${url}에 서버가 없습니다. "npm start"로 시작하세요.`,
        ),
      );
    });
  return client;
}

/** The SDK's error contains the message of fetch, but not always its cause. */
function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return /fetch failed|ECONNREFUSED/.test(error.message) || isUnreachable(error.cause);
}

async function listTools(client: Client): Promise<void> {
  const { tools } = await client.listTools();
  const width = Math.max(...tools.map(({ name }) => name.length));
  for (const { name, description = '', inputSchema } of tools) {
    const names = Object.keys(inputSchema.properties ?? {}).join(', ');
    process.stdout.write(
      `${name.padEnd(width)}  ${description.split(/(?<=\.) /)[0]}\n${' '.repeat(width)}  ${names}\n`,
    );
  }
}

/** All values stay text: the server converts them to the types of the tool's schema. */
function argumentsIn(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new UsageError(`An argument is key=value, not "${pair}".`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

if (import.meta.main) await runCommand(command);
