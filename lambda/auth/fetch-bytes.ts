import * as http from 'node:http';
import * as https from 'node:https';

const timeoutMs = 3_000;
const maxBytes = 1_048_576;

/**
 * Reads a small document, such as a JWKS. aws-jwt-verify's own fetcher refuses http, which a local issuer needs
 * (config allows it on loopback only), and `fetch` would load undici into every cold start.
 */
export function fetchBytes(uri: string): Promise<ArrayBuffer> {
  const { get } = uri.startsWith('https:') ? https : http;
  return new Promise((resolve, reject) => {
    const request = get(uri, { timeout: timeoutMs }, (response) => {
      if (response.statusCode !== 200) {
        response.resume();
        reject(new Error(`${uri} answered ${response.statusCode}`));
        return;
      }
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length > maxBytes) request.destroy(new Error(`${uri} is larger than ${maxBytes} bytes`));
        chunks.push(chunk);
      });
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        resolve(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer);
      });
      response.on('error', reject);
    });
    request.on('timeout', () => request.destroy(new Error(`${uri} did not answer within ${timeoutMs} ms`)));
    request.on('error', reject);
  });
}
