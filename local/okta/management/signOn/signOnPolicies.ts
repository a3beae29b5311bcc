/** App sign-on policies (type ACCESS_POLICY) and their rules: how strongly one must sign in to an app. */
import { notFound, notModelled, validationFailed } from "../../errors/apiErrors";
import { noContent, ok } from "../../http/endpoint";
import { page } from "../../http/page";
import type { Json, SignOnPolicy, SignOnRule } from "../../org/entities";
import { newSignOnPolicy } from "../../org/newSignOnPolicy";
import { fieldsOf, lifecycle, pageOf, rows, times, type ApiCall, link, selfLink, turnLink } from "../apiEndpoint";
import { placed } from "../ruleOrder";
import { readSignOnRule } from "./signOnRuleBody";

const POLICIES = "/api/v1/policies";
const POLICY = `${POLICIES}/{policyId}`;
const RULES = `${POLICY}/rules`;
const RULE = `${RULES}/{ruleId}`;

/** Source: Okta's help on app sign-on policies. */
const MAX_RULES = 100;

export const signOnPolicies = rows(
  "okta.policies",
  { method: "GET", path: POLICIES, operation: "listPolicies", handle: list },
  { method: "POST", path: POLICIES, operation: "createPolicy", handle: create },
  { method: "GET", path: POLICY, operation: "getPolicy", handle: (call) => ok(showPolicy(call, policyOf(call))) },
  { method: "PUT", path: POLICY, operation: "replacePolicy", handle: replace },
  { method: "DELETE", path: POLICY, operation: "deletePolicy", handle: remove },
  ...lifecycle(POLICY, "Policy", (call, status) => {
    policyOf(call).status = status;
  }),
  { method: "GET", path: RULES, operation: "listPolicyRules", handle: listRules },
  { method: "POST", path: RULES, operation: "createPolicyRule", handle: createRule },
  {
    method: "GET",
    path: RULE,
    operation: "getPolicyRule",
    handle: (call) => ok(showRule(call, ruleOf(call, policyOf(call)))),
  },
  { method: "PUT", path: RULE, operation: "replacePolicyRule", handle: replaceRule },
  { method: "DELETE", path: RULE, operation: "deletePolicyRule", handle: removeRule },
  ...lifecycle(RULE, "PolicyRule", (call, status) => {
    const rule = ruleOf(call, policyOf(call));
    if (rule.system) throw validationFailed("ruleId", "The status of the catch-all rule cannot be changed");
    rule.status = status;
  }),
);

function policyOf(call: ApiCall): SignOnPolicy {
  const id = call.params["policyId"]!;
  const policy = call.org.signOnPolicies.get(id);
  if (policy === undefined) throw notFound(id, "Policy");
  return policy;
}

function ruleOf(call: ApiCall, policy: SignOnPolicy): SignOnRule {
  const id = call.params["ruleId"]!;
  const rule = policy.rules.find((each) => each.id === id);
  if (rule === undefined) throw notFound(id, "PolicyRule");
  return rule;
}

/** Okta has a dozen types of policies; what the others decide is not decided here. */
function requireAccessPolicy(type: unknown): void {
  if (type !== "ACCESS_POLICY") throw notModelled(`Policies of type ${String(type)}`);
}

function list(call: ApiCall) {
  const type = call.query.get("type");
  if (type === null) throw validationFailed("type", "The field cannot be left blank");
  requireAccessPolicy(type);
  const found = [...call.org.signOnPolicies.values()];
  const shown = (policy: SignOnPolicy) => ({ ...showPolicy(call, policy), _embedded: { resourceType: "APP" } });
  return page(pageOf(call), found, shown);
}

function create(call: ApiCall) {
  const { org } = call;
  requireAccessPolicy(call.json["type"]);
  const policy = newSignOnPolicy(org, readPolicy(call));
  org.signOnPolicies.set(policy.id, policy);
  return ok(showPolicy(call, policy));
}

function replace(call: ApiCall) {
  const policy = policyOf(call);
  Object.assign(policy, readPolicy(call, policy), { lastUpdated: call.org.clock() });
  return ok(showPolicy(call, policy));
}

function remove(call: ApiCall) {
  const policy = policyOf(call);
  if (policy.system) throw validationFailed("policyId", "A system policy cannot be deleted");
  const used = [...call.org.apps.values()].some((app) => app.signOnPolicyId === policy.id);
  if (used) throw validationFailed("policyId", "The policy is assigned to an app and cannot be deleted");
  call.org.signOnPolicies.delete(policy.id);
  return noContent;
}

function readPolicy(call: ApiCall, self?: SignOnPolicy) {
  const fields = fieldsOf(call);
  const name = fields.text("name");
  const taken = [...call.org.signOnPolicies.values()].some((other) => other !== self && other.name === name);
  if (taken) fields.wrong("name", "Policy name already in use", null);
  const result = {
    name,
    description: fields.optionalText("description"),
    // Orders nothing: an app names its policy. Recorded answers always have 1; that another one is kept is inferred.
    priority: fields.whole("priority", self?.priority ?? 1, 1, 1_000_000),
  };
  fields.check();
  return result;
}

function listRules(call: ApiCall) {
  return page(pageOf(call), policyOf(call).rules, (rule) => showRule(call, rule));
}

function createRule(call: ApiCall) {
  const { org } = call;
  const policy = policyOf(call);
  if (policy.rules.length >= MAX_RULES) throw validationFailed("rules", `At most ${MAX_RULES} rules are allowed`);
  const settings = readSignOnRule(call, policy);
  const rule: SignOnRule = { ...org.stamp(), id: org.newId("signOnRule"), system: false, ...settings };
  policy.rules = placed(policy.rules, rule, settings.priority);
  return ok(showRule(call, rule));
}

function replaceRule(call: ApiCall) {
  const policy = policyOf(call);
  const rule = ruleOf(call, policy);
  const settings = readSignOnRule(call, policy, rule);
  // The catch-all rule keeps its name, its place, its status and its condition: everybody.
  const { name, priority, status } = rule;
  const kept = rule.system ? { name, status, body: { ...settings.body, conditions: null } } : {};
  Object.assign(rule, settings, { priority }, kept, { lastUpdated: call.org.clock() });
  policy.rules = placed(policy.rules, rule, rule.system ? priority : settings.priority);
  return ok(showRule(call, rule));
}

function removeRule(call: ApiCall) {
  const policy = policyOf(call);
  const rule = ruleOf(call, policy);
  if (rule.system) throw validationFailed("ruleId", "The catch-all rule cannot be deleted");
  policy.rules = policy.rules.filter((each) => each !== rule);
  return noContent;
}

function showPolicy(call: ApiCall, policy: SignOnPolicy): Json {
  const { id, name, description, status, priority, system } = policy;
  const path = `${POLICIES}/${id}`;
  const rules = link(call.org, `${path}/rules`, "GET", "POST");
  const own = {
    rules,
    mappings: link(call.org, `${path}/mappings`, "GET", "POST"),
    ...turnLink(call.org, path, status),
  };
  return {
    id,
    status,
    name,
    description,
    priority,
    system,
    type: "ACCESS_POLICY",
    conditions: null,
    ...times(policy),
    ...(system ? { _links: { self: link(call.org, path, "GET", "PUT"), rules } } : selfLink(call.org, path, own)),
  };
}

function showRule(call: ApiCall, rule: SignOnRule): Json {
  const { id, name, status, priority, system, body } = rule;
  const path = `${POLICIES}/${call.params["policyId"]}/rules/${id}`;
  return {
    id,
    status,
    name,
    priority,
    system,
    type: "ACCESS_POLICY",
    ...times(rule),
    ...body,
    ...(system
      ? { _links: { self: link(call.org, path, "GET", "PUT") } }
      : selfLink(call.org, path, turnLink(call.org, path, status))),
  };
}
