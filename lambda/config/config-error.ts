/** Errors in the environment, one line per variable. */
export class ConfigError extends Error {
  constructor(issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]) {
    super(issues.map(({ path, message }) => `${String(path[0])}: ${message}`).join('\n'));
    this.name = 'ConfigError';
  }
}
