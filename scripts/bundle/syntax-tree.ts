import type { AnyNode } from 'acorn';

/** Returns '' for anything but an identifier. */
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

/** The nodes that are evaluated, without names that are only property keys or labels. */
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
      // In a pattern, `{ a = b }` is shorthand too.
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
