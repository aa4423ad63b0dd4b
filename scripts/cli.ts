/** Ends a script that cannot go on: what is wrong in plain words on stderr, exit code 1, no stack. */
export function exitWithError(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
