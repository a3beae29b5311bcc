/**
 * How a program gets tokens that knows nothing of an API but its address: by the functions of the Model Context Protocol's
 * SDK, which find the authorization server, for the `getToken` of the callers' module, which knows what to ask for.
 */
import { randomUUID } from "node:crypto";
import type { GetToken, IssuedToken, TokenRequest } from "../../../client";
import {
  auth,
  type FetchLike,
  type OAuthClientInformationMixed,
  type OAuthClientProvider,
  type OAuthTokens,
} from "../../strangers/mcp";

export interface Program {
  /** The API that is called, to which its tokens belong. */
  readonly serverUrl: string;
  readonly redirectUrl: string;
  /** Leads a person's browser there; the address to which it comes back. */
  readonly signIn: (url: URL) => Promise<URL>;
  /** Who it is, where it is registered already. @default it registers itself, or says who it is by `clientMetadataUrl` */
  readonly client?: OAuthClientInformationMixed;
  readonly clientMetadataUrl?: string;
  readonly fetch?: FetchLike;
}

/** What the SDK asks of an application; the browser is led where the SDK says, with what the step-up adds to it. */
class Provider implements OAuthClientProvider {
  #tokens: OAuthTokens | undefined;
  #verifier = "";
  #client: OAuthClientInformationMixed | undefined;
  #state = "";
  request: TokenRequest = { scopes: [] };
  code: string | undefined;

  constructor(readonly program: Program) {
    this.#client = program.client;
  }
  get redirectUrl() {
    return this.program.redirectUrl;
  }
  get clientMetadataUrl() {
    return this.program.clientMetadataUrl;
  }
  get clientMetadata() {
    return { client_name: "a program", redirect_uris: [this.redirectUrl], grant_types: ["authorization_code"] };
  }
  /** Okta refuses a request without one. */
  state = () => (this.#state = randomUUID());
  clientInformation = () => this.#client;
  saveClientInformation = (client: OAuthClientInformationMixed) => void (this.#client = client);
  tokens = () => this.#tokens;
  saveTokens = (tokens: OAuthTokens) => void (this.#tokens = tokens);
  saveCodeVerifier = (verifier: string) => void (this.#verifier = verifier);
  codeVerifier = () => this.#verifier;
  /** The SDK would renew a token where a stronger sign-in is wanted. */
  forgetTokens = () => (this.#tokens = undefined);

  async redirectToAuthorization(url: URL): Promise<void> {
    const { acrValues, maxAge, prompt } = this.request;
    if (acrValues !== undefined) url.searchParams.set("acr_values", acrValues);
    if (maxAge !== undefined) url.searchParams.set("max_age", String(maxAge));
    if (prompt !== undefined) url.searchParams.set("prompt", prompt);
    const { searchParams } = await this.program.signIn(url);
    // The suite's servers send none where none is asked for by a person's browser.
    if (searchParams.has("state") && searchParams.get("state") !== this.#state) throw new Error("another state");
    this.code = searchParams.get("code") ?? undefined;
    if (this.code === undefined) throw new Error(searchParams.get("error_description") ?? "no code");
  }
}

/** Tokens of one API, each by a sign-in of its own. */
export function foundTokens(program: Program): GetToken {
  const provider = new Provider(program);
  return async (request) => {
    provider.request = request;
    provider.forgetTokens();
    const { serverUrl, fetch: fetchFn } = program;
    const found = {
      serverUrl,
      scope: request.scopes.length > 0 ? request.scopes.join(" ") : undefined,
      resourceMetadataUrl: request.resourceMetadata === undefined ? undefined : new URL(request.resourceMetadata),
      fetchFn,
    };
    if ((await auth(provider, found)) === "REDIRECT") {
      await auth(provider, { ...found, authorizationCode: provider.code });
    }
    return issued(provider.tokens()!);
  };
}

/** Tokens of a service, by whatever the SDK has for it: `new ClientCredentialsProvider(…)`, `new PrivateKeyJwtProvider(…)`. */
export function foundServiceTokens(serverUrl: string, provider: OAuthClientProvider): GetToken {
  return async ({ scopes, resourceMetadata }) => {
    const scope = scopes.length > 0 ? scopes.join(" ") : undefined;
    const resourceMetadataUrl = resourceMetadata === undefined ? undefined : new URL(resourceMetadata);
    await auth(provider, { serverUrl, scope, resourceMetadataUrl });
    return issued((await provider.tokens())!);
  };
}

function issued({ access_token: accessToken, expires_in: lifetime = 300 }: OAuthTokens): IssuedToken {
  return { accessToken, expiresAt: Date.now() / 1000 + lifetime };
}
