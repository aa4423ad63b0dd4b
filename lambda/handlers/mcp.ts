import { createApp } from '../app.ts';
import { readConfig } from '../config/read-config.ts';
import { createServices } from '../services/services.ts';
import { createTicketGauges } from '../services/ticket-gauges.ts';
import { createHandler, sendThroughHandler } from './create-handler.ts';
import { warmUp } from './warm-up.ts';

export const services = createServices(readConfig(process.env));

/** Initialisation is over when this resolves; it never rejects. */
export const ready = warmUp(services, sendThroughHandler);

/** Called by the bootstrap; `rejected` is undefined where there is no cache. */
export function reportCodeCache(rejected: boolean | undefined): void {
  if (rejected) services.metrics.emit({ CodeCacheRejected: 1 });
}

// Telemetry is sent after the last byte of the answer: the caller never waits for it.
const sendTicketGauges = createTicketGauges(services);
export const handler = createHandler(createApp(services), () =>
  Promise.all([services.tracer.flush(), services.log.flush(), sendTicketGauges()]),
);
