import { ConfigError } from '../../config/config-error.ts';

type Environment = Record<string, string | undefined>;

const required = {
  PUBLIC_URL: 'say where clients reach the server, such as https://ops.example.com',
  OIDC_ISSUER:
    'say whose tokens count, such as https://login.example.com; there is no sign-in of its own here',
  SIGNING_SECRETS: 'give a secret of 32 characters or more, the same to every instance',
};

/** The environment with the defaults of a container. Throws one line per missing variable. */
export function containerEnvironment(env: Environment): Environment {
  const missing = Object.entries(required).filter(([name]) => !env[name]);
  if (missing.length > 0)
    throw new ConfigError(missing.map(([name, message]) => ({ path: [name], message })));

  return {
    ...env,
    HOST: env.HOST || '0.0.0.0',
    PORT: env.PORT || '8080',
    STAGE: env.STAGE || 'container',
    ALLOWED_HOSTS: env.ALLOWED_HOSTS || URL.parse(env.PUBLIC_URL!)?.hostname,
  };
}
