import { withoutLimits } from '../../support/app.ts';

/** For a server under test that is called more often than a person calls it, on any free port for its metrics. */
export const unlimited: Record<string, string> = { ...withoutLimits, METRICS_PORT: '0', LOG_LEVEL: 'WARN' };
