/** What a rule of an app sign-on policy may say. Okta keeps the members that it knows and drops the others. */
import { isObject } from "../../http/endpoint";
import type { Fields } from "../../http/fields";
import { DEFAULT_REAUTHENTICATION } from "../../org/newSignOnPolicy";
import { SIGN_ON_CONDITIONS } from "../../oauth/authorize/signOnConditions";
import type { Json, SignOnPolicy, SignOnRule } from "../../org/entities";
import { fieldsOf, type ApiCall } from "../apiEndpoint";
import { lastPriority } from "../ruleOrder";

/** An ISO 8601 duration, as Okta uses it: `PT2H`. */
const DURATION = /^P(?!$)(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?$/;

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
  const keep = signOn.within("keepMeSignedIn");
  const access = signOn.oneOf("access", ["ALLOW", "DENY"], "ALLOW");
  keep.oneOf("postAuth", ["ALLOWED", "NOT_ALLOWED"], "NOT_ALLOWED");
  return {
    appSignOn: {
      access,
      verificationMethod: readMethod(signOn.within("verificationMethod")),
      keepMeSignedIn: { postAuth: "NOT_ALLOWED", ...signOn.object("keepMeSignedIn") },
    },
  };
}

/** A chain has its own durations; a factor mode without one is given Okta's. */
function readMethod(method: Fields): Json {
  const type = method.oneOf("type", ["ASSURANCE", "AUTH_METHOD_CHAIN"], "ASSURANCE");
  for (const name of ["reauthenticateIn", "inactivityPeriod"]) {
    const duration = method.optionalText(name);
    if (duration !== null && !DURATION.test(duration))
      method.wrong(name, "The field must be a duration such as PT2H", null);
  }
  const given = (name: string) => (method.has(name) ? { [name]: method.value(name) } : {});
  if (type === "AUTH_METHOD_CHAIN") {
    if (method.objects("chains").length === 0) method.wrong("chains", "The field cannot be left blank", null);
    return { type, chains: method.objects("chains"), ...given("reauthenticateIn") };
  }
  const constraints = method.objects("constraints").map(knownOfConstraint);
  return {
    factorMode: method.oneOf("factorMode", ["1FA", "2FA"], "2FA"),
    type,
    reauthenticateIn: DEFAULT_REAUTHENTICATION,
    ...given("reauthenticateIn"),
    ...given("inactivityPeriod"),
    ...(constraints.length === 0 ? {} : { constraints }),
  };
}

/** Whatever else a constraint says is dropped without a word, a chain of methods too. */
function knownOfConstraint({ knowledge, possession }: Json): Json {
  return { ...(isObject(knowledge) ? { knowledge } : {}), ...(isObject(possession) ? { possession } : {}) };
}

function readConditions(fields: Fields): Json {
  const checked = fields.within("conditions");
  const kept: Json = {};
  for (const [name, value] of Object.entries(fields.object("conditions"))) {
    if (value === null) continue;
    if (!SIGN_ON_CONDITIONS.has(name) || !isObject(value))
      checked.wrong(name, "The local Okta does not model this condition", null);
    else if (Object.keys(value).length > 0) kept[name] = name === "platform" ? storedPlatform(value) : value;
  }
  const people = checked.within("people");
  for (const kind of ["users", "groups"]) for (const name of ["include", "exclude"]) people.within(kind).texts(name);
  return {
    network: { connection: "ANYWHERE" },
    ...kept,
    people: {
      users: { exclude: [], ...people.object("users") },
      ...(people.has("groups") ? { groups: people.object("groups") } : {}),
    },
    userType: { include: [], exclude: [], ...checked.object("userType") },
  };
}

/** An expression stands beside the system `OTHER` alone. */
function storedPlatform({ include, exclude }: Json): Json {
  const platforms = Array.isArray(include) ? include.filter(isObject) : [];
  const stored = platforms.map((platform) => {
    const { expression, ...os } = isObject(platform["os"]) ? platform["os"] : {};
    const kept = os["type"] === "OTHER" && typeof expression === "string" ? { expression } : {};
    return isObject(platform["os"]) ? { ...platform, os: { ...os, ...kept } } : platform;
  });
  return { include: stored, exclude: exclude ?? [] };
}
