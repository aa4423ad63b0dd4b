import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { SourceData } from '@smithy/types';
import { describe, expect, test } from 'vitest';
import { type Credentials, signedHeaders } from '../../lambda/dynamodb/sigv4.ts';

const operations = ['GetItem', 'Query', 'UpdateItem', 'TransactWriteItems'];
const bodies = [
  '{}',
  '{"TableName":"t"}',
  '{"한글":"재택근무 \\"quoted\\" %_/?&="}',
  `{"long":"${'x'.repeat(100_000)}"}`,
];
const times = ['2026-01-01T00:00:00.000Z', '2026-11-22T23:59:59.999Z', '2028-02-29T12:34:56.789Z'];
const credentials: Credentials[] = [
  { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' },
  { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'another/secret+key', sessionToken: 'token/with+signs==' },
];

describe.each(credentials)('as $accessKeyId', (signer) => {
  test.each(['us-east-1', 'ap-northeast-2'])('signs in %s just as the SDK does', async (region) => {
    const host = `dynamodb.${region}.amazonaws.com`;
    const oracle = new SignatureV4({
      service: 'dynamodb',
      region,
      credentials: signer,
      sha256: Sha256,
      applyChecksum: false,
    });

    for (const body of bodies) {
      for (const [at, operation] of operations.entries()) {
        const now = new Date(times[at % times.length]!);
        const {
          'content-length': length,
          authorization,
          ...headers
        } = signedHeaders({ host, region, operation, body }, signer, now);
        const { 'x-amz-date': _date, 'x-amz-security-token': _token, ...unsigned } = headers;
        const expected = await oracle.sign(
          {
            method: 'POST',
            protocol: 'https:',
            hostname: host,
            path: '/',
            query: {},
            headers: unsigned,
            body,
          },
          { signingDate: now },
        );

        expect(length).toBe(String(Buffer.byteLength(body)));
        expect(authorization).toBe(expected.headers.authorization);
      }
    }
  });
});

class Sha256 {
  private readonly hash: ReturnType<typeof createHash> | ReturnType<typeof createHmac>;
  constructor(secret?: SourceData) {
    this.hash = secret ? createHmac('sha256', secret as string) : createHash('sha256');
  }
  update(data: SourceData): void {
    this.hash.update(data as string);
  }
  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
  reset(): void {}
}
