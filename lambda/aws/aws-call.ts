import * as http from 'node:http';
import * as https from 'node:https';
import { text } from 'node:stream/consumers';
import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentity, Provider } from '@smithy/types';

export interface AwsService {
  /** The name in its host and its signatures, such as `secretsmanager`. */
  readonly service: string;
  readonly region: string;
  /** Replaces AWS's own address. */
  readonly endpoint?: string | undefined;
  readonly credentials: Provider<AwsCredentialIdentity>;
}

/** Sends one request in AWS's JSON protocol; throws an Error with the service's code for any status but 200. */
export type AwsCall = <Output>(target: string, input: object, timeoutMs?: number) => Promise<Output>;

/** For rare calls; the table has its own client, with retries. */
export function createAwsCall({ service, region, endpoint, credentials }: AwsService): AwsCall {
  const url = new URL(endpoint ?? `https://${service}.${region}.${domainOf(region)}`);
  const { request } = url.protocol === 'https:' ? https : http;
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256, applyChecksum: false });

  return async <Output>(target: string, input: object, timeoutMs = 3_000) => {
    const body = JSON.stringify(input);
    const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: string }>();
    const sent = request(url, { method: 'POST', headers: await signedHeaders(target, body) });
    const timer = setTimeout(
      () => sent.destroy(new Error(`${service}: no answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
    sent.on('response', (response) => {
      text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
    });
    sent.on('error', reject).on('close', () => clearTimeout(timer));
    sent.end(body);
    const answer = await promise;
    if (answer.status !== 200)
      throw new Error(`${service}: ${codeIn(answer.body)} (status ${answer.status})`);
    return JSON.parse(answer.body) as Output;
  };

  async function signedHeaders(target: string, body: string): Promise<Record<string, string>> {
    const { protocol, hostname, host, pathname: path } = url;
    const headers = {
      host,
      'content-type': 'application/x-amz-json-1.1',
      'content-length': String(Buffer.byteLength(body)),
      'x-amz-target': target,
    };
    const unsigned = new HttpRequest({ protocol, hostname, path, method: 'POST', headers, body });
    return (await signer.sign(unsigned)).headers;
  }
}

function domainOf(region: string): string {
  return region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
}

/** Only the code: messages contain ARNs. */
function codeIn(body: string): string {
  return /"__type"\s*:\s*"(?:[^"#]*#)?(\w+)"/.exec(body)?.[1] ?? 'UnknownError';
}
