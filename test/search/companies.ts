import { readFileSync } from 'node:fs';
import type { Policy } from '../../lambda/policies/policy.ts';
import type { PolicyQuestion } from './questions.ts';

/** A collection in one file: `=== doc_id | title | tags | language` before each policy, and its questions beside it. */
export interface Company {
  readonly policies: readonly Policy[];
  readonly questions: readonly PolicyQuestion[];
}

/** Each writes in its own style: numbered articles, questions and answers, tables, bold or numbered lines as headings. */
export const companies: readonly Company[] = [
  'factory',
  'startup',
  'shop',
  'clinic',
  'mixed',
  'handbook',
  'callcenter',
  'property',
  'hospital',
  'games',
  'logistics',
  'saas',
  'institute',
  'hotel',
  'bank',
  'plant',
  'nonprofit',
].map((name) => companyIn(`companies/${name}`));

/** Written without knowledge of the search. Only measured: a change that is made for one of these spoils it. */
export const freshCompanies: Readonly<Record<string, Company>> = Object.fromEntries(
  ['lawfirm', 'municipal', 'pharma', 'studio'].map((name) => [name, companyIn(`fresh/${name}`)]),
);

export const freshStockQuestions = Object.fromEntries(
  ['stock', 'stock-2'].map((name) => [
    name,
    questionsIn<readonly [string, ...string[]]>(`fresh/${name}.txt`),
  ]),
);

function companyIn(path: string): Company {
  return {
    policies: read(`${path}.md`).split(/^=== /m).slice(1).map(policyOf),
    questions: questionsIn<PolicyQuestion>(`${path}.txt`),
  };
}

function questionsIn<Question>(file: string): Question[] {
  return read(file)
    .trim()
    .split('\n')
    .map((line) => line.split('|') as unknown as Question);
}

function policyOf(part: string): Policy {
  const [head = '', ...body] = part.split('\n');
  const [doc_id = '', title = '', tags = '', language] = head.split(' | ');
  return {
    doc_id,
    title,
    tags: tags.split(', '),
    language: language === 'en' ? 'en' : 'ko',
    last_updated: '2026-01-01',
    version: 1,
    body: `# ${title}\n\n${body.join('\n')}`,
  };
}

function read(file: string): string {
  return readFileSync(new URL(file, import.meta.url), 'utf8');
}
