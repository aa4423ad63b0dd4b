import { PutObjectRetentionCommand, S3Client } from '@aws-sdk/client-s3';
import type { EventBridgeEvent } from 'aws-lambda';
import * as z from 'zod';
import { ConfigError } from '../config/config-error.ts';

const environment = z.object({
  RETENTION_DAYS: z.coerce.number().int().min(1),
  LOCK_MODE: z.enum(['GOVERNANCE', 'COMPLIANCE']),
});

const parsed = environment.safeParse(process.env);
if (!parsed.success) throw new ConfigError(parsed.error.issues);
const { RETENTION_DAYS, LOCK_MODE } = parsed.data;

const s3 = new S3Client({});
const msPerDay = 86_400_000;

export type ObjectCreated = EventBridgeEvent<
  'Object Created',
  {
    readonly bucket: { readonly name: string };
    readonly object: { readonly key: string; readonly 'version-id'?: string };
  }
>;

/**
 * Locks one object of the audit trail right after it was written: a bucket with a default retention requires a
 * checksum, which Firehose is not documented to send. Throws on failure, so that the event is delivered again, and at
 * last goes to the dead-letter queue.
 */
export async function handler({ time, detail: { bucket, object } }: ObjectCreated): Promise<void> {
  const VersionId = object['version-id'];
  if (!VersionId) throw new Error('The object has no version: the bucket must be versioned.');
  await s3.send(
    new PutObjectRetentionCommand({
      Bucket: bucket.name,
      Key: object.key,
      VersionId,
      Retention: {
        Mode: LOCK_MODE,
        RetainUntilDate: new Date(Date.parse(time) + RETENTION_DAYS * msPerDay),
      },
    }),
  );
}
