import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { ConfigError } from '../../lambda/config/config-error.ts';
import type { LocalSettings } from '../local/settings.ts';

export interface ReservedPort {
  readonly port: number;
  /** An HTTP server can take over this port later; until then, connections are refused. */
  readonly reservation: Server;
}

/**
 * Reserves the port before anything is written. Throws an error that names the variable if the port is not available.
 */
export async function reservePort({
  host,
  port,
}: Pick<LocalSettings, 'host' | 'port'>): Promise<ReservedPort> {
  const reservation = createServer((socket) => socket.destroy()).listen(port, host);
  try {
    await once(reservation, 'listening');
  } catch (error) {
    throw explained(error as NodeJS.ErrnoException, host, port);
  }
  return { reservation, port: (reservation.address() as AddressInfo).port };
}

function explained({ code, message }: NodeJS.ErrnoException, host: string, port: number): ConfigError {
  if (code === 'EADDRINUSE') {
    const advice = 'stop what listens there, or choose another port';
    return new ConfigError([{ path: ['PORT'], message: `${port} is in use on ${host}; ${advice}` }]);
  }
  if (code === 'EACCES') {
    return new ConfigError([
      { path: ['PORT'], message: `${port} is reserved for root; choose one above 1023` },
    ]);
  }
  return new ConfigError([{ path: ['HOST'], message: `cannot listen on ${host}: ${message}` }]);
}
