import type { Config } from '../../config.ts';
import type { Trace } from '../trace.ts';

export interface Exporter {
  send(trace: Trace): void;
  flush(): Promise<void>;
}

export type TraceConfig = Pick<
  Config,
  'stage' | 'version' | 'xrayDaemonAddress' | 'otlpEndpoint' | 'otlpHeaders'
>;
