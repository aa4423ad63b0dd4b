import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

interface Request {
  readonly host: string;
  readonly region: string;
  readonly operation: string;
  readonly body: string;
}

/** The headers of a request to DynamoDB, signed (AWS Signature Version 4): a POST to `/`, always with these headers. */
export function signedHeaders(
  { host, region, operation, body }: Request,
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
  now: Date,
): Record<string, string> {
  const time = now.toISOString().replace(/[:-]|\.\d{3}/g, ''); // 20261122T093000Z
  const day = time.slice(0, 8);
  const scope = `${day}/${region}/dynamodb/aws4_request`;
  // In the order of their names, as the signature wants them.
  const headers: Record<string, string> = {
    'content-type': 'application/x-amz-json-1.0',
    host,
    'x-amz-date': time,
    ...(sessionToken && { 'x-amz-security-token': sessionToken }),
    'x-amz-target': `DynamoDB_20120810.${operation}`,
  };
  const names = Object.keys(headers).join(';');
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const canonical = `POST\n/\n\n${lines.join('')}\n${names}\n${sha256(body)}`;
  const key = signingKey(secretAccessKey, day, region);
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`).toString('hex');
  return {
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

let kept: { name: string; key: KeyObject } | undefined;

/** Good for a day, and four of the six hashes of a signature. */
function signingKey(secret: string, day: string, region: string): KeyObject {
  const name = `${secret} ${day} ${region}`;
  if (kept?.name !== name) {
    const key = [day, region, 'dynamodb', 'aws4_request'].reduce(
      (key, part) => createSecretKey(hmac(key, part)),
      createSecretKey(`AWS4${secret}`, 'utf8'),
    );
    kept = { name, key };
  }
  return kept.key;
}

/** Of a key object: for one in bytes, Node takes six times as long. */
function hmac(key: KeyObject, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}
