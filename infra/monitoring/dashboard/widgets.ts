import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

const rowWidth = 24;

interface GraphOptions {
  readonly right?: cloudwatch.IMetric[];
  readonly stacked?: boolean;
  /** Unit of the left axis: `%`, `ms`, `Count`. */
  readonly unit?: string;
  readonly max?: number;
  /** Reference lines. */
  readonly marks?: readonly { readonly value: number; readonly label: string }[];
}

export interface Panel {
  readonly title: string;
  readonly metrics: cloudwatch.IMetric[];
  readonly options?: GraphOptions;
}

/** A heading with a row of panels of equal width below it. */
export function row(heading: string, widgets: readonly cloudwatch.ConcreteWidget[]): cloudwatch.IWidget[][] {
  return [
    [new cloudwatch.TextWidget({ markdown: `## ${heading}`, width: rowWidth, height: 1 })],
    [...widgets],
  ];
}

export function graphs(panels: readonly Panel[], columns = rowWidth): cloudwatch.GraphWidget[] {
  const width = Math.floor(columns / panels.length);
  return panels.map(
    ({ title, metrics, options: { right = [], stacked = false, unit, max, marks = [] } = {} }) =>
      new cloudwatch.GraphWidget({
        title,
        left: metrics,
        right,
        stacked,
        width,
        height: 6,
        leftYAxis: { min: 0, showUnits: false, ...(unit && { label: unit }), ...(max && { max }) },
        leftAnnotations: marks.map(({ value, label }) => ({ value, label, color: cloudwatch.Color.RED })),
        ...(right.length > 0 && { rightYAxis: { min: 0, showUnits: false } }),
      }),
  );
}
