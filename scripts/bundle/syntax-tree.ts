import type { AnyNode } from 'acorn';

/** Empty for anything but an identifier. */
export function nameOf(node: AnyNode): string {
  return node.type === 'Identifier' ? node.name : '';
}

/** The names that a pattern declares. */
export function namesIn(pattern: AnyNode): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((each) =>
        namesIn(each.type === 'Property' ? each.value : each.argument),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap((each) => (each ? namesIn(each) : []));
    case 'AssignmentPattern':
      return namesIn(pattern.left);
    case 'RestElement':
      return namesIn(pattern.argument);
    default:
      return [];
  }
}

/** What a node evaluates, without the names that it only mentions. */
export function evaluatedIn(node: AnyNode): AnyNode[] {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
      return [];
    case 'VariableDeclarator':
      return node.init ? [node.init] : [];
    case 'MemberExpression':
      return node.computed ? [node.object, node.property] : [node.object];
    case 'Property':
      // `{ a = b }` in a pattern is shorthand too.
      if (node.shorthand) return node.value.type === 'AssignmentPattern' ? [node.value.right] : [];
      return node.computed ? [node.key, node.value] : [node.value];
    case 'MethodDefinition':
    case 'PropertyDefinition':
      return [node.computed ? node.key : undefined, node.value].filter((each) => each != null);
    default:
      return childrenOf(node);
  }
}

export function childrenOf(node: AnyNode): AnyNode[] {
  return Object.values(node)
    .flat()
    .filter((value) => typeof value?.type === 'string');
}
