import type { Config } from '../config/config.ts';

/** The settings that mounted servers need. */
export type MountedConfig = Pick<
  Config,
  'mountedServers' | 'version' | 'region' | 'awsEndpoint' | 'inLambda' | 'mountedServerSecrets'
>;
