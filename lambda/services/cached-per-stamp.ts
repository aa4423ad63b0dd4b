import { type LoadOptions, SnapshotPending } from '../dynamodb/snapshot-pending.ts';
import { startShared, untilDeadline } from './shared-work.ts';

interface Loaded<Data> {
  readonly stamp: string;
  readonly data: Data;
}

export interface StampCacheOptions {
  readonly now: () => number;
  /** Called within each request that is given data of an earlier stamp. */
  readonly onOldData: () => void;
}

/** For how long data of an earlier stamp may be served while that of the new one cannot be loaded. */
const oldDataMs = 60_000;
/** For how long an import may take to pack what it has written, and how often an instance looks for it meanwhile. */
const packingMs = 10_000;
const recheckMs = 500;

/**
 * Loads data once per stamp. The stamp is read before the data, so a change in between is at worst loaded again, never
 * missed. The first request that sees a new stamp loads and waits; concurrent requests get the data of the stamp before.
 * So do all requests while the import still packs its data, and for a minute when loading fails. A request waits until
 * its own deadline at most; the load goes on for those after it.
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
