/** What a step of steps.mjs came to. */
interface Outcome {
  readonly value?: { readonly text: string; readonly isError: boolean };
  readonly thrown?: { readonly name: string; readonly message: string };
}

export interface Results {
  readonly tools: { readonly value?: readonly string[] };
  readonly call: Outcome;
  readonly error: Outcome;
  readonly elicitation: Outcome;
  readonly questions: number;
  readonly unauthorized: Outcome;
  readonly limited: Outcome;
}

/** In English and Korean. */
export type Bilingual = readonly [english: string, korean: string];

/** What was expected of every client, and did not come. */
export class Failure extends Error {}

export function callOf({ tools, call }: Results): Bilingual {
  const count = tools.value?.length ?? 0;
  if (count === 0 || !call.value?.text.includes('INV-')) throw new Failure('tools');
  return [`${count} tools, call succeeded`, `도구 ${count}개, 호출 성공`];
}

/** The model must read the code: it decides what to do next by it. */
export function toolErrorOf({ error: { value, thrown } }: Results): Bilingual {
  if (value?.isError && value.text.includes('NOT_FOUND')) return ['result with `isError`', '`isError` 결과'];
  if (thrown?.message.includes('NOT_FOUND'))
    return ['exception with the server’s message', '서버 메시지가 담긴 예외'];
  throw new Failure('tool error');
}

export function unauthorizedOf({ unauthorized: { thrown } }: Results): Bilingual {
  if (!thrown) throw new Failure('401');
  if (/timed out|auth_required/.test(thrown.message)) return ['starts the sign-in', '로그인 시작'];
  if (thrown.message.includes('Sign in again'))
    return ['exception with the server’s message', '서버 메시지가 담긴 예외'];
  if (/401|auth/i.test(thrown.message)) return ['exception that mentions 401', '401을 언급하는 예외'];
  throw new Failure('401');
}

export function limitedOf({ limited: { value, thrown } }: Results): Bilingual {
  if (/Try again in \d+ second/.test(thrown?.message ?? '')) {
    return ['exception with the server’s message', '서버 메시지가 담긴 예외'];
  }
  if (/Try again in \d+ second/.test(value?.text ?? '')) return ['text with the seconds', '초가 적힌 텍스트'];
  throw new Failure('429');
}

export function elicitationOf({ elicitation: { value }, questions }: Results): Bilingual {
  if (questions === 1 && value?.text.includes('created')) return ['asks, then files', '물어본 뒤 등록'];
  if (questions === 0 && value?.text.includes('preview')) return ['preview', '미리보기'];
  throw new Failure('elicitation');
}
