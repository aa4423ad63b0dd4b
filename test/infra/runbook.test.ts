import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { savedQueries } from '../../infra/monitoring/signals/log-queries.ts';
import { alertRules } from '../../infra/prometheus/rules.ts';
import { resolve, synthesize } from './synthesize.ts';
import { alarmsOf, everyStage, templates } from './watched.ts';

const runbook = readFileSync(join(import.meta.dirname, '../../docs/operating.md'), 'utf8');

describe('the runbook', () => {
  test.each(everyStage)('%s: every alarm says what it means and where to read what to do', (stage) => {
    const anchors = [...runbook.matchAll(/^### (.+)$/gm)].map(([, heading]) => anchorOf(heading!));
    for (const { AlarmName, AlarmDescription } of alarmsOf(stage)) {
      const [, meaning, anchor] =
        /^([A-Z].{30,}\.) What to do: docs\/operating\.md#([\w-]+)$/.exec(AlarmDescription) ?? [];
      expect(meaning, AlarmName).toBeDefined();
      expect(anchors, AlarmName).toContain(anchor);
    }
  });

  test('has a heading for every alarm and for nothing that is none', () => {
    const [, byAlarm] = /## By alarm\n(.+)\n## By symptom/s.exec(runbook)!;
    const headings = [...byAlarm!.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading);
    const withServers = synthesize({ stage: 'prod', mountedServers: 'true' }).findResources(
      'AWS::CloudWatch::Alarm',
    );
    const described = [
      ...alarmsOf('prod'),
      ...Object.values(withServers).map(({ Properties }) => Properties),
    ];
    const named = [
      ...described.map(({ AlarmDescription }) => AlarmDescription.split('#')[1]),
      ...alertRules.map(({ alert }) => alert),
    ];

    expect(headings.toSorted()).toEqual([...new Set(named)].sort());
  });

  const explanations = new Set(['Who did what', 'Go back to the version before', 'The bill']);
  test('says of each what it means, how to look and what to do', () => {
    for (const section of runbook.split(/^### /m).slice(1)) {
      const [heading] = section.split('\n');
      if (explanations.has(heading!)) continue;
      for (const word of ['Look', 'Do|do'])
        expect(section, heading).toMatch(new RegExp(`\\*\\*(${word})\\*\\*`));
    }
  });

  test('its links lead somewhere, and the queries that it names are saved', () => {
    const anchors = [...runbook.matchAll(/^#{2,3} (.+)$/gm)].map(([, heading]) => anchorOf(heading!));
    for (const [, anchor] of runbook.matchAll(/\]\(#([^)]+)\)/g)) expect(anchors).toContain(anchor);
    for (const name of Object.keys(savedQueries)) expect(runbook).toContain(`\`${name}\``);
  });

  test.each(everyStage)('%s: the queries are saved under the name of the stage', (stage) => {
    const saved = Object.values(templates[stage].Resources)
      .filter(({ Type }) => Type === 'AWS::Logs::QueryDefinition')
      .map(
        ({ Properties }) =>
          resolve(Properties) as { Name: string; QueryString: string; LogGroupNames: string[] },
      );

    expect(saved.map(({ Name }) => Name).sort()).toEqual(
      Object.keys(savedQueries)
        .map((name) => `ops-assistant/${stage}/${name}`)
        .sort(),
    );
    for (const { LogGroupNames } of saved) expect(LogGroupNames).toEqual([expect.stringMatching(/Logs/)]);
  });
});

/** As GitHub makes it of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w -]/g, '')
    .replaceAll(' ', '-');
}
