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

/**
 * Loads data once per stamp. The stamp is read before the data, so a change in between is at worst loaded again, never
 * missed. The first request that sees a new stamp loads and waits; concurrent requests get the data of the stamp before, and so
 * does everybody, for a minute, when loading fails.
 */
export function cachedPerStamp<Data>(
  load: (stamp: string) => Promise<Data>,
  { now, onOldData }: StampCacheOptions,
): (stamp: string) => Promise<Data> {
  let loaded: Loaded<Data> | undefined;
  let loading: { readonly stamp: string; readonly data: Promise<Data> } | undefined;
  let outdatedSince: number | undefined;

  function startLoading(stamp: string): Promise<Data> {
    const started = { stamp, data: load(stamp) };
    loading = started;
    started.data.then(
      (data) => {
        if (loading !== started) return;
        loaded = { stamp, data };
        loading = outdatedSince = undefined;
      },
      () => {
        if (loading === started) loading = undefined;
      },
    );
    return started.data;
  }

  function servedOld(): Data | undefined {
    if (!loaded || now() - (outdatedSince ?? now()) >= oldDataMs) return undefined;
    onOldData();
    return loaded.data;
  }

  return async (stamp) => {
    if (loaded?.stamp === stamp) return loaded.data;
    outdatedSince ??= now();
    if (loading?.stamp === stamp) return servedOld() ?? loading.data;
    return startLoading(stamp).catch((error: unknown) => {
      const old = servedOld();
      if (old === undefined) throw error;
      return old;
    });
  };
}
