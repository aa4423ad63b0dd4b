import { describe, expect, test } from 'vitest';
import { createInventorySearch } from '../../lambda/inventory/search/inventory-search.ts';
import { lookUp } from '../../lambda/inventory/search/look-up.ts';
import type { Policy } from '../../lambda/policies/policy.ts';
import { createPolicySearch } from '../../lambda/policies/search/policy-search.ts';
import { passagesOf } from '../../lambda/policies/search/posting-index.ts';
import { companies, freshCompanies, freshStockQuestions } from './companies.ts';
import { type PolicyQuestion, sampleQuestions, secondQuestions, stockQuestions } from './questions.ts';
import { sampleItems, samplePolicies } from './sample-data.ts';
import { secondPolicies } from './second-policies.ts';

const collections = [
  { policies: samplePolicies(), questions: sampleQuestions },
  { policies: secondPolicies(), questions: secondQuestions },
  // Seen while the search was changed.
  ...companies.map(({ policies, questions }) => ({
    policies,
    questions: { tuned: questions, measured: [] },
  })),
];

interface Counts {
  readonly questions: number;
  readonly first: number;
  readonly bestThree: number;
  readonly passage: number;
  readonly nothing: number;
}

function measure(half: 'tuned' | 'measured'): Counts {
  return countsOf(collections.flatMap(({ policies, questions }) => judgeAll(policies, questions[half])));
}

function judgeAll(policies: readonly Policy[], questions: readonly PolicyQuestion[]) {
  const { find } = createPolicySearch(policies);
  return questions.map((question) => judge(question, find(question[0]).hits));
}

function countsOf(found: ReturnType<typeof judgeAll>): Counts {
  const count = (which: keyof ReturnType<typeof judge>) => found.filter((one) => one[which]).length;
  return {
    questions: found.length,
    first: count('first'),
    bestThree: count('bestThree'),
    passage: count('passage'),
    nothing: count('nothing'),
  };
}

type Hits = ReturnType<ReturnType<typeof createPolicySearch>['find']>['hits'];

function judge([, ...answers]: PolicyQuestion, hits: Hits) {
  const documents = new Set(answers.map((answer) => answer.split('/')[0]));
  const best = hits[0];
  return {
    first: best !== undefined && documents.has(best.doc_id),
    bestThree: hits.slice(0, 3).some(({ doc_id }) => documents.has(doc_id)),
    passage: best?.passages.some(({ section }) =>
      answers.some((answer) => `${best.doc_id}/${section}`.startsWith(answer)),
    ),
    nothing: hits.length === 0,
  };
}

test.each([
  ['tuned', 0.94],
  ['measured', 0.93],
] as const)('the %s half finds the right document and passage', (half, leastPassages) => {
  const { questions, first, bestThree, passage, nothing } = measure(half);

  console.log(
    `${half}: document first ${first}, best three ${bestThree}, passage within two ${passage}, nothing ${nothing} of ${questions}`,
  );
  expect(first / questions).toBeGreaterThanOrEqual(0.92);
  expect(passage / questions).toBeGreaterThanOrEqual(leastPassages);
  expect(nothing / questions).toBeLessThanOrEqual(0.01);
});

test.each(['tuned', 'measured'] as const)(
  'the %s half of the stock questions finds a right item first',
  (half) => {
    const search = createInventorySearch(sampleItems());
    const right = stockQuestions[half].filter(([query, ...items]) =>
      items.includes(lookUp(search, { query, lowStockBelow: 10 }).items[0]?.item_id ?? ''),
    );

    console.log(`${half}: stock first ${right.length} of ${stockQuestions[half].length}`);
    expect(right.length / stockQuestions[half].length).toBeGreaterThanOrEqual(0.9);
  },
);

test.each(Object.entries(freshCompanies))(
  'the questions of the fresh company %s have answers that exist',
  (name, { policies, questions }) => {
    const { first, bestThree, passage, nothing } = countsOf(judgeAll(policies, questions));

    console.log(
      `${name}: document first ${first}, best three ${bestThree}, passage within two ${passage}, nothing ${nothing} of ${questions.length}`,
    );
    expect(new Set(questions.map(([query]) => query)).size).toBe(questions.length);
    expect(astrayAnswers(policies, questions)).toEqual([]);
  },
);

test('most fresh questions find the right document and passage', () => {
  const { questions, first, passage, nothing } = countsOf(
    Object.values(freshCompanies).flatMap(({ policies, questions }) => judgeAll(policies, questions)),
  );

  console.log(`fresh: document first ${first}, passage within two ${passage} of ${questions}`);
  expect(first / questions).toBeGreaterThanOrEqual(0.9);
  expect(passage / questions).toBeGreaterThanOrEqual(0.88);
  expect(nothing / questions).toBeLessThanOrEqual(0.01);
});

test.each(Object.entries(freshStockQuestions))(
  'the questions of the fresh set %s find a right item first',
  (name, questions) => {
    const search = createInventorySearch(sampleItems());
    const right = questions.filter(([query, ...items]) =>
      items.includes(lookUp(search, { query, lowStockBelow: 10 }).items[0]?.item_id ?? ''),
    );
    const known = new Set(sampleItems().map(({ item_id }) => item_id));

    console.log(`fresh ${name}: first ${right.length} of ${questions.length}`);
    expect(right.length / questions.length).toBeGreaterThanOrEqual(0.85);
    expect(questions.flatMap(([, ...items]) => items).filter((id) => !known.has(id))).toEqual([]);
  },
);

describe('the questions', () => {
  const all = collections.flatMap(({ questions: { tuned, measured } }) => [...tuned, ...measured]);

  test('are enough, over enough policies, and none is there twice', () => {
    expect(all.length).toBeGreaterThanOrEqual(120);
    for (const { questions } of collections) {
      const queries = [...questions.tuned, ...questions.measured].map(([query]) => query);
      expect(new Set(queries).size).toBe(queries.length);
    }
    expect(secondPolicies()).toHaveLength(12);
    expect(secondPolicies().flatMap(passagesOf).length).toBeGreaterThanOrEqual(300);
  });

  test('are answered by passages that exist', () => {
    const astray = collections.flatMap(({ policies, questions: { tuned, measured } }) =>
      astrayAnswers(policies, [...tuned, ...measured]),
    );

    expect(astray).toEqual([]);
  });
});

function astrayAnswers(policies: readonly Policy[], questions: readonly PolicyQuestion[]) {
  const places = policies.flatMap(placesIn);
  return questions.flatMap(([, ...answers]) =>
    answers.filter((answer) => !places.some((place) => place.startsWith(answer))),
  );
}

function placesIn(policy: Policy): string[] {
  return passagesOf(policy).map(({ heading }) => `${policy.doc_id}/${heading || policy.title}`);
}
