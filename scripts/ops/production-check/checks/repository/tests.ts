import { type Evidence, seen } from '../../context/check.ts';
import type { Given, TestPart } from '../../context/check-context.ts';

/** Types, lint, and a passing test in every file outside of the protocol's. */
export async function* passesItsTests(given: Given): AsyncGenerator<Evidence> {
  const { command, code, output } = await given.typesAndLint();
  yield seen(command, `exit code ${code}${code === 0 ? '' : `: ${output.slice(-200)}`}`, code === 0);
  yield* passes(given, 'rules');
}

/** The official conformance suite, the SDK's own clients of both generations, the whole story of a user. */
export async function* speaksTheProtocol(given: Given): AsyncGenerator<Evidence> {
  yield* passes(given, 'protocol');
}

async function* passes({ testReport }: Given, part: TestPart): AsyncGenerator<Evidence> {
  const { command, code, files, expected } = await testReport(part);
  const failed = files.filter(({ failed }) => failed > 0);
  const passed = files.reduce((sum, file) => sum + file.passed, 0);
  yield seen(
    command,
    `exit code ${code}, ${passed} tests passed in ${files.length} files, failed: ${failed.map(({ name }) => name).join(', ') || 'none'}`,
    code === 0 && passed > 0 && failed.length === 0,
  );
  const missing = expected.filter((name) => !files.some((file) => file.name === name));
  yield seen(
    `test files of the repository that did not run`,
    missing.join(', ') || `none of ${expected.length}`,
    expected.length > 0 && missing.length === 0,
  );
}
