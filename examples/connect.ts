import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

/** A client of the server at OPS_ASSISTANT_URL, with the token of OPS_ASSISTANT_TOKEN. */
export async function connect(name: string): Promise<Client> {
  const { OPS_ASSISTANT_URL: url = 'http://127.0.0.1:3000/mcp', OPS_ASSISTANT_TOKEN: token } = process.env;
  if (!token)
    throw new Error('Set OPS_ASSISTANT_TOKEN, for example to the output of: npm run --silent token');
  const client = new Client({ name, version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit }));
  return client;
}
