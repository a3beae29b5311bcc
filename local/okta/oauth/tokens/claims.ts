/** The values of the claims that an authorization server puts into tokens and answers at `/userinfo`. */
import { releasedClaims } from "../../../../model/evaluate";
import { oauthError } from "../../errors/oauthErrors";
import { evaluateExpression, compiled } from "../../expressions/evaluate";
import { GROUPS_LIMIT } from "../../../../model/okta";
import { EvaluationFailure, matchesRegex, type ExpressionContext } from "../../expressions/functions";
import { appUserProfile } from "../../org/appUser";
import { ExpressionError, showsGroup } from "../../../../model/okta";
import { isObject } from "../../http/endpoint";
import type { App, AuthServer, Claim, GroupFilter, Json, User } from "../../org/entities";
import { expressionUser } from "../../org/memberships";
import type { Org } from "../../org/Org";
import { systemClaimValue } from "./systemClaims";

/** The scope of the org's own server that releases it. */
export const GROUPS_SCOPE = "groups";

export type ClaimType = Claim["claimType"];

/**
 * The claims of that type that a grant of those scopes releases, as the evaluator has it. `thin`: only those that are
 * always included in an ID token.
 */
export function claimsToRelease(
  server: AuthServer,
  type: ClaimType,
  scopes: readonly string[],
  thin: boolean,
): Claim[] {
  const all = [...server.claims.values()];
  const asked = thin ? all : all.map((claim) => ({ ...claim, alwaysIncludeInToken: true }));
  const released = releasedClaims(asked, scopes);
  const names = type === "RESOURCE" ? released.access : released.id;
  return all.filter((claim) => claim.claimType === type && names.includes(claim.name));
}

/** What the expressions of claims may look at. */
export function expressionContext(org: Org, app: App, user: User | null, scopes: readonly string[]): ExpressionContext {
  const profile = app.body["profile"];
  return {
    user: user === null ? null : expressionUser(org, user),
    app: { id: app.id, clientId: app.clientId, profile: isObject(profile) ? profile : {} },
    ...(user === null ? {} : { appUser: { ...appUserProfile(app, user), userName: userNameOf(app, user) } }),
    scopes,
  };
}

function userNameOf(app: App, user: User): unknown {
  return app.users.get(user.id)?.userName ?? user.profile["login"];
}

/** The claim of groups that an app itself asks for in the ID tokens of the org's own server. */
export function ownGroupsClaim({ groupsClaim }: App, scopes: readonly string[]): Claim[] {
  if (groupsClaim === undefined || !scopes.includes(GROUPS_SCOPE)) return [];
  return [
    {
      id: "",
      name: String(groupsClaim["name"]),
      status: "ACTIVE",
      claimType: "IDENTITY",
      valueType: groupsClaim["valueType"] === "EXPRESSION" ? "EXPRESSION" : "GROUPS",
      value: String(groupsClaim["value"]),
      groupFilterType: groupsClaim["groupFilterType"] as GroupFilter,
      scopes: [GROUPS_SCOPE],
      alwaysIncludeInToken: true,
      system: false,
    },
  ];
}

/**
 * The values by name. A claim without a value, null or an empty list, is left out.
 *
 * @throws OAuthError where one claim cannot be evaluated: Okta then gives no token at all.
 */
export function claimValues(claims: readonly Claim[], context: ExpressionContext): Json {
  const values: Json = {};
  for (const claim of claims) {
    const value = valueOf(claim, context);
    const empty = value === null || value === undefined || (Array.isArray(value) && value.length === 0);
    if (!empty) values[claim.name] = value;
  }
  return values;
}

function valueOf(claim: Claim, context: ExpressionContext): unknown {
  if (claim.valueType === "SYSTEM") return systemClaimValue(claim.name, context.user);
  try {
    if (claim.valueType === "EXPRESSION") return plain(evaluateExpression(compiled(claim.value!), context));
    return matchingGroups(claim.groupFilterType!, claim.value!, context);
  } catch (error) {
    if (error instanceof EvaluationFailure || error instanceof ExpressionError)
      throw oauthError("user_claim_evaluation_failure", claim.name);
    throw error;
  }
}

/** Only what a token can hold: an expression that ends in an object has no value. */
function plain(value: unknown): unknown {
  const simple = (each: unknown) => each === null || ["string", "number", "boolean"].includes(typeof each);
  if (simple(value) || (Array.isArray(value) && value.every(simple))) return value;
  throw new EvaluationFailure("the value is no text, number, truth value or list of them");
}

/** Groups that a directory or an app fills are not looked at: that takes an expression. Source: Okta's guide on groups claims. */
function matchingGroups(filter: GroupFilter, pattern: string, { user }: ExpressionContext): string[] {
  const own = (user?.groups ?? []).filter(({ source }) => source === undefined);
  const names = own.map(({ name }) => name).filter((name) => fits(filter, name, pattern));
  if (names.length > GROUPS_LIMIT) throw oauthError("too_many_groups_in_groups_claim");
  return names;
}

/** A pattern that cannot be read ends the token: nobody can say which groups it would show. */
function fits(filter: GroupFilter, name: string, pattern: string): boolean {
  return filter === "REGEX" ? matchesRegex(name, pattern) : showsGroup({ filter, pattern }, name);
}
