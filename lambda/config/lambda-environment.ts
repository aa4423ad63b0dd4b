/** X-Ray's header for the invocation at hand: Lambda sets this variable anew before each. */
export function invocationTrace(env: Record<string, string | undefined>): string | undefined {
  return env._X_AMZN_TRACE_ID;
}

/** What Lambda gives a function to sign its requests to AWS with. */
export function environmentCredentials(env: Record<string, string | undefined> = process.env) {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN } = env;
  if (!accessKeyId || !secretAccessKey) {
    throw new Error('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set.');
  }
  return { accessKeyId, secretAccessKey, ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }) };
}
