import type { CheckContext } from '../context/check-context.ts';
import { type Evidence, evidenceOf, noProblems } from '../context/evidence.ts';
import { read } from '../context/repository.ts';

/** Checklist item 4-1. */
export async function* container({ configuration, server, image }: CheckContext): AsyncGenerator<Evidence> {
  const { deployment, user_id: user, code_is_writable: writable, version } = await configuration();
  if (deployment === 'local') {
    yield evidenceOf('the deployment', 'npm start on this machine', server.isLocal);
    const { user: imageUser, build, health: imageHealth, exitCode } = await image();
    yield evidenceOf('the user of the image', `${imageUser}`, imageUser > 0);
    yield evidenceOf('the build of the image', build.output.trim().slice(-200), build.code === 0);
    yield evidenceOf('the health of the image', imageHealth ?? 'no answer', imageHealth?.version === version);
    yield evidenceOf('the exit after SIGTERM', `exit code ${exitCode}`, exitCode === 0);
    return;
  }
  yield evidenceOf('the deployment', deployment, ['container', 'lambda', 'systemd'].includes(deployment));
  yield evidenceOf('the user of the process', user === 0 ? 'root' : `user ${user}`, user > 0);
  yield evidenceOf(
    'the code of the server',
    writable ? 'writable by the process' : 'not writable by the process',
    writable === false,
  );
}

/** Checklist item 4-2. */
export async function* settings(context: CheckContext): AsyncGenerator<Evidence> {
  const { stage, deployment, mcp_url: url, environment_variables: names } = await context.configuration();
  yield evidenceOf('the configured address of the server', url, url === context.server.url);
  const suits = deployment === 'local' ? context.server.isLocal : stage !== 'local';
  yield evidenceOf('stage and deployment', `${stage}, ${deployment}`, typeof stage === 'string' && suits);

  const documented: string[] = (await read(context.root, '.env.example')).match(/^[A-Z_]+(?==)/gm) ?? [];
  yield evidenceOf('the environment variables of the process', `${names}`, names.length > 0);
  yield noProblems(
    'variables that .env.example does not document',
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
