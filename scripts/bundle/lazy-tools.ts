import { readFile } from 'node:fs/promises';
import { type AnyNode, type ObjectExpression, type Property, parse } from 'acorn';
import { type Plugin, transform } from 'esbuild';
import { childrenOf, nameOf } from './syntax-tree.ts';

/** Creates a tool's schemas at its first call or listing, because most starts call only one tool. */
export const lazyTools: Plugin = {
  name: 'lazy-tools',
  setup({ onLoad, onResolve }) {
    onLoad({ filter: /[\\/]lambda[\\/]tools[\\/][\w-]+\.ts$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, 'utf8'), { loader: 'ts' });
      return { contents: withLazySchemas(code) };
    });
    onResolve({ filter: /^lazy-tools$/ }, ({ path }) => ({ path, namespace: 'lazy-tools' }));
    onLoad({ filter: /.*/, namespace: 'lazy-tools' }, () => ({ contents: runtime }));
  },
};

const runtime = `
export const keepSchema = (tool, name, value) =>
  Object.defineProperty(tool, name, { value, enumerable: true })[name];
`;

/** Turns `input: z.object(…)` and `output: z.object(…)` in a tool's definition into getters that keep their result. */
export function withLazySchemas(source: string): string {
  const program = parse(source, { ecmaVersion: 'latest', sourceType: 'module' });
  let result = `import { keepSchema } from 'lazy-tools';\n`;
  let at = 0;
  for (const { key, value, start, end } of definitionsIn(program).flatMap(schemasOf)) {
    const name = nameOf(key);
    const schema = source.slice(value.start, value.end);
    result += `${source.slice(at, start)}get ${name}() { return keepSchema(this, '${name}', ${schema}); }`;
    at = end;
  }
  return result + source.slice(at);
}

function definitionsIn(node: AnyNode): ObjectExpression[] {
  if (node.type !== 'CallExpression' || nameOf(node.callee) !== 'defineTool') {
    return childrenOf(node).flatMap(definitionsIn);
  }
  return node.arguments.filter((each) => each.type === 'ObjectExpression');
}

function schemasOf({ properties }: ObjectExpression): Property[] {
  return properties.filter(
    (each): each is Property =>
      each.type === 'Property' && !each.shorthand && ['input', 'output'].includes(nameOf(each.key)),
  );
}
