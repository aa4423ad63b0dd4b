import * as z from 'zod';
import { defineTool, readOnly } from '../mcp/definitions/define-tool.ts';
import { recordMissedWords } from '../observability/missed-words.ts';
import type { PolicyHit } from '../policies/search/policy-hit.ts';
import { cursor, nextCursor, pageSize, text } from '../schemas/fields.ts';
import { policyPassages } from '../schemas/policy-fields.ts';
import type { Text } from '../text/language.ts';
import { messages } from '../text/messages.ts';
import { fold } from '../text/words.ts';

const result = z.object({
  doc_id: z.string(),
  title: z.string(),
  tags: z.array(z.string()),
  section: z.string(),
  last_updated: z.string(),
  score: z.number(),
  snippet: z.string(),
  passages: policyPassages,
  resource_uri: z.string(),
});

export const searchPolicy = defineTool({
  name: 'search_policy',
  title: 'Search policies',
  description:
    "Searches the company's policies by passage, in Korean or English. " +
    'Use it for "what does the remote-work policy say about VPN?" or 해외 근무 규정. Cite the section; call get_policy next when a snippet is not enough. Not for stock or tickets.',
  scope: 'read',
  limit: { perMinute: 20 },
  cache: { seconds: 300 },
  annotations: readOnly,
  untrustedText: messages.untrusted.policy,

  input: z.strictObject({
    query: text(1, 100).describe('Words or a question, such as "VPN abroad"'),
    department: text(1, 100).optional().describe('Only of this one'),
    limit: pageSize(20, 5),
    cursor,
  }),
  output: z.object({
    query: z.string(),
    total: z.number().int(),
    results: z.array(result),
    next_cursor: nextCursor,
    suggestion: z.string().optional(),
  }),

  async run({ query, department, limit }, { services, position, language }) {
    const { search } = await services.referenceData.policies();
    const found = search.find(query);
    recordMissedWords(found.missed);
    const hits = ofDepartment(found.hits, department);
    const instead = found.suggestion ?? (hits.length === 0 ? otherDepartments(found.hits) : undefined);
    const suggestion = instead?.[language];
    const start = Number(position ?? 0);
    const end = start + limit;
    return {
      query,
      total: hits.length,
      results: hits.slice(start, end).map((hit) => ({
        doc_id: hit.doc_id,
        title: hit.title,
        tags: [...hit.policy.tags],
        section: hit.section,
        last_updated: hit.policy.last_updated,
        score: hit.score,
        snippet: hit.snippet,
        passages: [...hit.passages],
        resource_uri: `policy://${hit.doc_id}`,
      })),
      ...(end < hits.length && { next_cursor: String(end) }),
      ...(suggestion && { suggestion }),
    };
  },
});

function ofDepartment(hits: readonly PolicyHit[], department: string | undefined): readonly PolicyHit[] {
  if (department === undefined) return hits;
  const folded = fold(department);
  return hits.filter(({ policy }) => fold(policy.department ?? '').includes(folded));
}

function otherDepartments(hits: readonly PolicyHit[]): Text {
  return messages.otherDepartmentsMatch([...new Set(hits.flatMap(({ policy }) => policy.department ?? []))]);
}
