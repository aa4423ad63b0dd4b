import { type Html, html } from '../../../lambda/landing-page/html-template.ts';
import type { Segment } from '../../../lambda/observability/tracing/xray-exporter.ts';
import { duration } from './terminal.ts';

const width = 300;
const barHeight = 5;
const lineHeight = barHeight + 1;

/** One bar per span, over the duration of the whole request; child spans are below their parents. */
export function waterfall(root: Segment): Html {
  const total = Math.max(root.end_time - root.start_time, 1e-6);
  const bars = barsBelow(root, 0);
  const height = (Math.max(0, ...bars.map(({ depth }) => depth)) + 1) * lineHeight;
  const along = (seconds: number) => Math.round((seconds / total) * width * 10) / 10;
  const label = bars.map(({ step }) => `${step.name} ${duration(step)}`).join(', ');

  return html`<svg class="waterfall" viewBox="0 0 ${String(width)} ${String(height)}" preserveAspectRatio="none" role="img" aria-label="${label}">
${bars.map(({ step, depth }) => {
  const x = along(step.start_time - root.start_time);
  const length = Math.max(1, along(step.end_time - step.start_time));
  return html`<rect class="${step.name}" x="${String(x)}" y="${String(depth * lineHeight)}" width="${String(length)}" height="${String(barHeight)}"/>`;
})}</svg>`;
}

function barsBelow(segment: Segment, depth: number): { step: Segment; depth: number }[] {
  return (segment.subsegments ?? []).flatMap((step) => [{ step, depth }, ...barsBelow(step, depth + 1)]);
}
