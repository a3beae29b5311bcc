/** Gets tokens through a real OAuth client library, as each kind of client does: with a person, or with its own key. */
import { randomBytes } from "node:crypto";
import { importJWK, type CryptoKey } from "jose";
import * as oauth from "openid-client";
import { OPENID } from "../../model/okta";
import type { EnvironmentClient } from "../environment";

/** As which client. */
export interface AtClient {
  /** The `iss` of the authorization server. */
  readonly issuer: string;
  readonly client: EnvironmentClient;
  readonly scopes: readonly string[];
}

export interface SignIn extends AtClient {
  readonly login: string;
  /** More parameters of the authorization request, such as `acr_values`. */
  readonly more?: Readonly<Record<string, string>>;
  /** Is told the address of the authorization request. */
  readonly onRequest?: (url: URL) => void;
}

/** What Okta refused a request with, as it came back to the client. */
export class SignInRefused extends Error {
  override readonly name = "SignInRefused";
  constructor(
    readonly error: string,
    readonly description: string,
  ) {
    super(`${error}: ${description}`);
  }
}

/** Reads the server's metadata and authenticates as the client does. */
export async function discover(issuer: string, client: EnvironmentClient): Promise<oauth.Configuration> {
  return oauth.discovery(new URL(issuer), client.clientId, undefined, await authentication(issuer, client), {
    // The local Okta speaks plain http: on 127.0.0.1, where it is not told to speak TLS.
    ...(issuer.startsWith("http:") && { execute: [oauth.allowInsecureRequests] }),
    timeout: 10,
  });
}

async function authentication(issuer: string, client: EnvironmentClient): Promise<oauth.ClientAuth> {
  const { clientSecret, privateJwk } = client;
  if (clientSecret !== undefined) return oauth.ClientSecretBasic(clientSecret);
  if (privateJwk === undefined) return oauth.None();
  const key = (await importJWK(privateJwk, "RS256")) as CryptoKey;
  return oauth.PrivateKeyJwt(
    { key, kid: privateJwk.kid! },
    // Okta takes an assertion for the very address that it is sent to.
    { [oauth.modifyAssertion]: (_header, payload) => void (payload["aud"] = `${issuer}/v1/token`) },
  );
}

/**
 * Signs a person in: authorization code with PKCE, state and nonce. The person consents to whatever is asked.
 *
 * @throws SignInRefused with the error that the authorization server sent back to the client.
 */
export async function signIn({
  issuer,
  client,
  login,
  scopes,
  more,
  onRequest,
}: SignIn): Promise<oauth.TokenEndpointResponse> {
  const configuration = await discover(issuer, client);
  const redirectUri = client.redirectUris?.[0];
  if (redirectUri === undefined) throw new Error(`client ${client.clientId} has no redirect URI`);
  const verifier = oauth.randomPKCECodeVerifier();
  const state = oauth.randomState();
  const nonce = randomBytes(16).toString("base64url");
  const url = oauth.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    scope: scopes.join(" "),
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
    nonce,
    login_hint: login,
    ...more,
  });
  onRequest?.(url);
  const callback = await callbackOf(url, redirectUri);
  const error = callback.searchParams.get("error");
  if (error !== null) throw new SignInRefused(error, callback.searchParams.get("error_description") ?? "");
  return refusedAs(
    oauth.authorizationCodeGrant(configuration, callback, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      ...(scopes.includes(OPENID) && { expectedNonce: nonce }),
    }),
  );
}

/** A client's own token. @throws SignInRefused */
export async function clientToken({ issuer, client, scopes }: AtClient): Promise<oauth.TokenEndpointResponse> {
  const configuration = await discover(issuer, client);
  return refusedAs(oauth.clientCredentialsGrant(configuration, { scope: scopes.join(" ") }));
}

async function refusedAs<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof oauth.ResponseBodyError) throw new SignInRefused(error.error, error.error_description ?? "");
    // Where a secret came in the header, the refusal has a challenge, and the library leaves the body to us.
    if (!(error instanceof oauth.WWWAuthenticateChallengeError)) throw error;
    const body = (await error.response.json()) as { error: string; error_description?: string };
    throw new SignInRefused(body.error, body.error_description ?? "");
  }
}

/** Follows the authorization request to the address with which the browser would return to the client. */
async function callbackOf(url: URL, redirectUri: string): Promise<URL> {
  const response = await get(url);
  const consent = response.status === 200 ? consentAddress(await response.text(), url) : undefined;
  const answer = consent === undefined ? response : await get(consent, new URLSearchParams({ consent: "allow" }));
  const location = answer.headers.get("location");
  if (location === null || !location.startsWith(redirectUri)) {
    throw new Error(`/authorize was answered with status ${answer.status} and no redirect to the client`);
  }
  return new URL(location);
}

/** Where the page of consent sends the person's answer; undefined where the page is another. */
function consentAddress(page: string, url: URL): URL | undefined {
  const action = /<form method="post" action="([^"]+\/consent)"/.exec(page)?.[1];
  return action === undefined ? undefined : new URL(action, url);
}

function get(url: URL, form?: URLSearchParams): Promise<Response> {
  const post = form === undefined ? {} : { method: "POST", body: form };
  return fetch(url, { ...post, redirect: "manual", signal: AbortSignal.timeout(10_000) });
}
