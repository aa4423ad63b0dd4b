import { say } from '../cli.ts';
import type { Finding } from './finding.ts';
import { type AddressOptions, mcpUrlOf, tokenOf } from './server-address.ts';

const timeoutMs = 10_000;

export async function examineServer(options: AddressOptions): Promise<Finding[]> {
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
        `nothing answers (${response.message}). Start it with "npm start", or use --url.`,
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
      `상태가 ${response.status}입니다. 테이블에 연결할 수 없습니다. 서버 로그를 확인하세요.`,
    ),
  };
}

/**
 * Follows a client's path to the sign-in: the challenge, the resource metadata, the authorization server's metadata.
 */
async function checkChallenge(url: string): Promise<Finding> {
  const check = say('sign-in can be found', '로그인 메타데이터');
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
