/** A statement of a resource's policy, with its references filled in. */
export interface PolicyStatement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly Action: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface PolicyRequest {
  /** A service such as `cloudwatch.amazonaws.com`. */
  readonly principal: string;
  readonly action: string;
  readonly conditions: Readonly<Record<string, string>>;
}

/** IAM's rule for one policy: some statement allows, and none denies. Only the operators that the stack uses are known. */
export function permits(statements: readonly PolicyStatement[], request: PolicyRequest): boolean {
  const matching = statements.filter((statement) => matches(statement, request));
  return (
    matching.some(({ Effect }) => Effect === 'Allow') && matching.every(({ Effect }) => Effect === 'Allow')
  );
}

function matches({ Principal, Action, Condition = {} }: PolicyStatement, request: PolicyRequest): boolean {
  const principals = Principal === '*' ? ['*'] : Object.values(Principal ?? {}).flat();
  return (
    principals.some((principal) => principal === '*' || principal === request.principal) &&
    [Action].flat().some((action) => like(String(action), request.action)) &&
    Object.entries(Condition).every(([operator, expected]) => {
      const compare = operators[operator];
      if (!compare) throw new Error(`The operator ${operator} is not known here.`);
      return Object.entries(expected).every(([key, value]) => {
        const actual = request.conditions[key];
        return actual !== undefined && compare(value, actual);
      });
    })
  );
}

const operators: Readonly<Record<string, (expected: string, actual: string) => boolean>> = {
  StringEquals: (expected, actual) => expected === actual,
  Bool: (expected, actual) => String(expected) === actual,
  ArnLike: like,
};

function like(pattern: string, text: string): boolean {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(text);
}
