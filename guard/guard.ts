/** The guard: decides whether a request's access token may do what a route demands. For the gateway and for any Node backend. */
import { clientOf, type Claims } from "./claims";
import { isSecureUrl } from "./contract";
import { decide, type Allowed, type EntitlementTable } from "./decide";
import { fetchKeys } from "./fetchKeys";
import { createKeySet } from "./keySet";
import { bearerToken, createHeaderReader, type RequestHeaders } from "./token";
import { temporarilyUnavailable, type Refusal, type TokenOwner, withMetadata } from "./refusals";
import { isRecord, isRequirement, type Requirement } from "../model/routes";
import { createTokenCache } from "./tokenCache";
import { verifyToken } from "./verify";

export interface GuardOptions {
  /** The custom authorization server's issuer, equal to the letter to the tokens' `iss`: no slash at the end. */
  issuer: string;
  /** The authorization server's audience, equal to the letter to (one of) the tokens' `aud`. */
  audience: string;
  /** @default `<issuer>/v1/keys`, Okta's place for it */
  jwksUri?: string;
  /**
   * Only scopes to which a person's groups entitle as well count: `claim`, or all of several, names the groups by their keys,
   * and `scopes` says what each adds. @default none: every scope of the token counts
   */
  entitlements?: Entitlements;
  /**
   * Only scopes that this claim, or one of these, lists as well count, of a token without the claim of `entitlements`.
   * @default none
   */
  entitlementClaim?: string | readonly string[];
  /**
   * Ids of clients whose `scp` is exact already, so that it is not narrowed: service clients, and those for which Okta
   * itself makes the intersection. @default none: where entitlements are told every client is narrowed
   */
  exactClients?: readonly string[];
  /** The claim that a requirement's `groups` is matched against. @default none: a requirement with `groups` must name it */
  groupsClaim?: string;
  /**
   * Where the API's metadata is (`resourceMetadataUrl`): every challenge then names it, and one for a request without a good
   * token the scopes that are needed. @default none
   */
  resourceMetadata?: string;
  /** Lets issuer and key set be `http:` on `localhost`, `127.0.0.0/8` or `[::1]`, for a local Okta. @default false */
  allowInsecureIssuer?: boolean;
}

/** What a person's groups entitle to. */
export interface Entitlements {
  readonly claim: string | readonly string[];
  /** Group key → scopes. A group that is not in it entitles to nothing. */
  readonly scopes: Readonly<Record<string, readonly string[]>>;
}

export interface GuardRequest {
  readonly headers: RequestHeaders;
}

export type Decision = Allowed | Refusal;

export interface Guard {
  /** Never rejects: whatever goes wrong is a refusal. */
  check(request: GuardRequest, requirement: Requirement): Promise<Decision>;
}

/** What the guard takes from its surroundings; tests put their own in. */
export interface GuardSurroundings {
  /** Milliseconds since the epoch. */
  now: () => number;
  fetchKeys: (url: string) => Promise<unknown>;
}

/** Throws where an option is missing or wrong, so that a service with a mistake in its settings does not start. */
export function createGuard(options: GuardOptions, surroundings: Partial<GuardSurroundings> = {}): Guard {
  const { issuer, audience, entitlementClaim, exactClients, groupsClaim, allowInsecureIssuer = false } = options;
  const { now = Date.now, fetchKeys: fetch = fetchKeys } = surroundings;
  assertUrl("issuer", issuer, allowInsecureIssuer);
  const jwksUri = options.jwksUri ?? `${issuer}/v1/keys`;
  assertUrl("jwksUri", jwksUri, allowInsecureIssuer);
  if (!isText(audience)) throw new Error("`audience` must be a text");
  if (groupsClaim !== undefined && !isText(groupsClaim)) throw new Error("`groupsClaim` must be a text");
  const entitlementClaims = listOf("entitlementClaim", entitlementClaim);
  if (entitlementClaims?.length === 0) throw new Error("`entitlementClaim` must name a claim");
  const settings = {
    entitlements: tableOf(options.entitlements),
    entitlementClaims,
    exactClients: listOf("exactClients", exactClients),
    groupsClaim,
  };
  const { resourceMetadata } = options;
  if (resourceMetadata !== undefined) assertUrl("resourceMetadata", resourceMetadata, allowInsecureIssuer);
  const keys = createKeySet({ fetch: () => fetch(jwksUri), now });
  const cache = createTokenCache();
  const readHeader = createHeaderReader();

  const judge: Guard = {
    async check(request, requirement) {
      try {
        const bearer = bearerToken(request.headers);
        if ("allowed" in bearer) return bearer;
        const seconds = Math.floor(now() / 1000);
        const expected = { issuer, audience, now: seconds };
        const verified = await verifyToken(bearer.token, { readHeader, keys, cache, expected });
        if ("allowed" in verified) return verified;
        const decision = decide(verified.claims, requirement, settings, seconds);
        return decision.allowed ? decision : { ...decision, owner: ownerOf(verified.claims) };
      } catch {
        return temporarilyUnavailable("the request could not be judged");
      }
    },
  };
  if (resourceMetadata === undefined) return judge;
  return {
    async check(request, requirement) {
      const decision = await judge.check(request, requirement);
      return decision.allowed
        ? decision
        : withMetadata(decision, resourceMetadata, isRequirement(requirement) ? requirement.scopes : undefined);
    },
  };
}

function assertUrl(name: string, value: string, allowInsecure: boolean): void {
  const url = typeof value === "string" && URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || url.search !== "" || url.hash !== "" || url.username !== "" || value.endsWith("/")) {
    throw new Error(`\`${name}\` must be an absolute URL without query, fragment or slash at its end`);
  }
  if (!isSecureUrl(url, allowInsecure)) {
    throw new Error(
      `\`${name}\` must begin with \`https:\`; only \`allowInsecureIssuer\` permits \`http:\`, and only for this machine`,
    );
  }
}

/** Throws for anything else, so that a mistake never reads as "nothing to narrow". */
function tableOf(entitlements: Entitlements | undefined): EntitlementTable | undefined {
  if (entitlements === undefined) return undefined;
  const { claim, scopes } = Object(entitlements) as Partial<Entitlements>;
  const claims = listOf("entitlements.claim", claim);
  if (claims === undefined || claims.length === 0) throw new Error("`entitlements.claim` must name a claim");
  if (!isRecord(scopes)) throw new Error("`entitlements.scopes` must be an object of group keys");
  const rows = Object.entries(scopes).map(([key, listed]): [string, readonly string[]] => [
    key,
    listOf(`entitlements.scopes.${key}`, listed) ?? [],
  ]);
  return { claims, scopes: new Map(rows) };
}

/** One text or several. Throws for anything else, so that a mistake never reads as "nothing to narrow". */
function listOf(name: string, value: string | readonly string[] | undefined): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const list: readonly unknown[] = typeof value === "string" ? [value] : value;
  if (!Array.isArray(list) || !list.every(isText)) throw new Error(`\`${name}\` must be a text, or a list of texts`);
  return list as readonly string[];
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function ownerOf(claims: Claims): TokenOwner {
  const text = (value: unknown) => (typeof value === "string" ? value : undefined);
  return { sub: text(claims["sub"]), cid: clientOf(claims), jti: text(claims["jti"]) };
}
