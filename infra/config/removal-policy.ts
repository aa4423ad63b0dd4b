import { RemovalPolicy } from 'aws-cdk-lib';
import type { Stage } from './stages.ts';

/** With `keepData`, data outlives the stack, except if the first creation of the stack fails. */
export function removalPolicyOf({ keepData }: Stage): RemovalPolicy {
  return keepData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
}
