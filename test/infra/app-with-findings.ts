import { App, Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { enforceCdkNag } from '../../infra/cdk-nag.ts';

// A bucket without access logs and a function without traces, for which there is no acknowledged reason.
const app = new App();
const stack = new Stack(app, 'Careless');
new Bucket(stack, 'Bucket');
new LambdaFunction(stack, 'Function', {
  runtime: Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: Code.fromInline('exports.handler = async () => {}'),
});
enforceCdkNag(app);
