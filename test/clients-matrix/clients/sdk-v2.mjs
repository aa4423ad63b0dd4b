import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { sessionOf } from '../session.mjs';

/** `auto` asks the server which generation it speaks, `legacy` does not ask, a pinned client speaks one revision only. */
const modes = {
  auto: { versionNegotiation: { mode: 'auto' } },
  legacy: {},
  pinned: { versionNegotiation: { mode: { pin: '2026-07-28' } } },
};

export async function connect({ url, token, elicit, mode }) {
  const client = new Client(
    { name: 'matrix', version: '1.0.0' },
    { capabilities: { elicitation: { form: {} } }, ...modes[mode] },
  );
  client.setRequestHandler('elicitation/create', elicit);
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit }));
  return sessionOf(client);
}
