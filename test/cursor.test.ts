import { expect, test } from 'vitest';
import { createCursorCodec } from '../lambda/services/signed-cursor.ts';
import { alice, bob } from './support/tickets.ts';

const older = 'an older secret of more than 32 characters';
const newer = 'a newer secret of more than 32 characters';
const question = ['list_tickets', { status: 'open' }];
const refusal = expect.objectContaining({ code: 'INVALID_ARGUMENT' });

test('a cursor gives its position back to the same caller for the same question', () => {
  const { encode, decode } = createCursorCodec([newer]);

  for (const position of ['0', '000000000042', '한국어']) {
    expect(decode(encode(position, alice, question), alice, question)).toBe(position);
  }
});

test('a cursor of a secret that is no longer the first is still good, of one that is gone it is not', () => {
  const cursor = createCursorCodec([older]).encode('10', alice, question);

  expect(createCursorCodec([newer, older]).decode(cursor, alice, question)).toBe('10');
  expect(() => createCursorCodec([newer]).decode(cursor, alice, question)).toThrow(refusal);
});

test('a cursor is of no use to another caller, for another list, or with any byte changed', () => {
  const { encode, decode } = createCursorCodec([newer]);
  const cursor = encode('10', alice, question);
  const bytes = Buffer.from(cursor, 'base64url');

  expect(() => decode(cursor, bob, question)).toThrow(refusal);
  expect(() => decode(cursor, alice, ['list_tickets', { status: 'closed' }])).toThrow(refusal);
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Buffer.from(bytes);
    changed[at]! ^= 1;
    expect(() => decode(changed.toString('base64url'), alice, question)).toThrow(refusal);
  }
});

test('a cursor shows no secret and no caller’s id', () => {
  const cursor = createCursorCodec([newer]).encode('10', alice, question);

  expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toMatch(/alice|issuer|secret/);
});
