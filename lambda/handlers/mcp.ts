import { createApp } from '../app.ts';
import { readConfig } from '../config.ts';
import { createServices } from '../services/services.ts';
import { createHandler } from './create-handler.ts';
import { warmUp } from './warm-up.ts';

export const services = createServices(readConfig(process.env));

/** Initialisation is over when this resolves; it never rejects. */
export const ready = warmUp(services);

// Telemetry is sent after the last byte of the answer: the caller never waits for it.
export const handler = createHandler(createApp(services), () =>
  Promise.all([services.tracer.flush(), services.log.flush()]),
);
