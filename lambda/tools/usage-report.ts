import * as z from 'zod';
import { ToolError } from '../errors/tool-error.ts';
import { defineTool, readOnly } from '../mcp/definitions/define-tool.ts';
import { ToolResponse } from '../mcp/definitions/tool-response.ts';
import { brief, like, wholeNumber } from '../schemas/fields.ts';
import { messages } from '../text/messages.ts';
import { QueryTooSlow } from '../usage/usage.ts';

const counts = {
  calls: z.number().int(),
  errors: z.number().int(),
  refusals: z.number().int(),
  p95_ms: z.number(),
};
const rows = brief('name and totals', z.array(z.object({ name: z.string(), ...counts })));
const hourMs = 3_600_000;

export const usageReport = defineTool({
  name: 'usage_report',
  title: 'Report on use',
  description:
    'Counts calls, errors, refusals, p95 and attacks by tool, server, caller, client. ' +
    'Use it for "who hits limits?". Not for tickets: ticket_report.',
  scope: 'admin',
  limit: { perMinute: 5 },
  cache: 'never',
  annotations: { ...readOnly, idempotentHint: false, openWorldHint: true },

  input: z.strictObject({
    hours: wholeNumber(1, 168).default(24).describe('Look back'),
  }),
  output: z.object({
    from: z.string(),
    to: z.string(),
    source: z.string(),
    totals: brief('calls, errors, refusals, p95_ms', z.object(counts)),
    by_tool: rows,
    by_server: like('by_tool', rows),
    by_caller: like('by_tool', rows),
    by_client: like('by_tool', rows),
    suspicions: brief(
      'kind, caller, calls',
      z.array(z.object({ kind: z.string(), caller: z.string(), calls: z.number().int() })),
    ),
  }),

  async run({ hours }, { services }) {
    const { usage, log } = services;
    if (!usage) throw new ToolError('UNAVAILABLE', messages.noRecordsHere, messages.setAuditFile);
    const to = Date.now();
    const from = to - hours * hourMs;
    const read = await usage.read(from, to).catch((error: unknown) => {
      if (error instanceof QueryTooSlow)
        throw new ToolError('UNAVAILABLE', messages.queryTooSlow, messages.askFewerHours);
      log.error('The use could not be read', error);
      throw new ToolError('UNAVAILABLE', messages.recordsUnreadable, messages.askAgainInAMinute);
    });
    const report = {
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      source: usage.name,
      totals: read.totals,
      by_tool: [...read.by_tool],
      by_server: [...read.by_server],
      by_caller: [...read.by_caller],
      by_client: [...read.by_client],
      suspicions: [...read.suspicions],
    };
    const drawn = [report.by_tool, report.by_caller, report.by_client].filter(({ length }) => length > 0);
    if (drawn.length === 0) return report;
    const { usageChart } = await import('../usage/usage-chart.ts');
    const images = drawn.map((bars) => ({
      type: 'image' as const,
      data: usageChart(bars).toString('base64'),
      mimeType: 'image/png',
    }));
    return new ToolResponse(images, report);
  },
});
