/** Signs a persona in through a real OAuth client library: authorization code with PKCE, state and nonce. */
import { randomBytes } from "node:crypto";
import * as oauth from "openid-client";
import type { EnvironmentClient } from "../environment";

export interface SignIn {
  readonly issuer: string;
  readonly client: EnvironmentClient;
  readonly login: string;
  readonly scopes: readonly string[];
  /** More parameters of the authorization request, such as `acr_values`. */
  readonly more?: Readonly<Record<string, string>>;
}

/** What Okta refused a sign-in with, as it came back to the client. */
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
export function discover(issuer: string, client: EnvironmentClient): Promise<oauth.Configuration> {
  const authentication =
    client.clientSecret === undefined ? oauth.None() : oauth.ClientSecretBasic(client.clientSecret);
  return oauth.discovery(new URL(issuer), client.clientId, undefined, authentication, {
    // The local Okta speaks http: on 127.0.0.1.
    execute: [oauth.allowInsecureRequests],
    timeout: 10,
  });
}

/**
 * @throws SignInRefused with the error that the authorization server sent back to the client.
 */
export async function signIn({ issuer, client, login, scopes, more }: SignIn): Promise<oauth.TokenEndpointResponse> {
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
  const callback = await callbackOf(url, redirectUri);
  const error = callback.searchParams.get("error");
  if (error !== null) throw new SignInRefused(error, callback.searchParams.get("error_description") ?? "");
  return oauth.authorizationCodeGrant(configuration, callback, {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
  });
}

/** Follows the authorization request to the address with which the browser would return to the client. */
async function callbackOf(url: URL, redirectUri: string): Promise<URL> {
  const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(10_000) });
  const location = response.headers.get("location");
  if (location === null || !location.startsWith(redirectUri)) {
    throw new Error(`/authorize was answered with status ${response.status} and no redirect to the client`);
  }
  return new URL(location);
}
