import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpuMilliseconds, memoryMebibytes } from './process-usage.ts';
import { type RuntimeApi, startRuntimeApi } from './runtime-api.ts';
import type { RuntimeClient } from './runtime-client.ts';

/** A bundle to run as Lambda would. */
export interface Deployed {
  readonly folder: string;
  /** Module and export in the folder, in Lambda's format. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** One execution environment: a separate process that runs one function. */
export interface Environment extends AsyncDisposable {
  /** From the start of the process to its first request for an event. */
  readonly initMilliseconds: number;
  invoke: RuntimeApi['invoke'];
  /** CPU time of all threads so far. */
  cpuMilliseconds(): number;
  /** Resident memory: current and peak. */
  memoryMebibytes(): { readonly now: number; readonly peak: number };
}

/** Starts a new execution environment and waits for the end of its initialization. */
export async function startEnvironment(deployed: Deployed, client: RuntimeClient): Promise<Environment> {
  const api = await startRuntimeApi();
  const startedAt = performance.now();
  const child = spawn(process.execPath, [client.script, deployed.handler], {
    cwd: deployed.folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...lambdaEnvironment(deployed, api.address), ...deployed.environment },
  });
  const ended = endOf(child);
  await Promise.race([api.idle(), ended]);
  const initMilliseconds = performance.now() - startedAt;
  const pid = child.pid!;

  return {
    initMilliseconds,
    invoke: (event) => Promise.race([api.invoke(event), ended]),
    cpuMilliseconds: () => cpuMilliseconds(pid),
    memoryMebibytes: () => memoryMebibytes(pid),
    async [Symbol.asyncDispose]() {
      ended.catch(() => undefined); // this process ends it
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
      api.close();
    },
  };
}

/** Rejects with the process's stderr when the process ends. */
async function endOf(child: ChildProcess): Promise<never> {
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-2_000);
  });
  const [code, signal] = await once(child, 'exit');
  throw new Error(`The execution environment ended (${code ?? signal}): ${stderr}`);
}

/** The variables that Lambda sets; none of this machine's variables is inherited. */
function lambdaEnvironment({ folder, handler }: Deployed, runtimeApi: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    LAMBDA_TASK_ROOT: folder,
    _HANDLER: handler,
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    AWS_LAMBDA_FUNCTION_NAME: 'bench',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
    AWS_LAMBDA_LOG_FORMAT: 'JSON',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/bench',
    AWS_LAMBDA_LOG_STREAM_NAME: 'bench',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    TZ: ':UTC',
  };
}
