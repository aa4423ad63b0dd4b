import { RemovalPolicy } from 'aws-cdk-lib';
import type { Stage } from './stages.ts';

/** Data of a stage that keeps it outlives the stack; what a first creation that failed has made does not. */
export function removalPolicyOf({ keepData }: Stage): RemovalPolicy {
  return keepData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
}
