import type { CheckContext } from '../context/check-context.ts';
import { type Evidence, seen } from '../context/evidence.ts';
import { read } from '../context/repository.ts';
import { isLoopback } from '../context/target-server.ts';

/** 4-1 */
export async function* container(context: CheckContext): AsyncGenerator<Evidence> {
  const { deployment, user_id: user, code_is_writable: writable, version } = await context.configuration();
  if (deployment === 'local') {
    yield seen('what runs the server', 'npm start, on this machine', context.server.isLocal);
    const { user: imageUser, build, health: imageHealth, exitCode } = await context.image();
    yield seen('the user of the image', `${imageUser}`, imageUser > 0);
    yield seen('its build', build.output.trim().slice(-200), build.code === 0);
    yield seen('its health', imageHealth ?? 'it does not serve', imageHealth?.version === version);
    yield seen('its end after SIGTERM', `exit code ${exitCode}`, exitCode === 0);
    return;
  }
  yield seen('what runs the server', deployment, ['container', 'lambda', 'systemd'].includes(deployment));
  yield seen('the user that it runs as', user === 0 ? 'root' : `user ${user}`, user > 0);
  yield seen('its code', writable ? 'can be changed by it' : 'cannot be changed by it', writable === false);
}

/** 4-2 */
export async function* settings({
  server,
  configuration,
  root,
  startWith,
}: CheckContext): AsyncGenerator<Evidence> {
  const { stage, deployment, mcp_url: url, environment_variables: names } = await configuration();
  yield seen('the address that the server was given', url, url === server.url);
  const suits = deployment === 'local' ? isLoopback(url) : stage !== 'local';
  yield seen('stage and deployment', `${stage}, ${deployment}`, typeof stage === 'string' && suits);

  const documented = (await read(root, '.env.example')).match(/^[A-Z_]+(?==)/gm) ?? [];
  const unknown = names.filter((name: string) => !documented.some((each) => each === name));
  yield seen(
    'variables that it was started with',
    unknown.length > 0 ? `not in .env.example: ${unknown}` : `${names}`,
    names.length > 0 && unknown.length === 0,
  );
  const badValues = [
    ['LIMIT_CALLER_PER_MINUTE', 'many'],
    ['OIDC_ISSUER', 'http://login.example.com'],
  ] as const;
  for (const [name, value] of badValues) {
    const { code, output } = await startWith(name, value);
    yield seen(
      `a start with ${name}=${value}`,
      output.trim().slice(0, 120),
      code !== 0 && output.includes(name),
    );
  }
}

/** 4-3 */
export async function* health({ server, promptMs, configuration }: CheckContext): AsyncGenerator<Evidence> {
  const { version } = await configuration();
  for (const path of ['/health', '/health?deep=1']) {
    const { status, json, ms } = await server.get(path);
    yield seen(
      `GET ${path} without a token`,
      `${status} in ${ms} ms: ${JSON.stringify(json)}`,
      status === 200 &&
        json?.status === 'ok' &&
        json.version === version &&
        typeof json.uptime_seconds === 'number' &&
        ms <= promptMs,
    );
  }
}
