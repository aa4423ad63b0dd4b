import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { expect, test } from 'vitest';
import { registry } from '../../lambda/registry.ts';
import { withLazySchemas } from '../../scripts/bundle/lazy-tools.ts';

test('in the bundle a schema of a tool is made once, when it is first read', async () => {
  const source = withLazySchemas(`
    export const made = [];
    const make = (name) => (made.push(name), { name });
    const defineTool = (tool) => tool;
    export const tool = defineTool({ name: 'a', input: make('input'), output: make('output'), run: ({ input }) => input });
    export const other = { input: make('other') };
  `).replace("from 'lazy-tools'", `from '${runtimeUrl}'`);
  const { made, tool, other } = await import(`data:text/javascript,${encodeURIComponent(source)}`);

  expect(made).toEqual(['other']);
  expect(Object.keys(tool)).toEqual(['name', 'input', 'output', 'run']);
  expect([tool.input, tool.input, other.input]).toEqual([
    { name: 'input' },
    { name: 'input' },
    { name: 'other' },
  ]);
  expect(made).toEqual(['other', 'input']);
  expect({ ...tool }.output).toBe(tool.output);
});

const runtimeUrl = `data:text/javascript,${encodeURIComponent(
  'export const keepSchema = (tool, name, value) => Object.defineProperty(tool, name, { value, enumerable: true })[name];',
)}`;

test.each(registry.tools.map(({ name }) => name))('the schemas of %s are among them', async (name) => {
  const file = join(import.meta.dirname, `../../lambda/tools/${name.replaceAll('_', '-')}.ts`);
  const { code } = await transform(readFileSync(file, 'utf8'), { loader: 'ts' });

  expect(withLazySchemas(code)).toContain('get input() { return keepSchema(this,');
});
