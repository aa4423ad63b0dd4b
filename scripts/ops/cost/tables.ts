import { stages } from '../../../infra/config/stages.ts';
import { billOf, total } from '../../../infra/cost/bill.ts';
import { prices, pricesAsOf } from '../../../infra/cost/prices.ts';
import { alignColumns } from '../../cli.ts';
import { table } from '../../docs/markdown-table.ts';

const sizes = { '10 thousand': 1e4, '1 million': 1e6, '100 million': 1e8 } as const;

/** The bill for each size, as Markdown. */
export function billTable(): string {
  const calls = Object.values(sizes);
  const rows = billOf(stages.prod).map(({ service, cost }) => [
    service,
    ...calls.map((count) => dollars(cost(count))),
  ]);
  const perThousand = calls.map((count) => dollars((total(stages.prod, count) / count) * 1_000));
  return table(
    ['US dollars per month', ...Object.keys(sizes).map((name) => `${name} calls`)],
    [
      ...rows,
      ['**Total**', ...calls.map((count) => `**${dollars(total(stages.prod, count))}**`)],
      ['Per thousand calls', ...perThousand],
    ],
  );
}

/** The cost of each stage with few calls, and with a million calls. */
export function stageTable(): string {
  const rows = Object.values(stages).map((stage) => [
    `\`${stage.name}\``,
    dollars(total(stage, 1e4)),
    dollars(total(stage, 1e6)),
  ]);
  return table(['US dollars per month', '10 thousand calls', '1 million calls'], rows);
}

/** One bill for a terminal. */
export function ownBillTable(
  stage: string,
  calls: number,
  lines: readonly { readonly service: string; readonly usd: number }[],
  together: number,
): string {
  const rows = lines.map(({ service, usd }) => [service, dollars(usd)]);
  const heading = `US dollars per month, ${stage}, ${calls.toLocaleString('en-US')} calls`;
  return alignColumns([[heading, ''], ...rows, ['Total', dollars(together)]]).join('\n');
}

export function priceTable(): string {
  const rows = Object.values(prices).map(({ usd, per }) =>
    usd < 0.0001 ? [`${amount(usd * 1e6)} a million`, per] : [amount(usd), per],
  );
  return table([`US dollars, ${pricesAsOf}`, 'per unit'], rows);
}

function dollars(amount: number): string {
  const digits = amount >= 100 ? 0 : 2;
  return amount.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function amount(usd: number): string {
  return String(Number(usd.toPrecision(6)));
}
