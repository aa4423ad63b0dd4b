import type { Config } from '../config/config.ts';

/** What mounted servers need of the configuration. */
export type MountedConfig = Pick<
  Config,
  'mountedServers' | 'version' | 'region' | 'awsEndpoint' | 'inLambda' | 'mountedServerSecrets'
>;
