/** The Lambda authorizer's settings, read from its environment once; a mistake in them stops the cold start. */
import { type Environment, required, VARIABLES } from "./contract";
import type { Entitlements, GuardOptions } from "./guard";
import { isPublicRoute, isRecord, requirementProblem, type RouteRequirement } from "../model/routes";

export interface AuthorizerSettings {
  readonly guard: GuardOptions;
  /** By route key (`GET /users/{id}`). A route that is not in it is refused. */
  readonly requirements: ReadonlyMap<string, RouteRequirement>;
  /** Where the secret is that CloudFront shows. Absent: requests need not come through it. */
  readonly originSecretArn?: string;
}

/**
 * `ISSUER`, `AUDIENCE` and `REQUIREMENTS` (JSON: route key to requirement) must be there; `JWKS_URI`, `ENTITLEMENTS`
 * (JSON: `{ claim, scopes }`), `ENTITLEMENT_CLAIM` (a claim, or a JSON list of claims), `EXACT_CLIENTS` (a JSON list of client ids), `GROUPS_CLAIM`, `ORIGIN_SECRET_ARN`
 * and `ALLOW_INSECURE_ISSUER` (`true`, for a local Okta) may be. None of them is a secret.
 */
export function readSettings(environment: Environment): AuthorizerSettings {
  const entitlement = environment[VARIABLES.entitlementClaim];
  const isList = entitlement?.startsWith("[") ?? false;
  return {
    guard: {
      issuer: required(environment, VARIABLES.issuer),
      audience: required(environment, VARIABLES.audience),
      jwksUri: environment[VARIABLES.jwksUri],
      entitlements: readEntitlements(environment),
      entitlementClaim: isList ? readTexts(environment, VARIABLES.entitlementClaim) : entitlement,
      exactClients: readTexts(environment, VARIABLES.exactClients),
      groupsClaim: environment[VARIABLES.groupsClaim],
      resourceMetadata: environment[VARIABLES.resourceMetadata],
      allowInsecureIssuer: environment[VARIABLES.allowInsecureIssuer] === "true",
    },
    requirements: readRequirements(required(environment, VARIABLES.requirements)),
    originSecretArn: environment[VARIABLES.originSecretArn] || undefined,
  };
}

/** As `readSettings`, for a gateway: a public route has its authorizer only to check the way on which requests come. */
export function readGatewaySettings(environment: Environment): AuthorizerSettings {
  const settings = readSettings(environment);
  const open = [...settings.requirements].find(([, requirement]) => isPublicRoute(requirement))?.[0];
  if (open !== undefined && settings.originSecretArn === undefined) {
    throw new Error(
      `\`${open}\` in \`REQUIREMENTS\` is public, which needs the environment variable \`ORIGIN_SECRET_ARN\``,
    );
  }
  return settings;
}

/** The requirements of a JSON text. Throws with the route's name where one is not well-formed. */
export function readRequirements(text: string): ReadonlyMap<string, RouteRequirement> {
  const parsed = readJson(VARIABLES.requirements, text);
  if (!isRecord(parsed)) throw new Error("`REQUIREMENTS` must be an object of route keys");
  for (const [routeKey, requirement] of Object.entries(parsed)) {
    const problem = isPublicRoute(requirement) ? undefined : requirementProblem(requirement);
    if (problem !== undefined) throw new Error(`the requirement of \`${routeKey}\` in \`REQUIREMENTS\` ${problem}`);
  }
  return new Map(Object.entries(parsed as Record<string, RouteRequirement>));
}

/** Its parts are checked where the guard is made. */
function readEntitlements(environment: Environment): Entitlements | undefined {
  const text = environment[VARIABLES.entitlements];
  if (text === undefined) return undefined;
  const parsed = readJson(VARIABLES.entitlements, text);
  if (isRecord(parsed)) return parsed as unknown as Entitlements;
  throw new Error("`ENTITLEMENTS` must be an object with `claim` and `scopes`");
}

function readTexts(environment: Environment, name: string): string[] | undefined {
  const text = environment[name];
  if (text === undefined) return undefined;
  const parsed = readJson(name, text);
  if (Array.isArray(parsed) && parsed.every((value) => typeof value === "string" && value !== "")) return parsed;
  throw new Error(`\`${name}\` must be a list of texts in JSON`);
}

function readJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`\`${name}\` must be JSON`);
  }
}
