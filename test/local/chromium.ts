import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** The path of this machine's Chromium, or undefined, with a word of how to get one. */
export function findChromium(): string | undefined {
  if (existsSync('/usr/bin/chromium')) return '/usr/bin/chromium';
  try {
    return execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim();
  } catch {
    console.warn('No Chromium here, so nothing is tried in a browser: apt-get install chromium');
    return undefined;
  }
}
