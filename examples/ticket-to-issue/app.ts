import { App } from 'aws-cdk-lib';
import { TicketToIssue } from './stack.ts';

// npx cdk deploy --app "node examples/ticket-to-issue/app.ts" -c bus=… -c repository=owner/name -c tokenSecret=…

const app = new App();
const context = (name: string): string => {
  const value = app.node.tryGetContext(name);
  if (typeof value !== 'string' || value === '')
    throw new Error(`Add -c ${name}=…; README.md says what it is.`);
  return value;
};
new TicketToIssue(app, 'ops-assistant-ticket-to-issue', {
  busName: context('bus'),
  repository: context('repository'),
  tokenSecret: context('tokenSecret'),
});
