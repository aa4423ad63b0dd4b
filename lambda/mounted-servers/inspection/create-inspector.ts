import type { MountedConfig } from '../mounted-config.ts';
import type { ServerRecord } from '../records.ts';
import { createUpstreamCredentials } from '../upstream/credentials.ts';
import { type Inspection, inspectServer } from './inspect-server.ts';

const signInMs = 5_000;

/** Inspects servers with this server's own credentials: there is no caller whose token could be exchanged. */
export function createInspector(
  { inLambda }: Pick<MountedConfig, 'inLambda'>,
  readSecret: (name: string) => Promise<string>,
): (server: ServerRecord) => Promise<Inspection> {
  const addressesOf = ({ allow_private }: ServerRecord) => ({
    allowPrivate: allow_private,
    allowLoopback: !inLambda,
  });
  const credentials = createUpstreamCredentials({ readSecret, addressesOf });

  return async (server) => {
    const { auth } = server;
    const withClientCredentials: ServerRecord =
      auth.mode === 'token_exchange' ? { ...server, auth: { ...auth, mode: 'client_credentials' } } : server;
    const headers = await credentials.headersFor(withClientCredentials, undefined, Date.now() + signInMs);
    return inspectServer({ url: server.url, addresses: addressesOf(server), headers });
  };
}
