import type { Progress } from './import-data.ts';

const rowsALine = 1_000;
const msALine = 1_000;

/** Writes how far a long import is: a line each second for people, one every 1,000 rows for a log. */
export function createProgress(output: NodeJS.WriteStream): (progress: Progress) => void {
  let lastTime = Date.now();
  let last: Progress | undefined;

  function isDue({ kind, done }: Progress): boolean {
    if (output.isTTY) return Date.now() - lastTime >= msALine;
    const lastDone = last?.kind === kind ? last.done : 0;
    return Math.floor(done / rowsALine) > Math.floor(lastDone / rowsALine);
  }

  return (progress) => {
    if (isDue(progress)) {
      const { kind, done, total } = progress;
      output.write(`${kind}: ${done.toLocaleString('en')} of ${total.toLocaleString('en')}\n`);
      lastTime = Date.now();
    }
    last = progress;
  };
}
