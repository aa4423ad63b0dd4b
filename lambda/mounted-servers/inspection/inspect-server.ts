import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { Handshake } from '../records.ts';
import type { ToolDefinition } from '../tool-definition.ts';
import type { AddressPolicy } from '../upstream/address-guard.ts';
import { createGuardedFetch } from './guarded-fetch.ts';

export interface Inspection {
  readonly handshake: Handshake;
  readonly tools: readonly ListedTool[];
}

/** A tool as the server lists it now. */
export type ListedTool = ToolDefinition & { readonly execution?: { readonly taskSupport?: string } };

export interface InspectionTarget {
  readonly url: string;
  readonly addresses: AddressPolicy;
  /** The headers that authenticate this server. */
  readonly headers: Readonly<Record<string, string>>;
}

const timeoutMs = 15_000;
const maxBytes = 4_194_304;
const maxTools = 100;

/** Finds a server's revision and its tools, with the official client. */
export async function inspectServer({ url, addresses, headers }: InspectionTarget): Promise<Inspection> {
  const fetch = createGuardedFetch({ addresses, maxBytes, deadline: Date.now() + timeoutMs });
  const transport = new StreamableHTTPClientTransport(new URL(url), { fetch, requestInit: { headers } });
  const client = new Client(
    { name: 'ops-assistant', version: '1' },
    { versionNegotiation: { mode: 'auto' }, capabilities: {} },
  );
  try {
    await client.connect(transport);
    const { tools } = await client.listTools();
    const revision = client.getNegotiatedProtocolVersion();
    if (revision === undefined) throw new Error('The server and we agreed on no revision');
    if (tools.length > maxTools)
      throw new Error(`It has ${tools.length} tools; at most ${maxTools} can be mounted`);
    const sessions = transport.sessionId !== undefined;
    if (sessions) await transport.terminateSession().catch(() => {}); // it ends by itself otherwise
    return { handshake: { revision, sessions }, tools: tools as unknown as ListedTool[] };
  } finally {
    await client.close().catch(() => {});
    fetch.close();
  }
}
