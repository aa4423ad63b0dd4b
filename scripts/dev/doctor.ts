import { access, constants, mkdir, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { styleText } from 'node:util';
import { ConfigError } from '../../lambda/config/config-error.ts';
import { defineCommand, runCommand, say } from '../cli.ts';
import { readLocalSettings } from '../local/settings.ts';
import { type AddressOptions, mcpUrlOf, tokenOf, withAddress } from './server-address.ts';
import { checkEnvironment } from './server-environment.ts';

interface Finding {
  readonly check: string;
  /** What is wrong and how to mend it; undefined when nothing is. */
  readonly problem?: string;
  readonly detail?: string;
}

interface Options extends AddressOptions {
  readonly json: boolean;
}

const timeoutMs = 10_000;
const minFreeBytes = 200 * 2 ** 20;

export const command = withAddress(
  defineCommand(
    'doctor',
    say(
      'Finds what is wrong with this machine or with a server, and says how to mend it.',
      '컴퓨터나 서버의 문제를 찾아 해결 방법을 알려 줍니다.',
    ),
    ['npx ops-assistant doctor', 'npx ops-assistant doctor --url https://ops.example.com/mcp --token …'],
  ),
)
  .option('--json', say('machine-readable output', 'JSON 출력'), false)
  .action(examine);

async function examine({ json, ...options }: Options): Promise<void> {
  const findings = [
    ...(options.url === undefined ? await examineMachine() : []),
    ...(await examineServer(options)),
  ];
  if (json) process.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
  else for (const finding of findings) process.stdout.write(`${lineOf(finding)}\n`);
  if (findings.some(({ problem }) => problem)) process.exitCode = 1;
}

function lineOf({ check, problem, detail }: Finding): string {
  return problem
    ? `${styleText('red', '✗')} ${check}: ${problem}`
    : `${styleText('green', '✓')} ${check}${detail ? `: ${detail}` : ''}`;
}

async function examineMachine(): Promise<Finding[]> {
  const settings = checkSettings();
  if (settings.problem) return [settings];
  const { dataDir, port, host } = readLocalSettings(process.env);
  return [settings, await checkDataFolder(dataDir), await checkPort(port, host)];
}

function checkSettings(): Finding {
  const check = say('settings', '설정');
  try {
    checkEnvironment(process.env);
    return { check };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return {
      check,
      problem: `${error.message}. ${say('.env.example lists every variable.', '.env.example에 모든 변수가 있습니다.')}`,
    };
  }
}

async function checkDataFolder(dataDir: string): Promise<Finding> {
  const check = say(`data folder ${dataDir}`, `데이터 폴더 ${dataDir}`);
  try {
    await mkdir(dataDir, { recursive: true });
    await access(dataDir, constants.W_OK);
    const { bavail, bsize } = await statfs(dataDir);
    if (bavail * bsize >= minFreeBytes) return { check };
    return {
      check,
      problem: say('the disk is nearly full; free some space', '디스크가 거의 찼습니다. 공간을 확보하세요'),
    };
  } catch (error) {
    return {
      check,
      problem: `${(error as Error).message}. ${say('Set DATA_DIR to a folder that can be written.', 'DATA_DIR를 쓸 수 있는 폴더로 지정하세요.')}`,
    };
  }
}

/** A port in use is no problem when it is this server that uses it: the next checks tell. */
async function checkPort(port: number, host: string): Promise<Finding> {
  const check = say(`port ${port}`, `포트 ${port}`);
  const free = await new Promise<boolean>((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
  return { check, detail: free ? say('free', '비어 있음') : say('in use', '사용 중') };
}

async function examineServer(options: AddressOptions): Promise<Finding[]> {
  const url = mcpUrlOf(options);
  const base = url.replace(/\/mcp\/?$/, '');
  const health = await checkHealth(base);
  if (health.problem) return [health];
  return [health, await checkChallenge(url), await checkToken(url, options)];
}

async function checkHealth(base: string): Promise<Finding> {
  const check = say(`server ${base}`, `서버 ${base}`);
  const response = await get(`${base}/health?deep=1`);
  if (response instanceof Error) {
    return {
      check,
      problem: say(
        `nothing answers (${response.message}). Start it with "npm start", or give --url.`,
        `응답이 없습니다(${response.message}). "npm start"로 시작하거나 --url을 주세요.`,
      ),
    };
  }
  const { version = '?' } = (await response.json().catch(() => ({}))) as { version?: string };
  if (response.ok) return { check, detail: `${version}` };
  return {
    check,
    problem: say(
      `health is ${response.status}: the table cannot be reached. See the server's log.`,
      `상태가 ${response.status}입니다. 테이블에 닿을 수 없습니다. 서버 로그를 보세요.`,
    ),
  };
}

/** What a client does to find the sign-in: the challenge, the resource's metadata, the authorization server's. */
async function checkChallenge(url: string): Promise<Finding> {
  const check = say('sign-in can be found', '로그인 검색');
  const response = await post(url, {});
  if (response instanceof Error) return { check, problem: response.message };
  const challenge = response.headers.get('www-authenticate') ?? '';
  const address = /resource_metadata="([^"]+)"/.exec(challenge)?.[1];
  if (response.status !== 401 || !address) {
    return {
      check,
      problem: say(
        `without a token the server answers ${response.status} and names no resource_metadata. Is this the MCP URL?`,
        `토큰 없이 ${response.status}가 오고 resource_metadata가 없습니다. MCP 주소가 맞습니까?`,
      ),
    };
  }
  const metadata = await get(address);
  if (metadata instanceof Error || !metadata.ok)
    return {
      check,
      problem: say(
        `${address} cannot be read. Check PUBLIC_URL.`,
        `${address}를 읽을 수 없습니다. PUBLIC_URL을 확인하세요.`,
      ),
    };
  const { resource, authorization_servers: [issuer] = [] } = (await metadata.json()) as {
    resource?: string;
    authorization_servers?: string[];
  };
  if (resource !== url.replace(/\/$/, ''))
    return {
      check,
      problem: say(
        `the metadata names ${resource}, not ${url}: clients refuse that. Set PUBLIC_URL to the address that clients use.`,
        `메타데이터의 주소가 ${resource}입니다. PUBLIC_URL을 클라이언트가 쓰는 주소로 맞추세요.`,
      ),
    };
  return { check, detail: issuer ?? '' };
}

async function checkToken(url: string, options: AddressOptions): Promise<Finding> {
  const check = say('a token is accepted', '토큰 확인');
  const token = await tokenOf(options).catch((error: Error) => error);
  if (token instanceof Error)
    return { check, detail: say(`not tried: ${token.message}`, `건너뜀: ${token.message}`) };
  const response = await post(url, { authorization: `Bearer ${token}` });
  if (response instanceof Error) return { check, problem: response.message };
  if (response.ok) return { check };
  const { error } = (await response.json().catch(() => ({}))) as { error?: { message?: string } };
  return { check, problem: `${response.status} ${error?.message ?? ''}` };
}

function get(url: string): Promise<Response | Error> {
  return fetch(url, { signal: AbortSignal.timeout(timeoutMs) }).catch(
    (error: Error) => (error.cause as Error) ?? error,
  );
}

function post(url: string, headers: Record<string, string>): Promise<Response | Error> {
  return fetch(url, {
    method: 'POST',
    signal: AbortSignal.timeout(timeoutMs),
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
  }).catch((error: Error) => (error.cause as Error) ?? error);
}

if (import.meta.main) await runCommand(command);
