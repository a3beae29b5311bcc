/** Reads and checks an authorization request, before anybody is asked to sign in. */
import { type Acr, ACR_VALUES } from "../../../../model/okta";
import { oauthError } from "../../errors/oauthErrors";
import type { App } from "../../org/entities";
import { given, scopeList, type Params } from "../form";

export const RESPONSE_MODES = ["query", "fragment", "form_post", "okta_post_message"] as const;
export type ResponseMode = (typeof RESPONSE_MODES)[number];

/** Where the answer goes; known as soon as client and redirect URI have been found to belong together. */
export interface Destination {
  /** The id of the app, and not its client id, which another app may get. */
  readonly appId: string;
  readonly redirectUri: string;
  readonly mode: ResponseMode;
  readonly state?: string;
}

export interface AuthorizeRequest extends Destination {
  /** `code`, `id_token`, `token`, in the order of the request. */
  readonly responseTypes: readonly string[];
  readonly scopes: readonly string[];
  readonly nonce?: string;
  readonly challenge?: string;
  readonly prompt: readonly string[];
  /** Seconds. */
  readonly maxAge?: number;
  /** The values that Okta knows, in the order of the request; others are ignored without a word. */
  readonly acrValues: readonly Acr[];
  readonly loginHint?: string;
}

/** Source: Okta's error of an invalid prompt and its reference; `enroll_authenticator` is not modelled. */
const PROMPTS: ReadonlySet<string> = new Set(["none", "login", "consent"]);
const MAX_AGE_LIMIT = 2 ** 31 - 1;
const RESPONSE_TYPES: ReadonlySet<string> = new Set(["code", "id_token", "token"]);

/** A code challenge is the base64url of a SHA-256 (RFC 7636 section 4.2). */
const CHALLENGE = /^[A-Za-z0-9_-]{43}$/;

/** Where errors may be sent. @throws OAuthError that must be shown, never redirected. */
export function destinationOf(params: Params, app: App | undefined): Destination {
  if (app === undefined || app.status !== "ACTIVE") throw oauthError("invalid_client_id");
  const redirectUri = given(params, "redirect_uri");
  if (redirectUri === undefined || redirectUri.includes("*") || !app.redirectUris.includes(redirectUri))
    throw oauthError("illegal_redirect_uri");
  const withTokens = (given(params, "response_type") ?? "")
    .split(" ")
    .some((type) => type === "id_token" || type === "token");
  const asked = RESPONSE_MODES.find((mode) => mode === given(params, "response_mode"));
  return {
    appId: app.id,
    redirectUri,
    mode: asked ?? (withTokens ? "fragment" : "query"),
    state: given(params, "state"),
  };
}

/** The whole request. @throws OAuthError that may be sent to the destination. */
export function readRequest(params: Params, app: App, destination: Destination): AuthorizeRequest {
  if (params.has("request") || params.has("request_uri")) throw oauthError("request_not_supported");
  if (app.applicationType === "service") throw oauthError("invalid_client_application_type", "/authorize");
  const responseTypes = readResponseTypes(params, app);
  const tokens = responseTypes.some((type) => type !== "code");
  checkMode(params, destination.mode, tokens);
  if (destination.state === undefined) throw oauthError("invalid_state");
  const nonce = given(params, "nonce");
  if (tokens && nonce === undefined) throw oauthError("invalid_nonce");
  const prompt = readPrompt(params);
  const maxAge = readMaxAge(params, prompt);
  return {
    ...destination,
    responseTypes,
    scopes: scopeList(params),
    nonce,
    challenge: responseTypes.includes("code") ? readChallenge(params, app) : undefined,
    prompt,
    maxAge,
    acrValues: acrValuesOf(given(params, "acr_values")),
    loginHint: given(params, "login_hint"),
  };
}

/** The known values of an `acr_values` parameter, in its order. */
export function acrValuesOf(text: string | undefined): Acr[] {
  return (text ?? "").split(" ").flatMap((value) => ACR_VALUES.find((known) => known === value) ?? []);
}

function readResponseTypes(params: Params, app: App): string[] {
  const types = (given(params, "response_type") ?? "").split(" ").filter((type) => type !== "");
  const known = types.length > 0 && types.every((type) => RESPONSE_TYPES.has(type) && app.responseTypes.includes(type));
  if (!known) throw oauthError("unsupported_response_type", app.responseTypes.join(", "));
  return [...new Set(types)];
}

function checkMode(params: Params, mode: ResponseMode, tokens: boolean): void {
  const asked = given(params, "response_mode");
  if (asked !== undefined && asked !== mode) throw oauthError("unsupported_response_mode");
  if (tokens && mode === "query") throw oauthError("unsupported_response_mode_query_with_tokens");
}

function readChallenge(params: Params, app: App): string | undefined {
  const challenge = given(params, "code_challenge");
  const method = given(params, "code_challenge_method");
  if (challenge === undefined) {
    // A client without a secret has nothing else to prove that the code is its own.
    if (app.pkceRequired || app.authMethod === "none") throw oauthError("pkce_missing_challenge");
    return undefined;
  }
  if (method !== "S256") throw oauthError("pkce_unsupported_code_challenge_method", "S256");
  if (!CHALLENGE.test(challenge)) throw oauthError("pkce_invalid_challenge");
  return challenge;
}

function readPrompt(params: Params): string[] {
  const prompt = (given(params, "prompt") ?? "").split(" ").filter((value) => value !== "");
  const known = prompt.every((value) => PROMPTS.has(value));
  if (!known || (prompt.includes("none") && prompt.length > 1))
    throw oauthError("invalid_prompt", "none, login, consent, login consent");
  return prompt;
}

function readMaxAge(params: Params, prompt: readonly string[]): number | undefined {
  const text = given(params, "max_age");
  if (text === undefined) return undefined;
  if (!/^\d{1,10}$/.test(text) || Number(text) > MAX_AGE_LIMIT) throw oauthError("invalid_max_age");
  if (Number(text) === 0 && prompt.includes("none")) throw oauthError("invalid_prompt_for_zero_max_age");
  return Number(text);
}
