/** What a load balancer asks an identity provider itself: tokens for a code or a refresh token, and userinfo. */
import { decodeJwt } from "jose";
import { isHttpsOrLocal } from "../../../apigateway/discovery";
import type { OidcAction } from "./oidcAction";
import type { SignedIn, UserClaims } from "./session";
import { SignInFailure, type FailureReason } from "./signInFailure";

/** AWS documents none of these. */
const TIMEOUT_MS = 5_000;
const BYTES_MAX = 1_000_000;

interface TokenAnswer {
  readonly access_token: string;
  readonly id_token?: unknown;
  readonly expires_in?: unknown;
  readonly refresh_token?: unknown;
}

/** @throws SignInFailure */
export async function exchangeCode(
  action: OidcAction,
  code: string,
  redirectUri: string,
  nowMs: number,
): Promise<SignedIn> {
  const form = { grant_type: "authorization_code", code, redirect_uri: redirectUri };
  const tokens = await askForTokens(action, form);
  const subject = subjectOf(tokens.id_token, action, nowMs);
  return signedIn(tokens, await askUserinfo(action, tokens.access_token, subject));
}

/** The new tokens, with the refresh token that counts from now on. @throws SignInFailure */
export async function refresh(action: OidcAction, refreshToken: string, subject: string): Promise<SignedIn> {
  const tokens = await askForTokens(action, { grant_type: "refresh_token", refresh_token: refreshToken });
  const claims = await askUserinfo(action, tokens.access_token, subject);
  return { refreshToken, ...signedIn(tokens, claims) };
}

function signedIn(tokens: TokenAnswer, claims: UserClaims): SignedIn {
  const { access_token: accessToken, expires_in: expiresIn, refresh_token: refreshToken } = tokens;
  return {
    claims,
    accessToken,
    ...(typeof expiresIn === "number" && { expiresIn }),
    ...(typeof refreshToken === "string" && { refreshToken }),
  };
}

/** The secret goes into the header. That AWS does so too is inferred: Okta takes it there and in the body alike. */
async function askForTokens(action: OidcAction, form: Readonly<Record<string, string>>): Promise<TokenAnswer> {
  const { tokenEndpoint, clientId, clientSecret } = action;
  const credentials = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`;
  const answer = await ask(tokenEndpoint, "AuthTokenEpRequestTimeout", {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(credentials).toString("base64")}` },
    body: new URLSearchParams(form),
  });
  if (!answer.ok) {
    throw new SignInFailure(
      answer.json?.["error"] === "invalid_grant" ? "AuthInvalidGrantError" : "AuthTokenEpRequestFailed",
    );
  }
  const { json } = answer;
  if (json === undefined || typeof json["access_token"] !== "string" || json["access_token"] === "")
    throw new SignInFailure("AuthInvalidTokenResponse");
  return json as unknown as TokenAnswer;
}

/**
 * The person of an ID token that is for this client and still good. The token comes straight from the token endpoint, so
 * that its signature need not be looked at (OpenID Connect Core 3.1.3.7). AWS could not look at it either: the action names
 * no key set.
 */
function subjectOf(idToken: unknown, { issuer, clientId }: OidcAction, nowMs: number): string {
  if (idToken === undefined) throw new SignInFailure("AuthMissingIdToken");
  const { iss, aud, exp, sub } = claimsOf(idToken);
  const isForClient = Array.isArray(aud) ? aud.length === 1 && aud[0] === clientId : aud === clientId;
  const isGood = iss === issuer && isForClient && typeof exp === "number" && exp > nowMs / 1000;
  if (!isGood || typeof sub !== "string") throw new SignInFailure("AuthInvalidIdToken");
  return sub;
}

function claimsOf(idToken: unknown): Readonly<Record<string, unknown>> {
  try {
    return decodeJwt(String(idToken));
  } catch {
    throw new SignInFailure("AuthInvalidIdToken");
  }
}

/** Userinfo is of no use where it is of somebody else (OpenID Connect Core 5.3.2). */
async function askUserinfo(action: OidcAction, accessToken: string, subject: string): Promise<UserClaims> {
  const headers = { authorization: `Bearer ${accessToken}` };
  const { ok, json } = await ask(action.userInfoEndpoint, "AuthUserinfoEpRequestTimeout", { headers });
  if (!ok) throw new SignInFailure("AuthUserinfoEpRequestFailed");
  if (json === undefined || json["sub"] !== subject) throw new SignInFailure("AuthInvalidUserinfoResponse");
  return json as UserClaims;
}

interface Answer {
  readonly ok: boolean;
  /** Undefined where the answer is no JSON object. */
  readonly json?: Readonly<Record<string, unknown>>;
}

/** INVARIANT: a secret or a token leaves this machine by https alone. */
async function ask(endpoint: string, unreachable: FailureReason, init: RequestInit): Promise<Answer> {
  if (!isHttpsOrLocal(endpoint)) throw new SignInFailure("AuthUnhandledException");
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(endpoint, { ...init, signal, redirect: "error" });
    const text = await readText(response);
    return { ok: response.ok, json: objectOf(text) };
  } catch {
    throw new SignInFailure(unreachable);
  }
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > BYTES_MAX) throw new Error("the answer is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function objectOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
