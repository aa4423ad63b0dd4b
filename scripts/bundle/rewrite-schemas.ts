import type { AnyNode, ObjectExpression, Program, Property } from 'acorn';
import { childrenOf, evaluatedIn, nameOf, namesIn } from './syntax-tree.ts';

const runtime = `
const lazySchema = (make) => { let schema; return () => schema ??= make(); };
const keepSchema = (table, key, schema) => Object.defineProperty(table, key, { value: schema })[key];
`;

/**
 * Turns `const Schema = z.object(…)` into a function that creates the schema once, each reference into a call, and each
 * entry in a table of schemas into a getter. Other code stays unchanged; the names in `imported` are already functions.
 */
export function rewriteSchemas(source: string, program: Program, imported: ReadonlySet<string>) {
  const lazy = new Set(imported);
  const zod = new Set<string>();
  const makers = new Set<string>();
  const tables = new Set<string>();
  const otherNames = new Set<string>();
  const edits: Edit[] = [];

  collect(program);
  // The analysis ignores scopes, so a name must mean a schema everywhere in the module or nowhere.
  const ambiguous = [...lazy].filter((name) => otherNames.has(name));
  if (ambiguous.length > 0) throw new Error(`These names mean a schema and something else: ${ambiguous}`);
  visit(program, false);
  return { contents: runtime + apply(source, edits), lazy };

  /** Collects the declarations in their order. */
  function collect(node: AnyNode): void {
    if (node.type === 'ImportDeclaration') {
      const isZod = String(node.source.value).startsWith('zod');
      for (const { local } of node.specifiers) {
        if (isZod) zod.add(local.name);
        else if (!imported.has(local.name)) otherNames.add(local.name);
      }
      return;
    }
    if (node.type === 'VariableDeclaration') {
      for (const { id, init } of node.declarations) {
        const name = id.type === 'Identifier' ? id.name : '';
        if (name && node.kind === 'const' && init && isDeferrable(init, program.body.includes(node))) {
          lazy.add(name);
          continue;
        }
        if (name && init?.type === 'ObjectExpression' && isTable(init)) tables.add(name);
        if (name && init?.type === 'ArrowFunctionExpression' && isSchema(init.body)) makers.add(name);
        for (const each of namesIn(id)) otherNames.add(each);
        if (init) collect(init);
      }
      return;
    }
    if (node.type === 'FunctionDeclaration' && node.id) {
      const [first] = node.body.body;
      if (first?.type === 'ReturnStatement' && first.argument && isSchema(first.argument))
        makers.add(node.id.name);
    }
    if ('id' in node && node.id?.type === 'Identifier') otherNames.add(node.id.name);
    const patterns = 'params' in node ? node.params : node.type === 'CatchClause' ? [node.param] : [];
    for (const name of patterns.flatMap((each) => (each ? namesIn(each) : []))) otherNames.add(name);
    for (const child of childrenOf(node)) collect(child);
  }

  /**
   * `z.object(…).loose()`, `OtherSchema.shape`, `wireResult(…)` or another schema, but not the result of parsing with a
   * schema.
   */
  function isSchema(node: AnyNode): boolean {
    if (node.type === 'Identifier') return lazy.has(node.name);
    if (node.type === 'CallExpression')
      return isSchema(node.callee) || zod.has(nameOf(node.callee)) || makers.has(nameOf(node.callee));
    if (node.type !== 'MemberExpression' || /parse|json/i.test(nameOf(node.property))) return false;
    return isSchema(node.object) || zod.has(nameOf(node.object));
  }

  function isDeferrable(init: AnyNode, isTopLevel: boolean): boolean {
    return isSchema(init) || isShape(init) || (isTopLevel && isMadeOfSchemas(init));
  }

  /** Values that a module computes from schemas at load time, such as the set of their keys. */
  function isMadeOfSchemas(node: AnyNode): boolean {
    if (node.type === 'ObjectExpression' && isTable(node)) return false;
    return isSchema(node) || (!('params' in node) && childrenOf(node).some(isMadeOfSchemas));
  }

  /** Properties of one kind of object that spread those of another kind. */
  function isShape(node: AnyNode): boolean {
    if (node.type !== 'ObjectExpression' || isTable(node)) return false;
    const own = node.properties.filter(({ type }) => type !== 'SpreadElement') as Property[];
    return own.length > 0 && own.every(({ value }) => isEntry(value));
  }

  /** `{ 'tools/call': CallToolSchema, … }`. */
  function isTable({ properties }: ObjectExpression): boolean {
    return (
      properties.length > 0 &&
      properties.every(
        (each) => each.type === 'Property' && each.kind === 'init' && !each.computed && isEntry(each.value),
      )
    );
  }

  function isEntry(value: AnyNode): boolean {
    if (value.type === 'ObjectExpression') return isTable(value);
    if (value.type === 'MemberExpression') return nameOf(value.property).endsWith('Schema');
    return isSchema(value) || tables.has(nameOf(value));
  }

  function visit(node: AnyNode, isDeferred: boolean): void {
    if (node.type === 'Identifier' && lazy.has(node.name)) insert(node.end, '()');
    for (const child of evaluatedIn(node)) {
      if (node.type === 'VariableDeclarator' && lazy.has(nameOf(node.id))) visitSchema(child);
      else if (!isDeferred && isPlaceOfTables(node) && child.type === 'ObjectExpression' && isTable(child))
        visitTable(child);
      else visit(child, isDeferred);
    }
    if (node.type === 'Property' && node.shorthand && lazy.has(nameOf(node.value)))
      insert(node.end, `: ${nameOf(node.value)}()`);
  }

  function visitSchema(init: AnyNode): void {
    insert(init.start, '/* @__PURE__ */ lazySchema(() => (');
    visit(init, true);
    insert(init.end, '))');
  }

  function visitTable({ properties }: ObjectExpression): void {
    for (const { key, value, shorthand, start, end } of properties as Property[]) {
      if (value.type === 'ObjectExpression') {
        visitTable(value);
        continue;
      }
      const name = source.slice(key.start, key.end);
      const quoted = key.type === 'Identifier' ? `'${name}'` : name;
      const isMade = value.type === 'CallExpression';
      const before = `get ${name}() { return ${isMade ? `keepSchema(this, ${quoted}, ` : ''}`;
      edits.push({ start, end: shorthand ? start : value.start, text: before });
      visit(value, true);
      insert(end, isMade ? '); }' : '; }');
    }
  }

  function insert(at: number, text: string): void {
    edits.push({ start: at, end: at, text });
  }
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function apply(source: string, edits: readonly Edit[]): string {
  let result = '';
  let at = 0;
  for (const { start, end, text } of edits.toSorted((a, b) => a.start - b.start)) {
    result += source.slice(at, start) + text;
    at = end;
  }
  return result + source.slice(at);
}

/** Not in the argument of a call: zod reads the properties of an object's shape in its own order. */
function isPlaceOfTables({ type }: AnyNode): boolean {
  return type === 'VariableDeclarator' || type === 'AssignmentExpression' || type === 'ReturnStatement';
}
