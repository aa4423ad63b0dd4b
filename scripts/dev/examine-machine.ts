import { access, constants, mkdir, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { ConfigError } from '../../lambda/config/config-error.ts';
import { say } from '../cli.ts';
import { readLocalSettings } from '../local/settings.ts';
import type { Finding } from './finding.ts';
import { checkEnvironment } from './server-environment.ts';

const minFreeBytes = 200 * 2 ** 20;

export async function examineMachine(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const settings = checkSettings(env);
  if (settings.problem) return [settings];
  const { dataDir, port, host } = readLocalSettings(env);
  return [settings, await checkDataFolder(dataDir), await checkPort(port, host)];
}

function checkSettings(env: NodeJS.ProcessEnv): Finding {
  const check = say('settings', '설정');
  try {
    checkEnvironment(env);
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

/** A port that this server itself uses is no problem; the next checks examine it. */
async function checkPort(port: number, host: string): Promise<Finding> {
  const check = say(`port ${port}`, `포트 ${port}`);
  const free = await new Promise<boolean>((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
  return { check, detail: free ? say('free', '비어 있음') : say('in use', '사용 중') };
}
