import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';

/** A web site over https on loopback, whose certificate this process trusts from now on. */
export interface HttpsSite extends AsyncDisposable {
  readonly origin: string;
  /** For NODE_EXTRA_CA_CERTS of another process. */
  readonly certificateFile: string;
  /** The paths that were requested, in order. */
  readonly requests: readonly string[];
}

export async function startHttpsSite(listener: RequestListener): Promise<HttpsSite> {
  const folder = mkdtempSync(join(tmpdir(), 'https-site-'));
  const [keyFile, certificateFile] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyFile];
  execFileSync('openssl', ['req', '-x509', '-days', '2', ...key, '-out', certificateFile, ...subject], {
    stdio: 'pipe',
  });
  const cert = readFileSync(certificateFile, 'utf8');
  setDefaultCACertificates([...getCACertificates('default'), cert]);

  const requests: string[] = [];
  const server = createServer({ key: readFileSync(keyFile), cert }, (request, response) => {
    requests.push(request.url!);
    listener(request, response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    certificateFile,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true });
    },
  };
}
