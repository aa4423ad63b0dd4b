import { App } from 'aws-cdk-lib';
import { enforceCdkNag } from './cdk-nag.ts';
import { readOptions } from './config/context-options.ts';
import { OpsAssistantStack } from './ops-assistant-stack.ts';

const app = new App();
new OpsAssistantStack(app, readOptions(app.node, process.env.CDK_DEFAULT_REGION));
enforceCdkNag(app);
