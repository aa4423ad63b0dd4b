import { setInterval } from 'node:timers';
import type { Logger } from '../../observability/logger.ts';

type Environment = Record<string, string | undefined>;

/** The SDK renews credentials five minutes before they expire, but only when they are requested. */
const intervalMs = 60_000;

/**
 * Writes credentials from the SDK's default chain into the environment, as Lambda does, and renews them before they
 * expire. Keys that were set by hand are not changed; returns a function that stops the renewal.
 */
export async function refreshCredentials(
  env: Environment,
  region: string,
  log: Logger,
  renewEveryMs = intervalMs,
): Promise<() => void> {
  if (env.AWS_ACCESS_KEY_ID) return () => {};
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  // With a profile, the SDK does not read the environment, where it would find the credentials of the last renewal.
  const { config } = new DynamoDBClient({ region, profile: env.AWS_PROFILE || 'default' });

  async function renew(): Promise<void> {
    const { accessKeyId, secretAccessKey, sessionToken } = await config.credentials();
    env.AWS_ACCESS_KEY_ID = accessKeyId;
    env.AWS_SECRET_ACCESS_KEY = secretAccessKey;
    if (sessionToken) env.AWS_SESSION_TOKEN = sessionToken;
  }
  await renew().catch((cause: Error) => {
    throw new Error(`No AWS credentials were found: ${cause.message}`, { cause });
  });
  const timer = setInterval(() => {
    renew().catch((error: unknown) => log.error('The AWS credentials could not be renewed', error));
  }, renewEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}
