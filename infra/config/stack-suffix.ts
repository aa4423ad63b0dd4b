import { Aws, Fn } from 'aws-cdk-lib';

/** Eight characters for names that must be globally unique. They are part of the stack's id, so they never change. */
export function stackSuffix(): string {
  const uuid = Fn.select(2, Fn.split('/', Aws.STACK_ID));
  return Fn.select(0, Fn.split('-', uuid));
}
