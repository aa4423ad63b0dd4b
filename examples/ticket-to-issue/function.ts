import { createAwsCall } from '../../lambda/aws/aws-call.ts';
import { environmentCredentials } from '../../lambda/config/lambda-environment.ts';
import { openIssue } from './open-issue.ts';

/** Called by the rule of stack.ts; an error makes EventBridge try again. */
export async function handler({ detail }: { readonly detail: unknown }): Promise<string> {
  const { GITHUB_API = '', GITHUB_REPOSITORY = '' } = process.env;
  return openIssue(detail, { api: GITHUB_API, repository: GITHUB_REPOSITORY, token: await readToken() });
}

async function readToken(): Promise<string> {
  const { AWS_REGION = '', AWS_ENDPOINT_URL, TOKEN_SECRET } = process.env;
  const call = createAwsCall({
    service: 'secretsmanager',
    region: AWS_REGION,
    endpoint: AWS_ENDPOINT_URL,
    credentials: async () => environmentCredentials(),
  });
  const secret = await call<{ SecretString: string }>('secretsmanager.GetSecretValue', {
    SecretId: TOKEN_SECRET,
  });
  return secret.SecretString;
}
