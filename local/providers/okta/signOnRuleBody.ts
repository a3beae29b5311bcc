/** A rule of an app sign-on policy between Pulumi's properties and Okta's JSON. */
import { at, textAt, type Body } from "../httpClient";
import { flag, json, list, set, text, whole, type Property } from "../properties";
import type { Live } from "../resourceType";
import { isEmpty, isObject, type Value, type Values } from "../values";
import { seg, setStatus, type OktaClient } from "./oktaClient";

/** What a rule has where the program says nothing. Source: the provider's own defaults. */
const DEFAULTS = {
  access: "ALLOW",
  factorMode: "2FA",
  reAuthenticationFrequency: "PT2H",
  status: "ACTIVE",
  type: "ASSURANCE",
} as const;

/** The properties of one rule. Conditions that the local Okta does not evaluate are not among them. */
export const SIGN_ON_RULE: Readonly<Record<string, Property>> = {
  access: text({ oneOf: ["ALLOW", "DENY"], whenAbsent: DEFAULTS.access }),
  constraints: list(json()),
  deviceAssurancesIncluded: set(text()),
  deviceIsManaged: flag(),
  deviceIsRegistered: flag(),
  factorMode: text({ oneOf: ["1FA", "2FA"], whenAbsent: DEFAULTS.factorMode }),
  groupsExcluded: set(text()),
  groupsIncluded: set(text()),
  inactivityPeriod: text(),
  name: text({ required: true }),
  networkConnection: text({ oneOf: ["ANYWHERE", "ZONE", "ON_NETWORK", "OFF_NETWORK"], whenAbsent: "ANYWHERE" }),
  networkExcludes: list(text()),
  networkIncludes: list(text()),
  priority: whole({ assigned: true }),
  reAuthenticationFrequency: text({ whenAbsent: DEFAULTS.reAuthenticationFrequency }),
  status: text({ oneOf: ["ACTIVE", "INACTIVE"], whenAbsent: DEFAULTS.status }),
  type: text({ oneOf: ["ASSURANCE"], whenAbsent: DEFAULTS.type }),
  usersExcluded: set(text()),
  usersIncluded: set(text()),
};

export const rulesPath = (policyId: Value | undefined) => `/api/v1/policies/${seg(policyId)}/rules`;

/** Makes the rule, or changes the one with that id, and sets its status, which Okta does not take with the rest. */
export async function saveRule(
  client: OktaClient,
  policyId: Value | undefined,
  rule: Values,
  before?: Body,
): Promise<Body> {
  const path = rulesPath(policyId);
  const saved = before
    ? await client.send("PUT", `${path}/${seg(at(before, "id"))}`, ruleBody(rule, before))
    : await client.send("POST", path, ruleBody(rule));
  const wanted = String(rule["status"] ?? DEFAULTS.status);
  if (isSystem(saved)) return saved;
  await setStatus(client, `${path}/${seg(textAt(saved, "id"))}`, at(saved, "status"), wanted);
  return { ...saved, status: wanted };
}

export const isSystem = (rule: Body) => at(rule, "system") === true;

/** The catch-all rule is told its name, its priority and that it is the one; Okta takes no conditions for it. */
function ruleBody(given: Values, before?: Body) {
  const rule: Values = { ...DEFAULTS, ...given };
  const own = before !== undefined && isSystem(before);
  return {
    actions: {
      appSignOn: {
        access: rule["access"],
        verificationMethod: {
          constraints: parsed(rule["constraints"]),
          factorMode: rule["factorMode"],
          inactivityPeriod: rule["inactivityPeriod"],
          reauthenticateIn: rule["reAuthenticationFrequency"],
          type: rule["type"],
        },
      },
    },
    conditions: own ? undefined : { device: device(rule), network: network(rule), people: people(rule) },
    name: rule["name"],
    priority: own ? at(before, "priority") : rule["priority"],
    system: own ? true : undefined,
    type: "ACCESS_POLICY",
  };
}

function network({ networkConnection, networkIncludes, networkExcludes }: Values) {
  return { connection: networkConnection ?? "ANYWHERE", include: networkIncludes, exclude: networkExcludes };
}

function device({ deviceIsRegistered, deviceIsManaged, deviceAssurancesIncluded }: Values) {
  if ([deviceIsRegistered, deviceIsManaged, deviceAssurancesIncluded].every((each) => each === undefined))
    return undefined;
  return {
    registered: deviceIsRegistered,
    managed: deviceIsManaged,
    ...(!isEmpty(deviceAssurancesIncluded) && { assurance: { include: deviceAssurancesIncluded } }),
  };
}

function people({ usersIncluded, usersExcluded, groupsIncluded, groupsExcluded }: Values) {
  const lists: readonly (Value | undefined)[] = [usersIncluded, usersExcluded, groupsIncluded, groupsExcluded];
  if (lists.every((each) => isEmpty(each))) return undefined;
  return {
    groups: { include: groupsIncluded, exclude: groupsExcluded },
    users: { include: usersIncluded, exclude: usersExcluded },
  };
}

function parsed(constraints: Value | undefined): unknown {
  if (!Array.isArray(constraints)) return undefined;
  return constraints.map((constraint: Value) =>
    typeof constraint === "string" ? (JSON.parse(constraint) as object) : constraint,
  );
}

/**
 * A rule as it is read for the first time: all of it. What the real provider leaves alone where it knows a rule already says
 * `liveKnownRule`.
 */
export function liveRule(body: Body): Values {
  const method = (name: string) => at(body, `actions.appSignOn.verificationMethod.${name}`);
  const constraints = method("constraints");
  return {
    access: at(body, "actions.appSignOn.access"),
    constraints: Array.isArray(constraints) ? constraints.filter(isObject).map((each) => JSON.stringify(each)) : null,
    deviceAssurancesIncluded: at(body, "conditions.device.assurance.include"),
    deviceIsManaged: at(body, "conditions.device.managed"),
    deviceIsRegistered: at(body, "conditions.device.registered"),
    factorMode: method("factorMode"),
    groupsExcluded: at(body, "conditions.people.groups.exclude"),
    groupsIncluded: at(body, "conditions.people.groups.include"),
    id: at(body, "id"),
    inactivityPeriod: method("inactivityPeriod"),
    name: at(body, "name"),
    networkConnection: at(body, "conditions.network.connection"),
    networkExcludes: at(body, "conditions.network.exclude"),
    networkIncludes: at(body, "conditions.network.include"),
    priority: at(body, "priority"),
    reAuthenticationFrequency: method("reauthenticateIn"),
    status: at(body, "status"),
    system: isSystem(body),
    type: method("type"),
    usersExcluded: at(body, "conditions.people.users.exclude"),
    usersIncluded: at(body, "conditions.people.users.include"),
  };
}

/**
 * A rule that is known, as the real provider reads it. It never looks at the constraints again. Where the answer has no
 * interval without use, or no condition on people, it keeps what it knew of them.
 */
export function liveKnownRule(body: Body): Live {
  const rule: Record<string, Value | undefined> = { ...liveRule(body), constraints: undefined };
  if (isEmpty(rule["inactivityPeriod"])) rule["inactivityPeriod"] = undefined;
  if (at(body, "conditions.people") === null) {
    for (const name of ["groupsExcluded", "groupsIncluded", "usersExcluded", "usersIncluded"]) rule[name] = undefined;
  }
  return rule;
}
