/** What the app's sign-on policy demands of a person before any token is thought of. */
import type { Acr } from "../../../../model/okta";
import { isObject } from "../../http/endpoint";
import type { App, Json, SignOnPolicy, User } from "../../org/entities";
import { groupsOf } from "../../org/memberships";
import type { Org } from "../../org/Org";

export interface SignOnDemand {
  readonly allowed: boolean;
  readonly level: Acr;
  /** Seconds since the last sign-in after which the person must sign in anew; Infinity: never. */
  readonly maxAge: number;
  /** Seconds without use after which the person must sign in anew; Infinity: never. */
  readonly maxIdle: number;
}

const NEVER = Number.POSITIVE_INFINITY;
const DENIED: SignOnDemand = { allowed: false, level: "urn:okta:loa:1fa:any", maxAge: NEVER, maxIdle: NEVER };

/** The first active rule whose people condition fits decides; the catch-all rule is the last. */
export function signOnDemand(org: Org, app: App, user: User): SignOnDemand {
  const policy = policyOf(org, app);
  const groups = groupsOf(org, user).map(({ id }) => id);
  const rule = policy?.rules.find((each) => each.status === "ACTIVE" && fits(each.body, user.id, groups));
  if (rule === undefined) return DENIED;
  const action = at(rule.body, "actions", "appSignOn");
  if (action["access"] === "DENY") return DENIED;
  const method = at(action, "verificationMethod");
  const [maxAge, maxIdle] = [seconds(method["reauthenticateIn"]), seconds(method["inactivityPeriod"])];
  return { allowed: true, level: levelOf(method), maxAge, maxIdle };
}

function policyOf(org: Org, app: App): SignOnPolicy | undefined {
  const policies = [...org.signOnPolicies.values()];
  return policies.find(({ id }) => id === app.signOnPolicyId) ?? policies.find(({ system }) => system);
}

function fits(rule: Json, userId: string, groupIds: readonly string[]): boolean {
  const people = at(rule, "conditions", "people");
  const [users, groups] = [at(people, "users"), at(people, "groups")];
  const listed = (of: Json, name: string) => (Array.isArray(of[name]) ? (of[name] as string[]) : []);
  if (listed(users, "exclude").includes(userId)) return false;
  if (listed(groups, "exclude").some((id) => groupIds.includes(id))) return false;
  const [includedUsers, includedGroups] = [listed(users, "include"), listed(groups, "include")];
  if (includedUsers.length === 0 && includedGroups.length === 0) return true;
  return includedUsers.includes(userId) || includedGroups.some((id) => groupIds.includes(id));
}

/** The level that the mode and the constraints ask for. Of several constraints any one is enough: the weakest counts. */
function levelOf(method: Json): Acr {
  const base: Acr = method["factorMode"] === "2FA" ? "urn:okta:loa:2fa:any" : "urn:okta:loa:1fa:any";
  const constraints = Array.isArray(method["constraints"]) ? method["constraints"].filter(isObject) : [];
  const levels = constraints.map((constraint) => {
    const possession = at(constraint, "possession");
    if (possession["hardwareProtection"] === "REQUIRED") return "phrh";
    return possession["phishingResistant"] === "REQUIRED" ? "phr" : base;
  });
  if (levels.length === 0 || levels.includes(base)) return base;
  return levels.includes("phr") ? "phr" : "phrh";
}

/** `PT2H` in seconds. Zero means at every sign-in; Okta's largest value stands for once per session. */
function seconds(duration: unknown): number {
  const [, hours, minutes, rest] = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(String(duration)) ?? [];
  if (hours === undefined && minutes === undefined && rest === undefined) return NEVER;
  return Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(rest ?? 0);
}

function at(of: Json, ...path: readonly string[]): Json {
  let value: unknown = of;
  for (const name of path) value = isObject(value) ? value[name] : undefined;
  return isObject(value) ? value : {};
}
