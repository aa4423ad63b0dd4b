/**
 * Replaces the SDK's own runtime shims in the bundle (infra/compute/esbuild-options.ts). Those load a JSON Schema
 * validator at every start, which is not used here.
 */
export { default as process } from 'node:process';

export class DefaultJsonSchemaValidator {
  getValidator(): never {
    throw new Error('No JSON Schema is validated here: zod does it.');
  }
}
