import type { Config } from '../config/config.ts';
import type { Limit } from './dynamodb-rate-limiter.ts';

/** The name of a caller's total among the limits. */
export const total = 'caller';
const callerPerMinute = 100;

/** A caller's total. */
export function callerLimit({ limits }: Pick<Config, 'limits'>): Limit {
  return { name: total, perMinute: limits.get(total) ?? callerPerMinute };
}

/** The limit of one tool, own or mounted. */
export function toolLimit(
  { name, limit }: { readonly name: string; readonly limit: { readonly perMinute: number } },
  { limits }: Pick<Config, 'limits'>,
): Limit {
  return { name, perMinute: limits.get(name) ?? limit.perMinute };
}
