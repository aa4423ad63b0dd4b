import type { CheckContext } from '../context/check-context.ts';
import { type Evidence, evidenceOf, noProblems } from '../context/evidence.ts';
import { read } from '../context/repository.ts';

/** Checklist item 4-1. */
export async function* container({ configuration, server, image }: CheckContext): AsyncGenerator<Evidence> {
  const { deployment, user_id: user, code_is_writable: writable, version } = await configuration();
  if (deployment === 'local') {
    yield evidenceOf('what runs the server', 'npm start, on this machine', server.isLocal);
    const { user: imageUser, build, health: imageHealth, exitCode } = await image();
    yield evidenceOf('the user of the image', `${imageUser}`, imageUser > 0);
    yield evidenceOf('its build', build.output.trim().slice(-200), build.code === 0);
    yield evidenceOf('its health', imageHealth ?? 'it does not serve', imageHealth?.version === version);
    yield evidenceOf('its end after SIGTERM', `exit code ${exitCode}`, exitCode === 0);
    return;
  }
  yield evidenceOf(
    'what runs the server',
    deployment,
    ['container', 'lambda', 'systemd'].includes(deployment),
  );
  yield evidenceOf('the user that it runs as', user === 0 ? 'root' : `user ${user}`, user > 0);
  yield evidenceOf(
    'its code',
    writable ? 'can be changed by it' : 'cannot be changed by it',
    writable === false,
  );
}

/** Checklist item 4-2. */
export async function* settings(context: CheckContext): AsyncGenerator<Evidence> {
  const { stage, deployment, mcp_url: url, environment_variables: names } = await context.configuration();
  yield evidenceOf('the address that the server was given', url, url === context.server.url);
  const suits = deployment === 'local' ? context.server.isLocal : stage !== 'local';
  yield evidenceOf('stage and deployment', `${stage}, ${deployment}`, typeof stage === 'string' && suits);

  const documented: string[] = (await read(context.root, '.env.example')).match(/^[A-Z_]+(?==)/gm) ?? [];
  yield evidenceOf('variables that it was started with', `${names}`, names.length > 0);
  yield noProblems(
    'those that .env.example does not name',
    names.filter((name: string) => !documented.includes(name)),
  );
  const badValues = { LIMIT_CALLER_PER_MINUTE: 'many', OIDC_ISSUER: 'http://login.example.com' };
  for (const [name, value] of Object.entries(badValues)) {
    const { code, output } = await context.startWith(name, value);
    const refused = code !== 0 && output.includes(name);
    yield evidenceOf(`a start with ${name}=${value}`, output.trim().slice(0, 120), refused);
  }
}

/** Checklist item 4-3. */
export async function* health({ server, promptMs, configuration }: CheckContext): AsyncGenerator<Evidence> {
  const { version } = await configuration();
  for (const path of ['/health', '/health?deep=1']) {
    const { status, json, ms } = await server.get(path);
    const answer = `${status} in ${ms} ms: ${JSON.stringify(json)}`;
    const holds = status === 200 && json?.status === 'ok' && json.version === version && ms <= promptMs;
    yield evidenceOf(`GET ${path} without a token`, answer, holds && typeof json.uptime_seconds === 'number');
  }
}
