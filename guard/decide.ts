/** Whether the claims of a verified token meet what a route demands. Pure: no clock, no network. */
import { acrSatisfies } from "../model/okta";
import { CLOCK_TOLERANCE_SECONDS, clientOf, isTime, scopesOf, texts, type Claims } from "./claims";
import {
  globMatches,
  isRequirement,
  type Requirement,
  type ScopeRequirement,
  type StepUpRequirement,
} from "../model/routes";
import { insufficientScope, insufficientUserAuthentication, type Refusal } from "./refusals";

export interface Allowed {
  readonly allowed: true;
  readonly claims: Claims;
  /** The token's scopes, narrowed to the entitlement where the guard is told of one and the client is not exact. */
  readonly scopes: readonly string[];
}

export interface DecisionSettings {
  /** Only what these claims' groups entitle to counts. Absent, and no `entitlementClaims` either: every scope of the token. */
  readonly entitlements?: EntitlementTable;
  /** Only what one of these claims lists counts, of a token that has none of the claims above. */
  readonly entitlementClaims?: readonly string[];
  /** Clients whose scopes are exact already, so that all of them count. */
  readonly exactClients?: readonly string[];
  readonly groupsClaim?: string;
}

/** What the groups entitle to that a token names. */
export interface EntitlementTable {
  /** The claims that together name the groups, by their keys. */
  readonly claims: readonly string[];
  /** Group key → scopes. */
  readonly scopes: ReadonlyMap<string, readonly string[]>;
}

/** First what signing in again cannot mend (client, scopes, groups), then the step-up. `now` is in seconds since the epoch. */
export function decide(
  claims: Claims,
  requirement: Requirement,
  settings: DecisionSettings,
  now: number,
): Allowed | Refusal {
  if (!isRequirement(requirement)) return insufficientScope("no valid requirement is declared for this request");
  const scopes = entitledScopes(claims, settings);
  const groupsClaim = requirement.groupsClaim ?? settings.groupsClaim;
  if (requirement.clients !== undefined && !requirement.clients.includes(clientOf(claims) ?? "")) {
    return insufficientScope("this client may not do this");
  }
  if (requirement.scopes !== undefined && !scopesSuffice(scopes, requirement.scopes)) {
    const stale = namesUnknownGroup(claims, settings) ? "; it names a group that the gateway does not know yet" : "";
    return insufficientScope(`${scopesMissing(requirement.scopes)}${stale}`, requirement.scopes);
  }
  if (requirement.groups !== undefined && !groupsSuffice(claims, requirement.groups, groupsClaim)) {
    return insufficientScope("the token holds no group that may do this");
  }
  const stale = requirement.stepUp && stepUpProblem(claims, requirement.stepUp, now);
  if (requirement.stepUp && stale !== undefined) return insufficientUserAuthentication(stale, requirement.stepUp);
  return { allowed: true, claims, scopes };
}

/**
 * Where entitlements are told, only what is in `scp` and among them counts; a token that names none is entitled to nothing.
 * Okta itself has narrowed the tokens of the exact clients. INVARIANT: a client that nobody knows is narrowed, and a group
 * that the table does not have entitles to nothing: the table may be older than the rules.
 */
function entitledScopes(claims: Claims, { entitlements, entitlementClaims, exactClients }: DecisionSettings): string[] {
  const scopes = scopesOf(claims);
  const client = clientOf(claims);
  if (entitlements === undefined && entitlementClaims === undefined) return scopes;
  if (client !== undefined && exactClients?.includes(client)) return scopes;
  const groups = entitlements && groupsNamed(claims, entitlements);
  const entitled = new Set(
    groups === undefined
      ? entitlementClaims?.flatMap((claim) => texts(claims[claim]))
      : groups.flatMap((key) => entitlements!.scopes.get(key) ?? []),
  );
  return scopes.filter((scope) => entitled.has(scope));
}

/** Undefined for a token without any of the claims: of somebody in none of the groups, or of an earlier version. */
function groupsNamed(claims: Claims, { claims: names }: EntitlementTable): string[] | undefined {
  const given = names.filter((name) => claims[name] !== undefined);
  return given.length === 0 ? undefined : given.flatMap((name) => texts(claims[name]));
}

function namesUnknownGroup(claims: Claims, { entitlements }: DecisionSettings): boolean {
  const groups = (entitlements && groupsNamed(claims, entitlements)) ?? [];
  return groups.some((key) => !entitlements!.scopes.has(key));
}

function scopesSuffice(held: readonly string[], required: ScopeRequirement): boolean {
  return "any" in required
    ? required.any.some((scope) => held.includes(scope))
    : required.all.every((scope) => held.includes(scope));
}

function scopesMissing(required: ScopeRequirement): string {
  return "any" in required ? "the token holds none of the scopes" : "the token does not hold all of the scopes";
}

function groupsSuffice(claims: Claims, globs: string | readonly string[], claim: string | undefined): boolean {
  const held = claim === undefined ? undefined : claims[claim];
  // A group's name may hold spaces, so one string is one name here.
  const groups = typeof held === "string" ? [held] : texts(held);
  const patterns = typeof globs === "string" ? [globs] : globs;
  return groups.some((group) => patterns.some((pattern) => globMatches(pattern, group)));
}

/** A token that does not say when its user signed in counts as stale; so does one that names a time to come. */
function stepUpProblem(claims: Claims, stepUp: StepUpRequirement, now: number): string | undefined {
  const { acr, auth_time: signedInAt } = claims;
  if (!acrSatisfies(typeof acr === "string" ? acr : undefined, stepUp.acr)) return "a stronger sign-in is required";
  const isRecent =
    isTime(signedInAt) && now - signedInAt <= stepUp.maxAge && signedInAt <= now + CLOCK_TOLERANCE_SECONDS;
  return isRecent ? undefined : "a more recent sign-in is required";
}
