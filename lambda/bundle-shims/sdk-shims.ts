/**
 * What the SDK gets in the bundle for its own shims of a runtime (infra/compute/esbuild-options.ts). Those bring a JSON Schema
 * validator, which nothing here uses and every start would load.
 */
export { default as process } from 'node:process';

export class DefaultJsonSchemaValidator {
  getValidator(): never {
    throw new Error('No JSON Schema is validated here: zod does it.');
  }
}
