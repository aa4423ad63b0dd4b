import { setWithEviction } from './lru-map.ts';

/**
 * Results in this instance's memory until they expire or the data's version changes; at most 1,000, the oldest is
 * evicted first. Must hold only what every caller with the scope may see.
 */
export interface ToolResultCache {
  read(key: string, dataVersion: string): unknown;
  write(key: string, dataVersion: string, seconds: number, value: unknown): void;
}

const maxEntries = 1_000;

export function createToolResultCache(now: () => number = Date.now): ToolResultCache {
  const entries = new Map<string, { value: unknown; dataVersion: string; expiresAt: number }>();
  return {
    read(key, dataVersion) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      if (entry.dataVersion === dataVersion && entry.expiresAt > now()) return entry.value;
      entries.delete(key);
      return undefined;
    },
    write(key, dataVersion, seconds, value) {
      setWithEviction(entries, key, { value, dataVersion, expiresAt: now() + seconds * 1_000 }, maxEntries);
    },
  };
}
