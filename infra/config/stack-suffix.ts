import { Aws, Fn } from 'aws-cdk-lib';

/** Eight characters for names that must be free anywhere: a part of the stack's own id, and so always the same. */
export function stackSuffix(): string {
  const uuid = Fn.select(2, Fn.split('/', Aws.STACK_ID));
  return Fn.select(0, Fn.split('-', uuid));
}
