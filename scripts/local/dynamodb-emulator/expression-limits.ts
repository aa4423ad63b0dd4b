import { validationError } from './errors.ts';
import type { Json } from './json.ts';

const longestExpressionBytes = 4096;
const mostOperators = 300;
const mostOperands = 100;

/** Throws if an expression is longer than DynamoDB's limit. */
export function refuseLongExpressions(request: Json): void {
  for (const name in request) {
    const expression = request[name];
    if (!name.endsWith('Expression') || typeof expression !== 'string') continue;
    const size = Buffer.byteLength(expression);
    if (size > longestExpressionBytes) {
      refuse(name, `Expression size has exceeded the maximum allowed size; expression size: ${size}`);
    }
  }
}

/** Throws if a condition or filter, as parsed by dynalite, exceeds DynamoDB's limits. */
export function refuseLargeConditions(checked: Json): void {
  for (const [member, name] of Object.entries(parsedExpressions)) {
    const parsed = checked[member] as { expression: Node } | undefined;
    if (parsed && countOperators(name, parsed.expression) > mostOperators) {
      refuse(name, `The expression contains too many operators; more than ${mostOperators}`);
    }
  }
}

const parsedExpressions = { _condition: 'ConditionExpression', _filter: 'FilterExpression' };

/** An operator or function; its other arguments are attribute paths (arrays) and values (without a `type`). */
interface Node {
  readonly type?: string;
  readonly args?: readonly Node[];
}

function countOperators(name: string, { type, args = [] }: Node): number {
  if (!type) return 0;
  if (type === 'in' && args.length - 1 > mostOperands) {
    refuse(
      name,
      `The IN operator is provided with too many operands; number of operands: ${args.length - 1}`,
    );
  }
  return args.reduce((sum, argument) => sum + countOperators(name, argument), 1);
}

function refuse(name: string, reason: string): never {
  throw validationError(`Invalid ${name}: ${reason}`);
}
