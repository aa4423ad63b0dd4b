import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generatedFiles } from '../../infra/prometheus/generate.ts';
import { defineCommand, runCommand, say } from '../cli.ts';

const command = defineCommand(
  'generate:prometheus',
  say(
    'Writes the Prometheus rules and the Grafana dashboard from the alarm definitions.',
    '경보 정의에서 Prometheus 규칙과 Grafana 대시보드를 만듭니다.',
  ),
  ['npm run generate:prometheus'],
).action(async () => {
  for (const [file, text] of Object.entries(generatedFiles)) {
    await writeFile(join(import.meta.dirname, '../../infra', file), text);
    process.stdout.write(`infra/${file}\n`);
  }
});

if (import.meta.main) await runCommand(command);
