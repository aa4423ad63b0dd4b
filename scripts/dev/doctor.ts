import { styleText } from 'node:util';
import { defineCommand, jsonOption, runCommand, say } from '../cli.ts';
import { examineMachine } from './examine-machine.ts';
import { examineServer } from './examine-server.ts';
import type { Finding } from './finding.ts';
import { type AddressOptions, withAddress } from './server-address.ts';

interface Options extends AddressOptions {
  readonly json: boolean;
}

export const command = withAddress(
  defineCommand(
    'doctor',
    say(
      'Checks this machine or a server for problems and says how to solve them.',
      '이 컴퓨터나 서버를 점검하고 문제의 해결 방법을 알려 줍니다.',
    ),
    ['npx ops-assistant doctor', 'npx ops-assistant doctor --url https://ops.example.com/mcp --token …'],
  ),
)
  .addOption(jsonOption())
  .action(runDoctor);

async function runDoctor({ json, ...options }: Options): Promise<void> {
  const findings = [
    ...(options.url === undefined ? await examineMachine(process.env) : []),
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

if (import.meta.main) await runCommand(command);
