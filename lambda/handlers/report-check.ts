import type { CheckReport } from '../mounted-servers/inspection/check-servers.ts';
import type { Logger } from '../observability/logger.ts';
import type { Metrics } from '../observability/metrics.ts';

/** Reports a check in metrics, for alarms, and its problems in the log. */
export function reportCheck(
  reports: readonly CheckReport[],
  { log, metrics }: { readonly log: Logger; readonly metrics: Pick<Metrics, 'emit'> },
): void {
  for (const { server, error, changed, gone } of reports) {
    metrics.emit(
      {
        MountedServerChecked: error === undefined ? 1 : 0,
        MountedToolsChanged: changed.length + gone.length,
      },
      server,
    );
    if (error !== undefined) log.warn('A mounted server could not be checked', { server, reason: error });
    if (changed.length + gone.length > 0) {
      log.warn('Tools of a mounted server are not what was approved', { server, changed, gone });
    }
  }
}
