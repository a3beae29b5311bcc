/** What a route demands of a token: the type, and the check of what arrives as JSON in an environment variable. */

export interface StepUpRequirement {
  /** One of Okta's levels of `acr_values`; an unknown one is never satisfied. */
  readonly acr: string;
  /** Seconds since the user signed in at most. */
  readonly maxAge: number;
}

/** At least one of these, or all of these. An empty list is satisfied by nobody. */
export type ScopeRequirement = { readonly any: readonly string[] } | { readonly all: readonly string[] };

/** What is absent is not demanded; `{}` demands a valid access token and nothing else. */
export interface Requirement {
  readonly scopes?: ScopeRequirement;
  /** One or several patterns with `*`; one value of the groups claim must match one of them. */
  readonly groups?: string | readonly string[];
  /** The claim that `groups` reads, where it is not the guard's `groupsClaim`. */
  readonly groupsClaim?: string;
  readonly stepUp?: StepUpRequirement;
  /**
   * Who answers a request on an HTTP API whose token is good but for the step-up. `integration`: the authorizer lets it pass
   * with the challenge in its context, and the function refuses it before doing anything. `none`: the authorizer refuses it,
   * which on an HTTP API is a 403 without a challenge. The guard itself refuses either way.
   * @default none
   */
  readonly challenge?: "integration" | "none";
  /** Client ids that may call. Absent: every client. */
  readonly clients?: readonly string[];
}

/** As an access file declares it: its groups are always a list, and it knows no clients by their ids. */
export interface DeclaredRequirement extends Omit<Requirement, "clients"> {
  readonly groups?: readonly string[];
}

/**
 * A route for which nobody needs a token. It stands among the requirements only where something else is checked there: that
 * the request came past the firewall, or that there is such a route.
 */
export interface PublicRoute {
  readonly public: true;
}

/** What is declared of a route. */
export type RouteRequirement = Requirement | PublicRoute;

export function isPublicRoute(route: unknown): route is PublicRoute {
  return isRecord(route) && route["public"] === true && Object.keys(route).length === 1;
}

/** Why a value is not a requirement, or undefined where it is one. An unknown field is a mistake, never ignored. */
export function requirementProblem(value: unknown): string | undefined {
  if (!isRecord(value)) return "must be an object";
  for (const field of Object.keys(value)) {
    if (!Object.hasOwn(FIELDS, field))
      return `has the unknown field \`${field}\` (allowed: ${Object.keys(FIELDS).join(", ")})`;
    const given = value[field];
    if (given !== undefined && !FIELDS[field as keyof Requirement](given))
      return `has a \`${field}\` of the wrong shape`;
  }
  return undefined;
}

export function isRequirement(value: unknown): value is Requirement {
  return requirementProblem(value) === undefined;
}

const FIELDS: Record<keyof Requirement, (value: unknown) => boolean> = {
  scopes: isScopes,
  groups: (value) => isText(value) || isTexts(value),
  groupsClaim: isText,
  stepUp: isStepUp,
  challenge: (value) => value === "integration" || value === "none",
  clients: isTexts,
};

function isScopes(value: unknown): boolean {
  if (!isRecord(value) || Object.keys(value).length !== 1) return false;
  return isTexts(value["any"]) || isTexts(value["all"]);
}

function isStepUp(value: unknown): boolean {
  if (!isRecord(value) || Object.keys(value).some((key) => key !== "acr" && key !== "maxAge")) return false;
  const { acr, maxAge } = value;
  return isText(acr) && typeof maxAge === "number" && Number.isFinite(maxAge) && maxAge >= 0;
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isText);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
