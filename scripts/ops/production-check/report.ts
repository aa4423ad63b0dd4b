import type { Verdict } from './checklist.ts';

/** One item with its evidence, in both languages. */
export function describeVerdict({ number, title, passed, ms, evidence }: Verdict): string {
  const lines = evidence.map(({ what, answer, holds }) => `       ${holds ? '·' : '✗'} ${what} → ${answer}`);
  const mark = passed ? 'pass' : 'FAIL';
  const seconds = (ms / 1_000).toFixed(1);
  return [`${mark}  ${number}  ${title.en} · ${title.ko}  (${seconds} s)`, ...lines].join('\n');
}

export function describeTotal(verdicts: readonly Verdict[]): string {
  const failed = verdicts.filter(({ passed }) => !passed).map(({ number }) => number);
  const total = verdicts.length;
  const passed = total - failed.length;
  const names = failed.length > 0 ? ` (${failed.join(', ')})` : '';
  return [
    `${passed} of ${total} items passed.${failed.length > 0 ? ` Failed:${names}` : ''}`,
    `${total}개 항목 중 ${passed}개 통과${failed.length > 0 ? `, 실패${names}` : ''}`,
  ].join('\n');
}

/** The report for CI, to be stored with the release. */
export function reportAsJson(url: string, items: readonly Verdict[]): string {
  const passed = items.filter((each) => each.passed).length;
  const time = new Date().toISOString();
  return JSON.stringify({ url, time, passed, failed: items.length - passed, items }, null, 2);
}
