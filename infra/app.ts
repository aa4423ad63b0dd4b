import { App } from 'aws-cdk-lib';
import { failOnFindings } from './fail-on-findings.ts';
import { OpsAssistantStack } from './ops-assistant-stack.ts';
import { readOptions } from './options.ts';

const app = new App();
new OpsAssistantStack(app, readOptions(app.node));
failOnFindings(app);
