import { say } from '../../cli.ts';
import { kindName } from './describe-report.ts';
import type { Progress } from './import-data.ts';

const rowsPerLine = 1_000;
const msPerLine = 1_000;

/** Reports the progress of a long import: each second on a terminal, every 1,000 rows in a log. */
export function createProgress(output: NodeJS.WriteStream): (progress: Progress) => void {
  let lastTime = Date.now();
  let last: Progress | undefined;

  function isDue({ kind, done }: Progress): boolean {
    if (output.isTTY) return Date.now() - lastTime >= msPerLine;
    const lastDone = last?.kind === kind ? last.done : 0;
    return Math.floor(done / rowsPerLine) > Math.floor(lastDone / rowsPerLine);
  }

  return (progress) => {
    if (isDue(progress)) {
      const [done, total] = [progress.done, progress.total].map((count) => count.toLocaleString('en'));
      output.write(`${kindName(progress.kind)}: ${say(`${done} of ${total}`, `${total} 중 ${done}`)}\n`);
      lastTime = Date.now();
    }
    last = progress;
  };
}
