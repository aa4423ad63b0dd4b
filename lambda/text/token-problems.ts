import type { Text } from './language.ts';

/**
 * Reasons for rejected tokens with their Korean translation; the authorizer's bundle contains only the English ones.
 */
const tokenProblems = {
  'No Authorization header was sent.': 'Authorization 헤더가 없습니다.',
  'The Authorization header is not `Bearer <token>`.':
    'Authorization 헤더가 `Bearer <token>` 형식이 아닙니다.',
  'The token is too long.': '토큰이 너무 깁니다.',
  'The token has expired.': '토큰이 만료되었습니다.',
  'The token is not valid yet.': '토큰이 아직 유효하지 않습니다.',
  'The token is not an access token.': '액세스 토큰이 아닙니다.',
  'The token could not be verified.': '토큰을 검증할 수 없습니다.',
  'The token is from an issuer that is not trusted here.': '이 서버가 신뢰하지 않는 발급자의 토큰입니다.',
  'The token names no subject.': '토큰에 사용자(sub)가 없습니다.',
  "The token's subject is too long.": '토큰의 사용자(sub)가 너무 깁니다.',
  'The token has no expiry.': '토큰에 만료 시각이 없습니다.',
  'The token was issued for another audience.': 'audience가 다른 토큰입니다.',
  'The token was issued for another address of this server.': '이 서버의 다른 주소에 발급된 토큰입니다.',
} as const;

export type TokenProblem = keyof typeof tokenProblems;

/** The error for a rejected token. Loaded on demand, because the authorizer rejects nearly all of these tokens. */
export function refusedToken(problem: TokenProblem): Text {
  return {
    en: `${problem} Sign in and send an access token as "Authorization: Bearer …".`,
    ko: `${tokenProblems[problem]} 로그인한 뒤 액세스 토큰을 "Authorization: Bearer …"로 보내세요.`,
  };
}
