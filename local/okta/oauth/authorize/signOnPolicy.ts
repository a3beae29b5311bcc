/** What the app's sign-on policy demands of a person before any token is thought of. */
import { OAuthError } from "../../errors/oauthErrors";
import { isObject } from "../../http/endpoint";
import type { App, Json, User } from "../../org/entities";
import { signOnPolicyOf } from "../../org/newSignOnPolicy";
import type { Org } from "../../org/Org";
import { accepts, reauthentications } from "./assurance";
import type { FactorKey } from "./factors";
import { fitsConditions, type Visitor } from "./signOnConditions";

export interface SignOnDemand {
  readonly allowed: boolean;
  /** Whether these factors are enough. */
  readonly accepts: (keys: readonly FactorKey[]) => boolean;
  /** Seconds since the last sign-in after which the person must sign in anew; Infinity: never. */
  readonly maxAge: number;
  /** Seconds without use after which the person must sign in anew; Infinity: never. */
  readonly maxIdle: number;
}

const NEVER = Number.POSITIVE_INFINITY;
const DENIED: SignOnDemand = { allowed: false, accepts: () => false, maxAge: NEVER, maxIdle: NEVER };

/**
 * The first active rule whose conditions fit decides; the catch-all rule is the last.
 *
 * @throws OAuthError where the local Okta cannot tell whether a rule fits: what Okta would do is then unknown
 */
export function signOnDemand(org: Org, app: App, user: User, visitor: Visitor): SignOnDemand {
  for (const rule of signOnPolicyOf(org, app)?.rules ?? []) {
    if (rule.status !== "ACTIVE") continue;
    const fits = fitsConditions(at(rule.body, "conditions"), { org, user, visitor });
    if (fits === false) continue;
    if (fits !== true) throw notEvaluated(fits.unknown, rule.name);
    return demandOf(at(rule.body, "actions", "appSignOn"));
  }
  return DENIED;
}

function demandOf(action: Json): SignOnDemand {
  if (action["access"] === "DENY") return DENIED;
  const method = at(action, "verificationMethod");
  return {
    allowed: true,
    accepts: (keys) => accepts(method, keys),
    maxAge: Math.min(...reauthentications(method).map(seconds), NEVER),
    maxIdle: seconds(method["inactivityPeriod"]),
  };
}

function notEvaluated(condition: string, rule: string): OAuthError {
  const text = `The local Okta does not evaluate the condition '${condition}' of the sign-on rule '${rule}'.`;
  return new OAuthError(501, "server_error", text, "not_modelled");
}

/** `PT2H` in seconds. Zero means at every sign-in; Okta's largest value stands for once per session. */
function seconds(duration: unknown): number {
  const [, days, hours, minutes, rest] =
    /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(String(duration)) ?? [];
  if ([days, hours, minutes, rest].every((part) => part === undefined)) return NEVER;
  return ((Number(days ?? 0) * 24 + Number(hours ?? 0)) * 60 + Number(minutes ?? 0)) * 60 + Number(rest ?? 0);
}

function at(of: Json, ...path: readonly string[]): Json {
  let value: unknown = of;
  for (const name of path) value = isObject(value) ? value[name] : undefined;
  return isObject(value) ? value : {};
}
