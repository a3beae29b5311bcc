/** Every way in which a request is refused: status, error code and challenge as in RFC 6750 and RFC 9470. */
import type { ScopeRequirement, StepUpRequirement } from "../model/routes";

export type RefusalError =
  | "invalid_request"
  | "invalid_token"
  | "insufficient_scope"
  | "insufficient_user_authentication"
  | "access_denied"
  | "temporarily_unavailable";

/** Who was refused, for the log: only of a token whose signature and claims were found good. */
export interface TokenOwner {
  readonly sub?: string;
  readonly cid?: string;
  readonly jti?: string;
}

export interface Refusal {
  readonly allowed: false;
  readonly status: 401 | 403 | 503;
  readonly error: RefusalError;
  /** A fixed sentence: never a token, a claim or a key. */
  readonly description: string;
  readonly headers: { readonly "www-authenticate": string } & Readonly<Record<string, string>>;
  /** The same as the challenge, for a JSON body. `max_age` is in seconds. */
  readonly body: RefusalBody;
  readonly owner?: TokenOwner;
}

export interface RefusalBody {
  readonly error: RefusalError;
  readonly error_description: string;
  readonly scope?: string;
  readonly acr_values?: string;
  readonly max_age?: number;
}

/** RFC 6750 section 3.1: a request without any credentials gets the bare challenge, with no error code in it. */
export function missingToken(): Refusal {
  const description = "the request has no bearer token";
  return {
    allowed: false,
    status: 401,
    error: "invalid_request",
    description,
    headers: { "www-authenticate": "Bearer" },
    body: { error: "invalid_request", error_description: description },
  };
}

export function invalidRequest(description: string): Refusal {
  return refusal(401, { error: "invalid_request", error_description: description });
}

export function invalidToken(description: string): Refusal {
  return refusal(401, { error: "invalid_token", error_description: description });
}

/** Also where the group or the client is not the right one: RFC 6750 has no other code for a token that may do too little. */
export function insufficientScope(description: string, scopes?: ScopeRequirement): Refusal {
  const scope = scopes === undefined ? {} : { scope: scopeText(scopes) };
  return refusal(403, { error: "insufficient_scope", error_description: description, ...scope });
}

/** RFC 9470 section 3: the client asks again with these `acr_values` and this `max_age`. */
export function insufficientUserAuthentication(description: string, stepUp: StepUpRequirement): Refusal {
  return refusal(401, {
    error: "insufficient_user_authentication",
    error_description: description,
    acr_values: stepUp.acr,
    max_age: stepUp.maxAge,
  });
}

/** Nothing that a token could mend: the request is refused for the way on which it came. */
export function accessDenied(description: string): Refusal {
  return refusal(403, { error: "access_denied", error_description: description });
}

/** The token could not be judged; the same request may succeed later. */
export function temporarilyUnavailable(description: string): Refusal {
  const answer = refusal(503, { error: "temporarily_unavailable", error_description: description });
  return { ...answer, headers: { ...answer.headers, "retry-after": "5" } };
}

function refusal(status: Refusal["status"], body: RefusalBody): Refusal {
  return {
    allowed: false,
    status,
    error: body.error,
    description: body.error_description,
    headers: { "www-authenticate": challenge(body) },
    body,
  };
}

function challenge(body: RefusalBody): string {
  const parameters = Object.entries(body).map(([name, value]) => `${name}="${quotable(String(value))}"`);
  return `Bearer ${parameters.join(", ")}`;
}

function scopeText(scopes: ScopeRequirement): string {
  return ("any" in scopes ? scopes.any : scopes.all).join(" ");
}

/** What may stand between the quotes of a header parameter without escapes. */
function quotable(text: string): string {
  return text.replace(/[^\x20\x21\x23-\x5B\x5D-\x7E]/g, "");
}

/**
 * The refusal with the place of the metadata in its challenge. For a request without a good token it also has the scopes
 * that the request needs: a client then asks for these. All that the metadata lists Okta would refuse as a whole.
 */
export function withMetadata(refusal: Refusal, url: string, scopes: ScopeRequirement | undefined): Refusal {
  const { error, headers, body } = refusal;
  const wanted = scopes === undefined ? "" : quotable(scopeText(scopes));
  const isNew = body.scope === undefined && refusal.status === 401 && wanted !== "";
  const challenge = headers["www-authenticate"];
  const parameters = [...(isNew ? [`scope="${wanted}"`] : []), `resource_metadata="${url}"`].join(", ");
  return {
    ...refusal,
    headers: { ...headers, "www-authenticate": `${challenge}${challenge === "Bearer" ? " " : ", "}${parameters}` },
    body: isNew && error !== "invalid_request" ? { ...body, scope: wanted } : body,
  };
}
