/** What must never be written anywhere: a text as people paste it, and the parts of it that none may read. */
export interface Secret {
  readonly kind: string;
  readonly text: string;
  readonly hidden: readonly string[];
}

// The keys and numbers are the well-known examples of their makers, put together here so that no scanner takes them for real ones.
const jwt =
  'eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIn0.eyJzdWIiOiJtYWxsb3J5LXNlY3JldCIsImF1ZCI6Im9wcyJ9.c2lnbmF0dXJlLW9mLW1hbGxvcnk';
const awsKey = `AKIA${'IOSFODNN7EXAMPLE'}`;
const awsSecret = ['wJalrXUtnFEMI', 'K7MDENG', 'bPxRfiCYEXAMPLEKEY'].join('/');
const keyBody = 'MIIEpAIBAAKCAQEA7bq0Zx9mHsecretkeymaterial';

export const secrets: readonly Secret[] = [
  whole('e-mail', 'minji.kim+ops@corp-example.co.kr'),
  whole('e-mail of another script', '김민지@회사.한국'),
  whole('phone', '010-1234-5678'),
  whole('phone without hyphens', '01012345678'),
  whole('phone of Seoul', '02-987-6543'),
  whole('phone in brackets', '(02) 9876-5432'),
  whole('phone abroad', '+82 10 8765 4321'),
  whole('phone in one piece abroad', '+821087654321'),
  whole('phone of another country', '+1 (415) 555-2671'),
  whole('phone in wide digits', '０１０－１２３４－５６７８'),
  whole('card', '4111 1111 1111 1111'),
  whole('card with hyphens', '5555-5555-5555-4444'),
  whole('card in one piece', '378282246310005'),
  { kind: 'card after a year', text: '2026 4012 8888 8888 1881', hidden: ['4012 8888', '8888 1881'] },
  whole('resident number', '900101-1234567'),
  whole('resident number in one piece', '0002293456789'),
  { kind: 'JWT', text: jwt, hidden: jwt.split('.') },
  { kind: 'bearer token', text: 'Bearer f00dCafe4Ever', hidden: ['f00dCafe4Ever'] },
  {
    kind: 'authorization',
    text: 'Authorization: Basic bWFsbG9yeTpodW50ZXIy',
    hidden: ['bWFsbG9yeTpodW50ZXIy'],
  },
  whole('AWS access key', awsKey),
  { kind: 'AWS secret key', text: awsSecret, hidden: [awsSecret, awsSecret.slice(14)] },
  {
    kind: 'token of GitHub',
    text: `ghp_${'16C7e42F292c6912E7710c83'}`,
    hidden: ['16C7e42F292c6912E7710c83'],
  },
  {
    kind: 'private key',
    text: `-----BEGIN RSA ${'PRIVATE'} KEY-----\n${keyBody}\n-----END RSA ${'PRIVATE'} KEY-----`,
    hidden: [keyBody],
  },
  { kind: 'password', text: 'password: hunter2-ops', hidden: ['hunter2-ops'] },
  { kind: 'password in Korean', text: '비밀번호는 hunter3-ops', hidden: ['hunter3-ops'] },
  { kind: 'pw', text: 'pw=hunter4-ops', hidden: ['hunter4-ops'] },
  { kind: 'password in a sentence', text: 'my password is hunter5-ops', hidden: ['hunter5-ops'] },
  { kind: 'password in JSON', text: '{"password":"hunter6 ops","n":1}', hidden: ['hunter6', 'hunter6 ops'] },
  { kind: 'password in a URL', text: 'postgres://ops:hunter7-ops@db.corp/x', hidden: ['hunter7-ops'] },
  { kind: 'secret in a query', text: 'https://corp/x?a=1&access_token=hunter8ops', hidden: ['hunter8ops'] },
];

/** Those of which nothing may be left. */
function whole(kind: string, text: string): Secret {
  return { kind, text, hidden: [text] };
}
