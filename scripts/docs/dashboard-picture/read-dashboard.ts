/** A CloudFormation template. */
export interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
  >;
}

export interface Widget {
  readonly type: 'metric' | 'text' | 'alarm' | 'log';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title?: string;
    readonly markdown?: string;
    readonly view?: string;
    readonly stacked?: boolean;
    readonly alarms?: readonly string[];
    readonly metrics?: readonly (readonly (string | MetricOptions)[])[];
    readonly yAxis?: { readonly left?: { readonly label?: string; readonly max?: number } };
    readonly annotations?: {
      readonly horizontal?: readonly { readonly value: number; readonly label: string }[];
    };
  };
}

interface MetricOptions {
  readonly id?: string;
  readonly label?: string;
  readonly stat?: string;
  readonly visible?: boolean;
  readonly expression?: string;
}

/** A metric or an expression that a widget shows or uses in a computation. */
export interface WidgetMetric extends MetricOptions {
  readonly visible: boolean;
  readonly metric?: MetricId;
}

export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** The widgets of the template's dashboard; logical names replace values that only CloudFormation knows. */
export function widgetsOf(template: Template): Widget[] {
  const bodies = Object.values(template.Resources)
    .filter(({ Type }) => Type === 'AWS::CloudWatch::Dashboard')
    .map(({ Properties }) => text(Properties?.DashboardBody));
  if (bodies.length !== 1) throw new Error(`Expected one dashboard, found ${bodies.length}`);
  return (JSON.parse(bodies[0]!) as { widgets: Widget[] }).widgets;
}

/** Parses `[namespace, name, dimension, value, …, {options}]` or `[{expression, options}]`, CloudWatch's formats. */
export function metricsOf({ properties: { metrics = [] } }: Widget): WidgetMetric[] {
  return metrics.map((entry) => {
    const options = entry.find((part) => typeof part === 'object') ?? {};
    const [namespace, name, ...rest] = entry.filter((part) => typeof part === 'string');
    const described = { ...options, visible: options.visible !== false };
    if (namespace === undefined || name === undefined) return described;
    const pairs = rest.flatMap((part, i) => (i % 2 === 0 ? [[part, rest[i + 1]!] as const] : []));
    return { ...described, metric: { namespace, name, dimensions: Object.fromEntries(pairs) } };
  });
}

/** Resolves `Fn::Join`; a reference becomes its logical name. */
function text(value: unknown): string {
  if (typeof value === 'string') return value;
  const [name, argument] = Object.entries(value as Record<string, unknown>)[0]!;
  if (name === 'Fn::Join') {
    const [separator, parts] = argument as [string, unknown[]];
    return parts.map(text).join(separator);
  }
  return [argument].flat()[0] as string;
}
