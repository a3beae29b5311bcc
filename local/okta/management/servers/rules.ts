/** The rules of an access policy. */
import { notFound } from "../../errors/apiErrors";
import { noContent, ok } from "../../http/endpoint";
import { page } from "../../http/page";
import type { AuthServer, Json, Policy, Rule } from "../../org/entities";
import { fieldsOf, lifecycle, pageOf, rows, times, type ApiCall, selfLink, turnLink } from "../apiEndpoint";
import { SERVERS_PATH, serverOf, touch } from "./authorizationServers";
import { POLICIES_PATH, policyOf } from "./policies";
import { inOrder, renumbered } from "../ruleOrder";
import { readActions, readConditions } from "./ruleBody";

const RULES = `${POLICIES_PATH}/{policyId}/rules`;
const ONE = `${RULES}/{ruleId}`;

export const rules = rows(
  "okta.authorizationServers",
  { method: "GET", path: RULES, operation: "listAuthorizationServerPolicyRules", handle: list },
  { method: "POST", path: RULES, operation: "createAuthorizationServerPolicyRule", handle: create },
  { method: "GET", path: ONE, operation: "getAuthorizationServerPolicyRule", handle: get },
  { method: "PUT", path: ONE, operation: "replaceAuthorizationServerPolicyRule", handle: replace },
  { method: "DELETE", path: ONE, operation: "deleteAuthorizationServerPolicyRule", handle: remove },
  ...lifecycle(ONE, "AuthorizationServerPolicyRule", (call, status) => {
    const { server, rule } = found(call);
    rule.status = status;
    touch(call.org, server);
  }),
);

/** Where a rule is, or is to be. */
interface RulePlace {
  readonly server: AuthServer;
  readonly policy: Policy;
  readonly rule?: Rule;
}

function found(call: ApiCall): Required<RulePlace> {
  const server = serverOf(call);
  const policy = policyOf(call, server);
  const id = call.params["ruleId"]!;
  const rule = policy.rules.find((each) => each.id === id);
  if (rule === undefined) throw notFound(id, "AuthorizationServerPolicyRule");
  return { server, policy, rule };
}

function list(call: ApiCall) {
  return page(pageOf(call), policyOf(call, serverOf(call)).rules, (rule) => show(call, rule));
}

function get(call: ApiCall) {
  return ok(show(call, found(call).rule));
}

function create(call: ApiCall) {
  const { org } = call;
  const server = serverOf(call);
  const policy = policyOf(call, server);
  const { priority, ...settings } = readRule(call, { server, policy });
  const rule: Rule = { ...org.stamp(), id: org.newId("rule"), priority: 0, ...settings };
  policy.rules = inOrder(policy.rules, rule, priority ?? policy.rules.length + 1);
  touch(org, server);
  return ok(show(call, rule), 201);
}

function replace(call: ApiCall) {
  const { server, policy, rule } = found(call);
  const { priority, ...settings } = readRule(call, { server, policy, rule });
  Object.assign(rule, settings, { lastUpdated: call.org.clock() });
  const others = policy.rules.filter((each) => each !== rule);
  policy.rules = inOrder(others, rule, priority ?? rule.priority);
  touch(call.org, server);
  return ok(show(call, rule));
}

function remove(call: ApiCall) {
  const { server, policy, rule } = found(call);
  policy.rules = renumbered(policy.rules.filter((each) => each !== rule));
  touch(call.org, server);
  return noContent;
}

function readRule(call: ApiCall, { server, policy, rule: self }: RulePlace) {
  const fields = fieldsOf(call);
  const name = fields.text("name");
  const taken = policy.rules.some((other) => other !== self && other.name === name);
  if (taken) fields.wrong("name", "Policy rule name already in use", null);
  fields.oneOf("type", ["RESOURCE_ACCESS"], "RESOURCE_ACCESS");
  const result = {
    name,
    status: fields.oneOf("status", ["ACTIVE", "INACTIVE"], self?.status ?? "ACTIVE"),
    ...readConditions(call.org, server, fields.within("conditions")),
    ...readActions(call.org, fields.within("actions").within("token")),
    priority: fields.has("priority") ? fields.whole("priority", 1, 1, 1_000_000) : undefined,
  };
  fields.check();
  return result;
}

function show(call: ApiCall, rule: Rule): Json {
  const { authServerId, policyId } = call.params;
  const path = `${SERVERS_PATH}/${authServerId}/policies/${policyId}/rules/${rule.id}`;
  return {
    id: rule.id,
    status: rule.status,
    name: rule.name,
    priority: rule.priority,
    ...times(rule),
    system: false,
    conditions: {
      people: {
        users: { ...(rule.users.length === 0 ? {} : { include: rule.users }), exclude: [] },
        ...(rule.groups.length === 0 ? {} : { groups: { include: rule.groups } }),
      },
      grantTypes: { include: rule.grantTypes },
      scopes: { include: rule.scopes },
    },
    actions: {
      token: {
        accessTokenLifetimeMinutes: rule.accessTokenLifetimeMinutes,
        refreshTokenLifetimeMinutes: rule.refreshTokenLifetimeMinutes,
        refreshTokenWindowMinutes: rule.refreshTokenWindowMinutes,
        ...(rule.inlineHookId === undefined ? {} : { inlineHook: { id: rule.inlineHookId } }),
      },
    },
    type: "RESOURCE_ACCESS",
    ...selfLink(call.org, path, turnLink(call.org, path, rule.status)),
  };
}
