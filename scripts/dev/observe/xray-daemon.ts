import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Segment } from '../../../lambda/observability/tracing/xray-exporter.ts';

export interface XrayDaemon extends AsyncDisposable {
  /** host:port, for AWS_XRAY_DAEMON_ADDRESS. */
  readonly address: string;
}

/** Receives traces in place of the X-Ray daemon, on a free port of this machine. */
export async function startXrayDaemon(receive: (segment: Segment) => void): Promise<XrayDaemon> {
  const socket = createSocket('udp4');
  socket.on('message', (datagram) => {
    const segment = segmentIn(datagram.toString());
    if (segment) receive(segment);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    async [Symbol.asyncDispose]() {
      socket.close();
      await once(socket, 'close');
    },
  };
}

/** A datagram has a format line and a document. Any process on this machine can send invalid datagrams. */
function segmentIn(datagram: string): Segment | undefined {
  const [header, document] = datagram.split('\n');
  if (header !== '{"format":"json","version":1}') return undefined;
  try {
    return JSON.parse(document ?? '') as Segment;
  } catch {
    return undefined;
  }
}
