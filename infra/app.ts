import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { OpsAssistantStack } from './ops-assistant-stack.ts';
import { readOptions } from './options.ts';

const app = new App();
new OpsAssistantStack(app, readOptions(app.node));
// A finding without a written reason next to its resource ends the synthesis.
Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
