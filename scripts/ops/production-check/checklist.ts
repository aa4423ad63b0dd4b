import { auditLog, masking } from './checks/compliance.ts';
import { container, health, settings } from './checks/deployment.ts';
import { apiReference, operationsGuide } from './checks/documentation.ts';
import { metrics, structuredLogs, tracing } from './checks/observability.ts';
import { errorHandling, rateLimits, timeouts } from './checks/reliability.ts';
import * as security from './checks/security.ts';
import { integrationTests, securityTests, unitTests } from './checks/testing.ts';
import type { CheckContext } from './context/check-context.ts';
import { type Evidence, evidenceOf, MissingInput } from './context/evidence.ts';

export interface Item {
  /** Number in the production checklist; docs/requirements.md refers to it. */
  readonly number: string;
  readonly title: { readonly en: string; readonly ko: string };
  /** The item passes if there is evidence and all evidence holds; an exception is a failure too. */
  readonly check: (context: CheckContext) => AsyncIterable<Evidence>;
}

export interface Verdict extends Omit<Item, 'check'> {
  readonly passed: boolean;
  readonly ms: number;
  readonly evidence: readonly Evidence[];
}

/** The production checklist, with its numbers and titles. */
export const checklist: readonly Item[] = [
  item('1-1', 'Input validation', '입력값 검증', security.inputValidation),
  item('1-2', 'Path traversal is refused', '경로 탐색 방지', security.pathTraversal),
  item('1-3', 'Authentication', '인증', security.authentication),
  item('1-4', 'Scopes', '권한(스코프) 분리', security.scopes),
  item('1-5', 'Secrets come from the environment', '시크릿 환경 변수 관리', security.secretsFromEnvironment),
  item('2-1', 'Error handling', '에러 처리', errorHandling),
  item('2-2', 'Rate limits per tool and per user', '도구별·사용자별 호출 제한', rateLimits),
  item('2-3', 'Timeouts', '타임아웃', timeouts),
  item('3-1', 'Structured logs', '구조화 로그', structuredLogs),
  item('3-2', 'Metrics', '메트릭 수집', metrics),
  item('3-3', 'Distributed tracing', '분산 추적', tracing),
  item('4-1', 'Container', '컨테이너화', container),
  item('4-2', 'Settings apart from code', '환경 설정 분리', settings),
  item('4-3', 'Health endpoint', '헬스체크 엔드포인트', health),
  item('5-1', 'Unit tests', '단위 테스트', unitTests),
  item('5-2', 'Integration tests', '통합 테스트', integrationTests),
  item('5-3', 'Security tests', '보안 테스트', securityTests),
  item('6-1', 'API reference', 'API 문서', apiReference),
  item('6-2', 'Operations guide', '운영 가이드', operationsGuide),
  item('7-1', 'Audit log', '감사 로그', auditLog),
  item('7-2', 'Masking of personal data', '개인정보 마스킹', masking),
];

function item(number: string, en: string, ko: string, check: Item['check']): Item {
  return { number, title: { en, ko }, check };
}

/** Runs the items in order: the rate limits may be used up only when their item starts. */
export async function* runChecklist(context: CheckContext): AsyncGenerator<Verdict> {
  for (const each of checklist) yield await judge(each, context);
}

/** Never throws: a check that is interrupted has not shown that its item holds. */
export async function judge({ check, ...item }: Item, context: CheckContext): Promise<Verdict> {
  const startedAt = Date.now();
  const evidence: Evidence[] = [];
  try {
    for await (const each of check(context)) evidence.push(each);
  } catch (error) {
    const { message, cause } = error instanceof Error ? error : new Error(String(error));
    const text = cause instanceof Error ? `${message} (${cause.message})` : message;
    const answer = error instanceof MissingInput ? `cannot be judged: ${text}` : text;
    evidence.push(evidenceOf('the check was interrupted', answer, false));
  }
  const passed = evidence.length > 0 && evidence.every(({ holds }) => holds);
  return { ...item, passed, ms: Date.now() - startedAt, evidence };
}
