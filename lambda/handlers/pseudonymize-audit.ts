import { gunzipSync, gzipSync } from 'node:zlib';
import type {
  FirehoseTransformationEvent,
  FirehoseTransformationResult,
  FirehoseTransformationResultRecord,
} from 'aws-lambda';
import { findOrMakePersonKey, type PersonKey } from '../audit-trail/person-keys.ts';
import { sealRecord } from '../audit-trail/seal-record.ts';
import { readConfig } from '../config/read-config.ts';
import { createDynamoDB } from '../dynamodb/client.ts';
import { recordIn } from '../observability/audit-line.ts';

/** Without issuer and secrets: it verifies no token and signs nothing. */
const config = readConfig({
  ...process.env,
  OIDC_ISSUER: 'https://issuer.invalid',
  SIGNING_SECRETS: 'no-secret-as-nothing-is-signed-here',
});
const db = createDynamoDB(config);

/** Lambda limits an answer to 6 MB; records that do not fit are returned to Firehose as failed, and stay unlocked. */
const maxAnswerBytes = 5_000_000;

/**
 * Invoked by Firehose between CloudWatch Logs and the locked bucket: replaces people by pseudonyms. Without the table it
 * throws, so that Firehose retries: a name must never reach the bucket.
 */
export async function handler({
  records,
}: FirehoseTransformationEvent): Promise<FirehoseTransformationResult> {
  // Per invocation: a destroyed key must not stay in memory.
  const personKeys = new Map<string, Promise<PersonKey>>();
  const done: FirehoseTransformationResultRecord[] = [];
  let bytes = 0;
  for (const { recordId, data } of records) {
    const lines = await linesOf(data, personKeys);
    // Concatenated gzip files are a gzip file.
    const answer = gzipSync(lines.map((line) => `${line}\n`).join('')).toString('base64');
    bytes += answer.length;
    if (lines.length === 0) done.push({ recordId, result: 'Dropped', data });
    else if (bytes > maxAnswerBytes) done.push({ recordId, result: 'ProcessingFailed', data });
    else done.push({ recordId, result: 'Ok', data: answer });
  }
  return { records: done };
}

async function linesOf(
  data: string,
  personKeys: Map<string, Promise<PersonKey>>,
): Promise<readonly string[]> {
  const { messageType, logEvents } = JSON.parse(gunzipSync(Buffer.from(data, 'base64')).toString()) as {
    readonly messageType: string;
    readonly logEvents: readonly { readonly message: string }[];
  };
  // Control messages only test the subscription.
  if (messageType !== 'DATA_MESSAGE') return [];
  const lines: string[] = [];
  for (const { message } of logEvents) lines.push(await withoutPerson(message.trimEnd(), personKeys));
  return lines;
}

async function withoutPerson(line: string, personKeys: Map<string, Promise<PersonKey>>): Promise<string> {
  const record = recordIn(line);
  if (typeof record?.caller_id !== 'string') return line;
  const { caller_id: callerId, ...rest } = record;
  // A line of the access log: the request's audit record has the pseudonym.
  if (record.audit !== true) return JSON.stringify(rest);
  let key = personKeys.get(callerId);
  if (!key) {
    key = findOrMakePersonKey(db, callerId, String(record.iss));
    personKeys.set(callerId, key);
  }
  return JSON.stringify(sealRecord(record, await key));
}
