import { App } from 'aws-cdk-lib';
import { failOnFindings } from './cdk-nag.ts';
import { readOptions } from './config/context-options.ts';
import { OpsAssistantStack } from './ops-assistant-stack.ts';

const app = new App();
new OpsAssistantStack(app, readOptions(app.node));
failOnFindings(app);
