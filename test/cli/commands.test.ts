import { describe, expect, test } from 'vitest';
import { run } from './run.ts';

const listed = (await run(['--help'])).stdout;
const names = [...listed.matchAll(/^ {2}([a-z-]+) {2,}\S/gm)].map(([, name]) => name!);

test('the list names every command', () => {
  expect(names).toEqual(
    expect.arrayContaining(['start', 'connect', 'call', 'import', 'audit', 'doctor', 'new', 'check', 'cost']),
  );
});

test('the list is in Korean for a Korean environment', async () => {
  const { stdout } = await run(['--help'], { LC_ALL: 'ko_KR.UTF-8' });

  expect(stdout).toContain('감사 기록 조회');
});

test.each(['nonsense', 'constructor', '__proto__'])('the unknown command %s ends with 2', async (name) => {
  const { code, stdout, stderr } = await run([name]);

  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(`There is no command "${name}".`);
});

describe.each(names)('%s', (name) => {
  test('--help shows how to use it and does nothing else', async () => {
    const { code, stdout, stderr } = await run([name, '--help']);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/usage|npm run/i);
  });

  test('an unknown option is refused by name', async () => {
    const { code, stdout, stderr } = await run([name, '--no-such-option']);

    expect({ code, stdout }).toEqual({ code: expect.any(Number), stdout: '' });
    expect(code).not.toBe(0);
    expect(stderr).toContain('--no-such-option');
  });
});
