import { expect, test } from 'vitest';
import { synthesize } from './synthesize.ts';

test.each([
  [{ stage: 'dev' }],
  [{ stage: 'prod', machineClient: 'true', slackWebhookSecret: 'ops/slack' }],
  [{ stage: 'prod', domain: 'mcp.example.com', hostedZoneId: 'Z1', hostedZoneName: 'example.com' }],
  [{ stage: 'prod', issuer: 'https://login.example.com' }],
])('with %j no resource waits for itself', (options) => {
  const { Resources } = synthesize(options as Record<string, string>).toJSON() as {
    Resources: Record<string, object>;
  };
  const needs = new Map(Object.entries(Resources).map(([id, resource]) => [id, referencesIn(resource)]));

  // Takes away what needs nothing that is left, until nothing more can be taken.
  for (let before = -1; before !== needs.size; ) {
    before = needs.size;
    for (const [id, references] of needs) {
      if (references.every((reference) => !needs.has(reference))) needs.delete(id);
    }
  }

  expect([...needs.keys()]).toEqual([]);
});

/** The logical ids that CloudFormation has to have made first. */
function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, entry]) => {
    if (key === 'Ref') return [String(entry)];
    if (key === 'Fn::GetAtt') return [String((entry as unknown[])[0])];
    if (key === 'Fn::Sub') return [...String(entry).matchAll(/\$\{(\w+)/g)].map(([, id]) => id!);
    if (key === 'DependsOn') return [entry].flat() as string[];
    return referencesIn(entry);
  });
}
