import {
  type CognitoIdentityProviderClient,
  DeleteUserPoolClientCommand,
  DescribeUserPoolClientCommand,
  paginateListUserPoolClients,
  ResourceNotFoundException,
  type UserPoolClientType,
} from '@aws-sdk/client-cognito-identity-provider';

/** An app that registered dynamically. */
export interface RegisteredClient {
  readonly id: string;
  readonly name: string;
  readonly redirects: readonly string[];
  /** Time of the registration or of its last change. */
  readonly since: Date;
}

/** Oldest first. */
export async function listRegisteredClients(
  cognito: CognitoIdentityProviderClient,
  UserPoolId: string,
): Promise<readonly RegisteredClient[]> {
  const found: RegisteredClient[] = [];
  const pages = paginateListUserPoolClients(
    { client: cognito, pageSize: 60 },
    { UserPoolId, ClientType: 'DCR' },
  );
  for await (const { UserPoolClients = [] } of pages) {
    for (const { ClientId } of UserPoolClients) {
      const client = ClientId && (await describe(cognito, UserPoolId, ClientId));
      if (client) found.push(client);
    }
  }
  return found.sort((a, b) => a.since.getTime() - b.since.getTime());
}

/** Undefined for a client that did not register dynamically: a deletion must not rely only on the list's filter. */
async function describe(
  cognito: CognitoIdentityProviderClient,
  UserPoolId: string,
  ClientId: string,
): Promise<RegisteredClient | undefined> {
  const client = await ignoreNotFound(
    cognito.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId })),
  );
  const {
    ClientType,
    ClientName = '',
    CallbackURLs = [],
    LastModifiedDate,
    CreationDate,
  }: UserPoolClientType = client?.UserPoolClient ?? {};
  const since = LastModifiedDate ?? CreationDate;
  if (ClientType !== 'DCR' || !since) return undefined;
  return { id: ClientId, name: ClientName, redirects: CallbackURLs, since };
}

/** Its users must sign in again, and their app registers again. */
export async function removeClient(
  cognito: CognitoIdentityProviderClient,
  UserPoolId: string,
  ClientId: string,
): Promise<void> {
  await ignoreNotFound(cognito.send(new DeleteUserPoolClientCommand({ UserPoolId, ClientId })));
}

async function ignoreNotFound<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ResourceNotFoundException && /client/i.test(error.message)) return undefined;
    throw error;
  }
}
