import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { AuditRecord } from '../../observability/audit-log.ts';
import { outcomeOfStatus } from '../../observability/outcome.ts';

interface Observers {
  readonly record: (record: AuditRecord) => void;
  readonly onResponse?: ((status: number, seconds: number) => void) | undefined;
}

/** Node's error codes for what it rejects before there is a request, and their statuses. */
const statuses: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Answers and records what Node's HTTP server rejects by itself, by default without a trace. */
export function recordNodeRefusals(server: Server, { record, onResponse }: Observers): void {
  const inRequest = new WeakSet<Duplex>();
  server.prependListener('request', ({ socket }, response) => {
    inRequest.add(socket);
    response.once('close', () => inRequest.delete(socket));
  });
  server.on('clientError', ({ code = '' }: NodeJS.ErrnoException, socket) => {
    // A connection that was cut off or sent nothing is not a request; one that was cut off in its body has a record.
    const isCutOff = ['ECONNRESET', 'HPE_INVALID_EOF_STATE'].includes(code);
    if (isCutOff || !socket.writable || bytesRead(socket) === 0) return socket.destroy();
    refuse(socket, statuses[code] ?? 400, inRequest.has(socket));
  });
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => refuse(socket, 405));
  server.on('checkExpectation', (_request: IncomingMessage, response) => {
    note(417);
    const body = bodyOf(417);
    const headers = {
      connection: 'close',
      'content-type': 'application/json',
      'content-length': body.length,
    };
    response.writeHead(417, headers).end(body);
  });

  function refuse(socket: Duplex, status: number, isRecorded = false): void {
    if (!isRecorded) note(status);
    const body = bodyOf(status);
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
  }

  function note(status: number): void {
    onResponse?.(status, 0);
    record({
      audit: true,
      time: new Date().toISOString(),
      request_id: randomUUID(),
      method: 'gateway',
      outcome: outcomeOfStatus(status),
      error_code: 'BAD_HTTP',
      status,
      ms: 0,
    });
  }
}

function bytesRead(socket: Duplex): number {
  return 'bytesRead' in socket ? Number(socket.bytesRead) : 0;
}

function bodyOf(status: number): string {
  const message = `This is no HTTP request that can be served: ${STATUS_CODES[status]}.`;
  return JSON.stringify({ jsonrpc: '2.0', id: null, error: { code: status, message } });
}
