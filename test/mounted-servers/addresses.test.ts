import { describe, expect, test } from 'vitest';
import {
  assertAllowedUrl,
  guardedLookup,
  kindOf,
} from '../../lambda/mounted-servers/upstream/address-guard.ts';

const strict = { allowPrivate: false, allowLoopback: false };

describe('kinds of addresses', () => {
  test.each([
    ['8.8.8.8', 'public'],
    ['2606:4700::1111', 'public'],
    ['10.0.0.1', 'private'],
    ['172.16.0.1', 'private'],
    ['172.32.0.1', 'public'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'private'],
    ['fd00::1', 'private'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['::1', 'loopback'],
    ['169.254.169.254', 'reserved'],
    ['fe80::1', 'reserved'],
    ['0.0.0.0', 'reserved'],
    ['224.0.0.1', 'reserved'],
    ['255.255.255.255', 'reserved'],
    ['::', 'reserved'],
    ['::ffff:127.0.0.1', 'reserved'],
    ['::ffff:8.8.8.8', 'reserved'],
    ['::127.0.0.1', 'reserved'],
    ['64:ff9b::7f00:1', 'reserved'],
    ['2002:7f00:1::', 'reserved'],
    ['2001:0:7f00:1::', 'reserved'],
    ['ff02::1', 'reserved'],
    ['not an address', 'reserved'],
  ])('%s is %s', (address, kind) => {
    expect(kindOf(address)).toBe(kind);
  });
});

describe('URLs', () => {
  test.each([
    'http://example.com/mcp',
    'https://127.0.0.1/mcp',
    'https://0x7f.1/mcp',
    'https://2130706433/mcp',
    'https://[::1]/mcp',
    'https://[::ffff:7f00:1]/mcp',
    'https://10.0.0.1/mcp',
    'https://169.254.169.254/latest/meta-data',
    'http://localhost:9001/2018-06-01/runtime/invocation/next',
    'ftp://example.com/',
  ])('%s is not called from Lambda', (url) => {
    expect(() => assertAllowedUrl(new URL(url), strict)).toThrow();
  });

  test('loopback is allowed outside of Lambda, private where it was allowed by name, link-local never', () => {
    const local = { allowPrivate: false, allowLoopback: true };
    const inside = { allowPrivate: true, allowLoopback: false };

    expect(() => assertAllowedUrl(new URL('http://127.0.0.1:3000/mcp'), local)).not.toThrow();
    expect(() => assertAllowedUrl(new URL('http://10.0.0.1/mcp'), local)).toThrow();
    expect(() => assertAllowedUrl(new URL('http://hr:4000/mcp'), inside)).not.toThrow();
    expect(() => assertAllowedUrl(new URL('https://10.0.0.1/mcp'), inside)).not.toThrow();
    expect(() => assertAllowedUrl(new URL('http://127.0.0.1/mcp'), inside)).toThrow();
    expect(() => assertAllowedUrl(new URL('https://169.254.169.254/'), inside)).toThrow();
  });

  test('a name that leads to loopback is refused when it is connected to, however it is asked', async () => {
    for (const all of [true, false]) {
      const refused = await new Promise((resolve) => guardedLookup(strict)('localhost', { all }, resolve));
      expect(String(refused)).toMatch(/loopback address/);
    }
    const allowed = await new Promise((resolve) =>
      guardedLookup({ ...strict, allowLoopback: true })('localhost', {}, (error, address) =>
        resolve(error ?? address),
      ),
    );
    expect(['127.0.0.1', '::1']).toContain(allowed);
  });
});
