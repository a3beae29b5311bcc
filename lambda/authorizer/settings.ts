/** The Lambda authorizer's settings, read from its environment once; a mistake in them stops the cold start. */
import type { GuardOptions } from "./guard";
import { isRecord, requirementProblem, type Requirement } from "./requirement";

export interface AuthorizerSettings {
  readonly guard: GuardOptions;
  /** By route key (`GET /users/{id}`). A route that is not in it is refused. */
  readonly requirements: ReadonlyMap<string, Requirement>;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * `ISSUER`, `AUDIENCE` and `REQUIREMENTS` (JSON: route key to requirement) must be there; `JWKS_URI`, `ENTITLEMENT_CLAIM`,
 * `GROUPS_CLAIM` and `ALLOW_INSECURE_ISSUER` (`true`, for a local Okta) may be. None of them is a secret.
 */
export function readSettings(environment: Environment): AuthorizerSettings {
  return {
    guard: {
      issuer: required(environment, "ISSUER"),
      audience: required(environment, "AUDIENCE"),
      jwksUri: environment["JWKS_URI"],
      entitlementClaim: environment["ENTITLEMENT_CLAIM"],
      groupsClaim: environment["GROUPS_CLAIM"],
      allowInsecureIssuer: environment["ALLOW_INSECURE_ISSUER"] === "true",
    },
    requirements: readRequirements(required(environment, "REQUIREMENTS")),
  };
}

/** The requirements of a JSON text. Throws with the route's name where one is not well-formed. */
export function readRequirements(text: string): ReadonlyMap<string, Requirement> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new Error("`REQUIREMENTS` must be JSON");
  }
  if (!isRecord(parsed)) throw new Error("`REQUIREMENTS` must be an object of route keys");
  for (const [routeKey, requirement] of Object.entries(parsed)) {
    const problem = requirementProblem(requirement);
    if (problem !== undefined) throw new Error(`the requirement of \`${routeKey}\` in \`REQUIREMENTS\` ${problem}`);
  }
  return new Map(Object.entries(parsed as Record<string, Requirement>));
}

function required(environment: Environment, name: string): string {
  const value = environment[name];
  if (value === undefined || value === "") throw new Error(`the environment variable \`${name}\` is not set`);
  return value;
}
