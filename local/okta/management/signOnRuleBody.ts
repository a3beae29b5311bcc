/** What a rule of an app sign-on policy may say. What the local Okta does not act on is refused, not ignored. */
import type { Json, SignOnPolicy, SignOnRule } from "../org/entities";
import { fieldsOf, type ApiCall } from "./apiEndpoint";
import type { Fields } from "../http/fields";

/** The conditions that are evaluated at sign-in; the neutral values of the others are let through. */
const CONDITIONS: ReadonlySet<string> = new Set([
  "people",
  "network",
  "platform",
  "userType",
  "riskScore",
  "device",
  "elCondition",
]);

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
    priority: fields.whole("priority", self?.priority ?? policy.rules.length - 1, 0, 99),
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
  const frequency = method.optionalText("reauthenticateIn");
  if (frequency !== null && !DURATION.test(frequency))
    method.wrong("reauthenticateIn", "The field must be a duration such as PT2H", null);
  return { appSignOn: { access: "ALLOW", ...actions.object("appSignOn") } };
}

function readConditions(fields: Fields): Json {
  const conditions = fields.object("conditions");
  const checked = fields.within("conditions");
  for (const name of Object.keys(conditions)) {
    if (!CONDITIONS.has(name)) checked.wrong(name, "The local Okta does not model this condition", null);
  }
  const connection = checked.within("network").optionalText("connection");
  if (connection !== null && connection !== "ANYWHERE")
    checked.wrong("network", "The local Okta knows no network zones", null);
  return {
    people: { users: { exclude: [] }, groups: {} },
    network: { connection: "ANYWHERE" },
    userType: { include: [], exclude: [] },
    ...conditions,
  };
}
