/** The access policies of a custom authorization server. */
import { notFound } from "../../errors/apiErrors";
import { noContent, ok } from "../../http/endpoint";
import type { Fields } from "../../http/fields";
import { page } from "../../http/page";
import type { AuthServer, Json, Policy } from "../../org/entities";
import type { Org } from "../../org/Org";
import { fieldsOf, lifecycle, pageOf, rows, times, type ApiCall, link, selfLink, turnLink } from "../apiEndpoint";
import { SERVERS_PATH, serverOf, touch } from "./authorizationServers";
import { inOrder, renumbered } from "../ruleOrder";

export const POLICIES_PATH = `${SERVERS_PATH}/{authServerId}/policies`;
const ONE = `${POLICIES_PATH}/{policyId}`;

export const policies = rows(
  "okta.authorizationServers",
  { method: "GET", path: POLICIES_PATH, operation: "listAuthorizationServerPolicies", handle: list },
  { method: "POST", path: POLICIES_PATH, operation: "createAuthorizationServerPolicy", handle: create },
  {
    method: "GET",
    path: ONE,
    operation: "getAuthorizationServerPolicy",
    handle: (call) => ok(show(call, policyOf(call, serverOf(call)))),
  },
  { method: "PUT", path: ONE, operation: "replaceAuthorizationServerPolicy", handle: replace },
  { method: "DELETE", path: ONE, operation: "deleteAuthorizationServerPolicy", handle: remove },
  ...lifecycle(ONE, "AuthorizationServerPolicy", (call, status) => {
    const server = serverOf(call);
    policyOf(call, server).status = status;
    touch(call.org, server);
  }),
);

/** The policy that the path names. @throws ApiError 404 where there is none. */
export function policyOf(call: ApiCall, server: AuthServer): Policy {
  const id = call.params["policyId"]!;
  const policy = server.policies.find((each) => each.id === id);
  if (policy === undefined) throw notFound(id, "AuthorizationServerPolicy");
  return policy;
}

function list(call: ApiCall) {
  return page(pageOf(call), serverOf(call).policies, (policy) => show(call, policy));
}

function create(call: ApiCall) {
  const { org } = call;
  const server = serverOf(call);
  const { priority, ...settings } = readPolicy(org, server, fieldsOf(call));
  const policy: Policy = { ...org.stamp(), id: org.newId("policy"), priority: 0, rules: [], ...settings };
  server.policies = inOrder(server.policies, policy, priority ?? server.policies.length + 1);
  touch(org, server);
  return ok(show(call, policy), 201);
}

function replace(call: ApiCall) {
  const { org } = call;
  const server = serverOf(call);
  const policy = policyOf(call, server);
  const { priority, ...settings } = readPolicy(org, server, fieldsOf(call), policy);
  Object.assign(policy, settings, { lastUpdated: org.clock() });
  const others = server.policies.filter((each) => each !== policy);
  server.policies = inOrder(others, policy, priority ?? policy.priority);
  touch(org, server);
  return ok(show(call, policy));
}

function remove(call: ApiCall) {
  const server = serverOf(call);
  const policy = policyOf(call, server);
  server.policies = renumbered(server.policies.filter((each) => each !== policy));
  touch(call.org, server);
  return noContent;
}

function readPolicy(org: Org, server: AuthServer, fields: Fields, self?: Policy) {
  const name = fields.text("name", 100);
  const taken = server.policies.some((other) => other !== self && other.name === name);
  if (taken) fields.wrong("name", "Policy name already in use", null);
  fields.oneOf("type", ["OAUTH_AUTHORIZATION_POLICY"], "OAUTH_AUTHORIZATION_POLICY");
  const condition = fields.within("conditions").within("clients");
  const clients = condition.texts("include");
  const unknown = clients.filter((id) => id !== "ALL_CLIENTS" && org.appByClientId(id) === undefined);
  if (clients.length === 0 && !condition.failed("include"))
    condition.wrong("include", "The field cannot be left blank", null);
  if (unknown.length > 0) condition.wrong("include", "Resource not found", null);
  const result = {
    name,
    description: fields.text("description"),
    status: fields.oneOf("status", ["ACTIVE", "INACTIVE"], self?.status ?? "ACTIVE"),
    clients,
    priority: fields.has("priority") ? fields.whole("priority", 1, 1, 1_000_000) : undefined,
  };
  fields.check();
  return result;
}

function show(call: ApiCall, policy: Policy): Json {
  const { rules: _, clients, created: __, lastUpdated: ___, ...rest } = policy;
  const path = `${SERVERS_PATH}/${call.params["authServerId"]}/policies/${policy.id}`;
  return {
    ...rest,
    type: "OAUTH_AUTHORIZATION_POLICY",
    system: false,
    conditions: { clients: { include: clients } },
    ...times(policy),
    ...selfLink(call.org, path, {
      rules: link(call.org, `${path}/rules`, "GET"),
      ...turnLink(call.org, path, policy.status),
    }),
  };
}
