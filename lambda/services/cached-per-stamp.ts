import { type LoadOptions, SnapshotPending } from '../dynamodb/snapshot-pending.ts';
import { startShared, untilDeadline } from './shared-work.ts';

interface Loaded<Data> {
  readonly stamp: string;
  readonly data: Data;
}

export interface StampCacheOptions {
  readonly now: () => number;
  /** Called within each request that gets data of an earlier stamp. */
  readonly onOldData: () => void;
}

/** How long data of an earlier stamp may be used when the new data cannot be loaded. */
const oldDataMs = 60_000;
/** How long an import may take to pack its data, and how often an instance checks for it. */
const packingMs = 10_000;
const recheckMs = 500;

/**
 * Loads data once per stamp. The stamp is read before the data, so that no change is missed. The first request with a
 * new stamp loads and waits; other requests get the previous data until then, while the import packs its data, and for
 * a minute when loading fails. A request waits until its deadline; the load continues for later requests.
 */
export function cachedPerStamp<Data>(
  load: (stamp: string, options: LoadOptions) => Promise<Data>,
  { now, onOldData }: StampCacheOptions,
): (stamp: string) => Promise<Data> {
  let loaded: Loaded<Data> | undefined;
  let loading: { readonly stamp: string; readonly data: Promise<Data> } | undefined;
  let outdatedSince: number | undefined;
  let recheckAt = 0;

  function startLoading(stamp: string): Promise<Data> {
    const mayWait = loaded !== undefined && now() - outdatedSince! < packingMs;
    const started = { stamp, data: startShared(() => load(stamp, { mayWait })) };
    loading = started;
    started.data.then(
      (data) => {
        if (loading !== started) return;
        loaded = { stamp, data };
        loading = outdatedSince = undefined;
      },
      (error: unknown) => {
        if (error instanceof SnapshotPending) recheckAt = now() + recheckMs;
        if (loading === started) loading = undefined;
      },
    );
    return started.data;
  }

  function staleData(): Data | undefined {
    if (!loaded || now() - (outdatedSince ?? now()) >= oldDataMs) return undefined;
    onOldData();
    return loaded.data;
  }

  return async (stamp) => {
    if (loaded?.stamp === stamp) return loaded.data;
    outdatedSince ??= now();
    if (loading?.stamp === stamp) return staleData() ?? untilDeadline(loading.data);
    const old = now() < recheckAt ? staleData() : undefined;
    if (old !== undefined) return old;
    return untilDeadline(startLoading(stamp)).catch((error: unknown) => {
      const old = staleData();
      if (old === undefined) throw error;
      return old;
    });
  };
}
