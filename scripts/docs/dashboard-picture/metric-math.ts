/** Values by their id in an expression; undefined where there is no measurement. */
export type Values = Readonly<Record<string, number | undefined>>;

/**
 * Evaluates metric math at one point in time, with the functions that our dashboard uses: numbers, + − * /, >=, FILL,
 * IF. As in CloudWatch, a missing operand makes the result missing.
 */
export function evaluate(expression: string, values: Values): number | undefined {
  const tokens = expression.match(/[A-Za-z_]\w*|\d+(?:\.\d+)?|>=|[-+*/(),]/g) ?? [];
  if (tokens.join('') !== expression.replaceAll(/\s/g, '')) throw new Error(`Not understood: ${expression}`);
  let at = 0;
  const value = comparison();
  if (at !== tokens.length) throw new Error(`Not understood: ${tokens[at]} in ${expression}`);
  return value;

  function comparison(): number | undefined {
    const left = sum();
    return take('>=') ? combine('>=', left, sum()) : left;
  }

  function sum(): number | undefined {
    let left = product();
    for (let sign = take('+', '-'); sign; sign = take('+', '-')) left = combine(sign, left, product());
    return left;
  }

  function product(): number | undefined {
    let left = atom();
    for (let sign = take('*', '/'); sign; sign = take('*', '/')) left = combine(sign, left, atom());
    return left;
  }

  function atom(): number | undefined {
    const token = tokens[at++]!;
    if (token === '(') return closing(comparison());
    if (/^\d/.test(token)) return Number(token);
    if (!take('(')) {
      if (!(token in values)) throw new Error(`Nothing is called ${token} in ${expression}`);
      return values[token];
    }
    const args = [comparison()];
    while (take(',')) args.push(comparison());
    return closing(call(token, args));
  }

  function closing(inner: number | undefined): number | undefined {
    if (!take(')')) throw new Error(`A ) is missing in ${expression}`);
    return inner;
  }

  function take(...candidates: string[]): string | undefined {
    return candidates.includes(tokens[at] ?? '') ? tokens[at++] : undefined;
  }
}

function call(name: string, [first, second, third]: (number | undefined)[]): number | undefined {
  if (name === 'FILL') return first ?? second;
  if (name === 'IF') return first === undefined ? undefined : first === 0 ? third : second;
  throw new Error(`No such function here: ${name}`);
}

function combine(sign: string, left: number | undefined, right: number | undefined): number | undefined {
  if (left === undefined || right === undefined) return undefined;
  if (sign === '+') return left + right;
  if (sign === '-') return left - right;
  if (sign === '*') return left * right;
  if (sign === '/') return right === 0 ? undefined : left / right;
  return left >= right ? 1 : 0;
}
