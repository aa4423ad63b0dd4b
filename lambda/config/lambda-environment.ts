/** X-Ray's header of the current invocation: Lambda sets this variable again before each one. */
export function invocationTrace(env: Record<string, string | undefined>): string | undefined {
  return env._X_AMZN_TRACE_ID;
}

/** The credentials that Lambda puts into the environment of a function. */
export function environmentCredentials(env: Record<string, string | undefined> = process.env) {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN } = env;
  if (!accessKeyId || !secretAccessKey) {
    throw new Error('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set.');
  }
  return { accessKeyId, secretAccessKey, ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }) };
}
