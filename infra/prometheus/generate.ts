import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { grafanaDashboard } from './dashboard.ts';
import { alertRules } from './rules.ts';

const note =
  "# Made by `npm run generate:prometheus` from the table that CloudWatch's alarms are made of. Not to be edited.\n";
const groups = [{ name: 'ops-assistant', rules: alertRules }];
const yaml = (value: object) => note + stringify(value, { lineWidth: 0 });

/** The text of each generated file, by its path below infra/. */
export const generatedFiles: Readonly<Record<string, string>> = {
  'prometheus/rules.yaml': yaml({ groups }),
  'prometheus/grafana/ops-assistant.json': `${JSON.stringify(grafanaDashboard(), null, 2)}\n`,
  'kubernetes/components/prometheus-operator/rules.yaml': yaml({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'ops-assistant', labels: { 'app.kubernetes.io/name': 'ops-assistant' } },
    spec: { groups },
  }),
};

if (import.meta.main) {
  for (const [file, text] of Object.entries(generatedFiles)) {
    await writeFile(join(import.meta.dirname, '..', file), text);
  }
}
