/** A synthesised template, as far as the checks look into it. */
export interface Stack {
  readonly Resources: Readonly<Record<string, Resource>>;
}

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdatePolicy?: unknown;
}

/** All resources of a type, with their logical ids. */
export function resourcesOf({ Resources }: Stack, type: string): [string, Resource][] {
  return Object.entries(Resources).filter(([, { Type }]) => Type === type);
}

/** Every logical id that a part of the template refers to. */
export function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref') return [String(inner)];
    if (key === 'Fn::GetAtt') return [String(Array.isArray(inner) ? inner[0] : inner).split('.')[0]!];
    return referencesIn(inner);
  });
}

export interface Statement {
  readonly Effect: string;
  readonly Action: readonly string[];
}

/** What the role of a logical id may do, by its policies; managed policies are AWS's and not listed. */
export function statementsOf(stack: Stack, roleId: string): Statement[] {
  const role = stack.Resources[roleId];
  const inline = (role?.Properties.Policies ?? []) as { PolicyDocument: unknown }[];
  const attached = resourcesOf(stack, 'AWS::IAM::Policy')
    .filter(([, { Properties }]) => referencesIn(Properties.Roles).includes(roleId))
    .map(([, { Properties }]) => Properties as { PolicyDocument: unknown });
  return [...inline, ...attached].flatMap(({ PolicyDocument }) => {
    const { Statement: statements } = PolicyDocument as {
      Statement: { Effect: string; Action: string | string[] }[];
    };
    return statements.map(({ Effect, Action }) => ({ Effect, Action: [Action].flat() }));
  });
}

/** The role behind each of our functions, with the function's logical id. */
export function functionRoles(stack: Stack): [string, string][] {
  return resourcesOf(stack, 'AWS::Lambda::Function').map(([id, { Properties }]) => [
    id,
    referencesIn(Properties.Role)[0] ?? '',
  ]);
}
