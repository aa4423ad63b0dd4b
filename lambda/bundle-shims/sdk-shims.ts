/**
 * What the SDK gets in the bundle for its own shims of a runtime (infra/compute/esbuild-options.ts). Those bring a JSON Schema
 * validator, of which nothing here has any use: 130 KB for Node; for a browser 23 KB, for Workers also 15 ms at start.
 */
export { default as process } from 'node:process';

export class DefaultJsonSchemaValidator {
  getValidator(): never {
    throw new Error('No JSON Schema is validated here: zod does it.');
  }
}
