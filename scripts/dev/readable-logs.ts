import { styleText } from 'node:util';

interface Stream {
  write(chunk: string | Uint8Array, ...rest: unknown[]): boolean;
}

/** Prints the server's JSON lines for people: one line per request, logs as text, no metrics. */
export function showReadableLogs(stream: Stream): void {
  const write = stream.write.bind(stream);
  stream.write = (chunk, ...rest) => {
    const lines = String(chunk).split('\n');
    const readable = lines.map(readableLine).filter((line) => line !== undefined);
    return write(readable.join('\n'), ...rest);
  };
}

/** Undefined for a line that is not shown; a line that is not JSON stays unchanged. */
export function readableLine(line: string): string | undefined {
  const record = recordIn(line);
  if (!record) return line;
  if ('_aws' in record) return undefined;
  if (record.audit === true) return requestLine(record);
  if (typeof record.level !== 'string') return line;
  const colour = record.level === 'ERROR' ? 'red' : record.level === 'WARN' ? 'yellow' : 'dim';
  const detail = record.error ? `: ${record.error}` : '';
  return styleText(colour, `${timeOf(record.timestamp)}  ${record.level}  ${record.message}${detail}`);
}

function requestLine(record: Record<string, unknown>): string {
  const { outcome, error_code, sub = '-', method = '-', target = '', input, ms } = record;
  const mark = outcome === 'ok' ? styleText('green', '✓') : styleText('red', '✗');
  const details = input === undefined ? '' : styleText('dim', shortened(JSON.stringify(input)));
  const failure = outcome === 'ok' ? '' : styleText('red', `${outcome} ${error_code ?? ''}`.trim());
  return [mark, timeOf(record.time), sub, method, target, failure, `${ms} ms`, details]
    .filter(Boolean)
    .join('  ');
}

function recordIn(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function timeOf(time: unknown): string {
  const date = new Date(String(time));
  return Number.isNaN(date.getTime()) ? '' : date.toTimeString().slice(0, 8);
}

function shortened(text: string): string {
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}
