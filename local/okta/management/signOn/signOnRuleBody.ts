/** What a rule of an app sign-on policy may say. What the local Okta does not act on is refused, not ignored. */
import { isObject } from "../../http/endpoint";
import type { Fields } from "../../http/fields";
import type { Json, SignOnPolicy, SignOnRule } from "../../org/entities";
import { fieldsOf, type ApiCall } from "../apiEndpoint";
import { lastPriority } from "./signOnRuleOrder";

const isEmpty = (value: unknown) => value === undefined || value === null || (Array.isArray(value) && !value.length);
const hasOnly = (of: Json, name: string, neutral: string) => of[name] === undefined || of[name] === neutral;
const lists = (of: Json) => Object.values(of).every(isEmpty);

/** The conditions beside `people`, which alone is evaluated: each with the test of a value under which it excludes nobody. */
const NEUTRAL: Readonly<Record<string, (condition: Json) => boolean>> = {
  network: (network) => hasOnly(network, "connection", "ANYWHERE"),
  platform: (platform) => isEmpty(platform["exclude"]) && isAnyPlatform(platform["include"]),
  userType: lists,
  riskScore: (riskScore) => hasOnly(riskScore, "level", "ANY"),
  device: (device) => device["registered"] !== true && device["managed"] !== true && isEmpty(device["assurance"]),
  elCondition: (expression) => isEmpty(expression["condition"]) || expression["condition"] === "",
};

/** An ISO 8601 duration of hours, minutes and seconds, as Okta uses it: `PT2H`. */
const DURATION = /^PT(?:\d+H)?(?:\d+M)?(?:\d+S)?$/;

/** @throws ApiError E0000001 that lists everything that is wrong. */
export function readSignOnRule(call: ApiCall, policy: SignOnPolicy, self?: SignOnRule) {
  const fields = fieldsOf(call);
  const name = fields.text("name");
  const taken = policy.rules.some((other) => other !== self && other.name === name);
  if (taken) fields.wrong("name", "Policy rule name already in use", null);
  const result = {
    name,
    status: fields.oneOf("status", ["ACTIVE", "INACTIVE"], self?.status ?? "ACTIVE"),
    priority: fields.whole("priority", self?.priority ?? lastPriority(policy.rules), 0, 99),
    body: { actions: readActions(fields.within("actions")), conditions: readConditions(fields) },
  };
  fields.check();
  return result;
}

function readActions(actions: Fields): Json {
  const signOn = actions.within("appSignOn");
  signOn.oneOf("access", ["ALLOW", "DENY"], "ALLOW");
  const method = signOn.within("verificationMethod");
  method.oneOf("type", ["ASSURANCE"], "ASSURANCE");
  method.oneOf("factorMode", ["1FA", "2FA"], "2FA");
  for (const name of ["reauthenticateIn", "inactivityPeriod"]) {
    const duration = method.optionalText(name);
    if (duration !== null && !DURATION.test(duration))
      method.wrong(name, "The field must be a duration such as PT2H", null);
  }
  method.objects("constraints");
  return { appSignOn: { access: "ALLOW", ...actions.object("appSignOn") } };
}

function readConditions(fields: Fields): Json {
  const conditions = fields.object("conditions");
  const checked = fields.within("conditions");
  for (const [name, value] of Object.entries(conditions)) {
    if (name === "people" || value === null) continue;
    const isNeutral = Object.hasOwn(NEUTRAL, name) ? NEUTRAL[name] : undefined;
    if (isNeutral === undefined || !isObject(value) || !isNeutral(value))
      checked.wrong(name, "The local Okta does not model this condition", null);
  }
  readPeople(checked.within("people"));
  return {
    people: { users: { exclude: [] }, groups: {} },
    network: { connection: "ANYWHERE" },
    userType: { include: [], exclude: [] },
    ...conditions,
  };
}

function readPeople(people: Fields): void {
  for (const kind of ["users", "groups"]) {
    const listed = people.within(kind);
    for (const name of ["include", "exclude"]) listed.texts(name);
  }
}

function isAnyPlatform(include: unknown): boolean {
  if (isEmpty(include)) return true;
  return (
    Array.isArray(include) &&
    include.every(
      (platform) =>
        isObject(platform) &&
        hasOnly(platform, "type", "ANY") &&
        (platform["os"] === undefined || (isObject(platform["os"]) && hasOnly(platform["os"], "type", "ANY"))),
    )
  );
}
