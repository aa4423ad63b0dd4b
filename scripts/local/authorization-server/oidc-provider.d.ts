/** The part of oidc-provider 9 that the local authorization server uses; the package contains no types. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';
  import type { JWK } from 'jose';

  /** Koa's context; `oidc` exists only on oidc-provider's own routes. */
  export interface Context {
    req: IncomingMessage;
    res: ServerResponse;
    method: string;
    path: string;
    host: string;
    query: Record<string, string | string[] | undefined>;
    status: number;
    type: string;
    body: unknown;
    oidc?: { route: string; params?: Record<string, string | undefined> };
    get(header: string): string;
    set(headers: Record<string, string>): void;
    vary(header: string): void;
    redirect(url: string): void;
    acceptsLanguages(...languages: string[]): string | false;
  }

  export type Middleware = (ctx: Context, next: () => Promise<void>) => Promise<void>;

  export interface Client {
    clientId: string;
    clientName?: string;
    redirectUris: string[];
    clientAuthMethod: string;
    /** Set if the client was read from the document at its id. */
    clientIdMetadataDocument?: true;
    grantTypeAllowed(grantType: string): boolean;
  }

  export interface Interaction {
    uid: string;
    prompt: { name: string };
    params: Record<string, string | undefined>;
    session?: { accountId: string; uid: string };
    persist(): Promise<unknown>;
  }

  export interface Grant {
    addOIDCScope(scope: string): void;
    addResourceScope(resource: string, scope: string): void;
    rejectResourceScope(resource: string, scope: string): void;
    save(): Promise<string>;
  }

  export interface InteractionResult {
    login?: { accountId: string };
    consent?: { grantId: string };
    error?: string;
    error_description?: string;
  }

  export interface OAuthError {
    error: string;
    error_description?: string;
  }

  export interface Payload {
    [name: string]: unknown;
    uid?: string | undefined;
    grantId?: string | undefined;
    consumed?: unknown;
  }

  export interface Adapter {
    upsert(id: string, payload: Payload, expiresInSeconds?: number): Promise<void>;
    find(id: string): Promise<Payload | undefined>;
    findByUid(uid: string): Promise<Payload | undefined>;
    findByUserCode(userCode: string): Promise<Payload | undefined>;
    consume(id: string): Promise<void>;
    destroy(id: string): Promise<void>;
    revokeByGrantId(grantId: string): Promise<void>;
  }

  export interface Configuration {
    adapter: (model: string) => Adapter;
    jwks: { keys: JWK[] };
    routes: Record<string, string>;
    scopes: string[];
    responseTypes: string[];
    clientAuthMethods: string[];
    clientDefaults: Record<string, unknown>;
    extraClientMetadata: {
      properties: string[];
      validator(ctx: Context, key: string, value: unknown, metadata: Record<string, unknown>): void;
    };
    clientBasedCORS(ctx: Context, origin: string, client: Client): boolean;
    cookies: { keys: string[]; names: Record<string, string> };
    enabledJWA: Record<string, string[]>;
    expiresWithSession(): Promise<boolean>;
    fetch(url: string | URL, options: RequestInit): Promise<Response>;
    features: Record<string, { enabled: boolean } & Record<string, unknown>>;
    findAccount(
      ctx: Context,
      id: string,
    ): Promise<{ accountId: string; claims(): Promise<{ sub: string }> } | undefined>;
    interactions: { url(ctx: Context, interaction: Interaction): Promise<string> };
    issueRefreshToken(ctx: Context, client: Client): Promise<boolean>;
    pkce: { required(): boolean };
    renderError(ctx: Context, out: OAuthError): Promise<void>;
    rotateRefreshToken: boolean;
    ttl: Record<string, number>;
  }

  export class Provider {
    constructor(issuer: string, configuration: Configuration);
    /** Prototype of this instance's Koa requests. */
    readonly request: object;
    readonly Client: { find(id: string): Promise<Client | undefined> };
    readonly Grant: new (properties: {
      accountId: string;
      clientId: string;
    }) => Grant;
    readonly Session: { findByUid(uid: string): Promise<{ destroy(): Promise<void> } | undefined> };
    use(middleware: Middleware): this;
    on(event: 'server_error', listener: (ctx: Context, error: Error) => void): this;
    callback(): (req: IncomingMessage, res: ServerResponse) => Promise<void>;
    interactionDetails(req: IncomingMessage, res: ServerResponse): Promise<Interaction>;
    interactionResult(
      req: IncomingMessage,
      res: ServerResponse,
      result: InteractionResult,
      options?: { mergeWithLastSubmission: boolean },
    ): Promise<string>;
  }

  export const errors: {
    InvalidGrant: new (detail: string) => Error;
    InvalidTarget: new (description?: string) => Error;
    SessionNotFound: new (description: string) => Error;
  };
}
