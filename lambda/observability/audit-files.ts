import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  existsSync,
  fstatSync,
  futimesSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join, parse, resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import { redactText } from '../redaction/redact.ts';

type FileLimits = Pick<Config, 'auditMaxMb' | 'auditRetentionDays'>;

const dayMs = 86_400_000;

/**
 * Appends lines to a file, which becomes a closed part when it is full or from an earlier day (UTC); throws when it
 * cannot be opened. Several processes may write, because a rename is atomic and all parts have different names.
 */
export function openAuditFile(configuredPath: string, { auditMaxMb, auditRetentionDays }: FileLimits) {
  const path = createFile(configuredPath);
  removeOldParts(path, auditRetentionDays);
  const maxBytes = auditMaxMb * 1_048_576;

  /** A full disk must not fail a request: the record is on stdout as well. */
  function attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      process.stderr.write(`The audit file cannot be written: ${redactText(String(error))}\n`);
    }
  }

  return {
    append(line: string): void {
      attempt(() => {
        if (!isDue(path, maxBytes, line)) return;
        closePart(path);
        removeOldParts(path, auditRetentionDays);
      });
      attempt(() => appendFileSync(path, line));
    },
  };
}

/** Returns the path behind links. */
function createFile(configuredPath: string): string {
  for (;;) {
    endBrokenLine(configuredPath);
    const path = realPathOf(configuredPath);
    // Another process may have closed it as a part since.
    if (path) return path;
  }
}

function realPathOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return undefined;
  }
}

/** Ends a line that a crash cut off, so that the next record begins a new one. */
function endBrokenLine(path: string): void {
  const file = openSync(path, 'a+');
  try {
    const status = fstatSync(file);
    if (!status.isFile() || status.size === 0) return;
    const last = Buffer.alloc(1);
    readSync(file, last, 0, 1, status.size - 1);
    if (last.toString() === '\n') return;
    appendFileSync(file, '\n');
    futimesSync(file, status.atime, status.mtime);
  } finally {
    closeSync(file);
  }
}

function isDue(path: string, maxBytes: number, line: string): boolean {
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status?.isFile() || status.size === 0) return false;
  return status.size + Buffer.byteLength(line) > maxBytes || dayOf(status.mtimeMs) !== dayOf(Date.now());
}

const dayOf = (ms: number) => Math.floor(ms / dayMs);

/** Another process may close it first: then there is nothing to close, or there is one short part more. */
function closePart(path: string): void {
  const { dir, name, ext } = parse(path);
  try {
    const lastWrite = statSync(path).mtime.toISOString().replaceAll(':', '');
    renameSync(path, join(dir, `${name}.${lastWrite}-${randomBytes(4).toString('hex')}${ext}`));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function removeOldParts(path: string, days: number): void {
  for (const part of closedParts(path)) {
    if (lastWriteOf(part) < Date.now() - days * dayMs) rmSync(part, { force: true });
  }
}

/** The time of the last line, then a random number. */
const partSuffix = /\.(\d{4}-\d\d-\d\dT\d\d)(\d\d)(\d\d\.\d{3}Z)-[0-9a-f]{8}$/;

export function lastWriteOf(part: string): number {
  const [, hour, minute, second] = partSuffix.exec(parse(part).name) ?? [];
  return Date.parse(`${hour}:${minute}:${second}`);
}

/** Oldest first. */
export function closedParts(path: string): string[] {
  const { dir, name, ext } = parse(realPathOf(path) ?? resolve(path));
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .filter((file) => {
      const part = parse(file);
      return part.ext === ext && partSuffix.test(part.name) && part.name.replace(partSuffix, '') === name;
    })
    .sort()
    .map((file) => join(dir, file));
}
