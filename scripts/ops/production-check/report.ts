import type { Verdict } from './context/check.ts';

/** One item for people: its sentence, then each piece of evidence. */
export function describeVerdict({ id, statement, passed, ms, evidence }: Verdict): string {
  const lines = evidence.map(({ asked, answer, holds }) => `      ${holds ? '·' : '✗'} ${asked} → ${answer}`);
  const head = `${passed ? 'pass' : 'FAIL'}  ${id.padEnd(15)} ${statement}  (${(ms / 1_000).toFixed(1)} s)`;
  return [head, ...lines].join('\n');
}

export function describeTotal(verdicts: readonly Verdict[]): string {
  const failed = verdicts.filter(({ passed }) => !passed).map(({ id }) => id);
  const total = `${verdicts.length - failed.length} of ${verdicts.length} items hold.`;
  return failed.length === 0 ? total : `${total} Not: ${failed.join(', ')}.`;
}

/** For CI: everything that people see, to be kept beside the release. */
export function reportAsJson(url: string, verdicts: readonly Verdict[]): string {
  const passed = verdicts.filter((each) => each.passed).length;
  return JSON.stringify(
    { url, time: new Date().toISOString(), passed, failed: verdicts.length - passed, items: verdicts },
    null,
    2,
  );
}
