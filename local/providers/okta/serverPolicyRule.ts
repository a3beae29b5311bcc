/** `okta:auth/serverPolicyRule:ServerPolicyRule`: rules of an access policy. */
import { at, textAt, type Body } from "../httpClient";
import { set, text, whole } from "../properties";
import type { Live, ResourceType } from "../resourceType";
import type { Values } from "../values";
import { seg, setStatus, type OktaClient } from "./oktaClient";

export const serverPolicyRule: ResourceType<OktaClient> = {
  token: "okta:auth/serverPolicyRule:ServerPolicyRule",
  inputs: {
    accessTokenLifetimeMinutes: whole({ default: 60 }),
    authServerId: text({ required: true }),
    grantTypeWhitelists: set(text(), { required: true }),
    groupBlacklists: set(text()),
    groupWhitelists: set(text()),
    name: text({ required: true }),
    policyId: text({ required: true }),
    priority: whole({ required: true }),
    refreshTokenLifetimeMinutes: whole({ whenAbsent: 0 }),
    refreshTokenWindowMinutes: whole({ default: 10_080 }),
    scopeWhitelists: set(text()),
    status: text({ oneOf: ["ACTIVE", "INACTIVE"], default: "ACTIVE" }),
    type: text({ oneOf: ["RESOURCE_ACCESS"], default: "RESOURCE_ACCESS" }),
    userBlacklists: set(text()),
    userWhitelists: set(text()),
  },
  importId: ["authServerId", "policyId", "id"],
  outputs: ["system"],
  autoname: { property: "name", max: 255 },
  async create(client, inputs) {
    const created = await client.send("POST", rules(inputs), bodyOf(inputs));
    return { id: textAt(created, "id"), live: live(created) };
  },
  async read(client, id, known) {
    const found = await client.find(`${rules(known)}/${seg(id)}`);
    return found && live(found);
  },
  async update(client, id, news, olds) {
    const path = `${rules(news)}/${seg(id)}`;
    const updated = await client.send("PUT", path, bodyOf(news));
    await setStatus(client, path, olds["status"] ?? null, news["status"]);
    return live(updated);
  },
  delete: (client, id, known) => client.remove(`${rules(known)}/${seg(id)}`),
};

const rules = ({ authServerId, policyId }: Values) =>
  `/api/v1/authorizationServers/${seg(authServerId)}/policies/${seg(policyId)}/rules`;

function bodyOf(inputs: Values) {
  return {
    actions: {
      token: {
        accessTokenLifetimeMinutes: inputs["accessTokenLifetimeMinutes"],
        refreshTokenLifetimeMinutes: inputs["refreshTokenLifetimeMinutes"] ?? 0,
        refreshTokenWindowMinutes: inputs["refreshTokenWindowMinutes"],
      },
    },
    conditions: {
      grantTypes: { include: inputs["grantTypeWhitelists"] },
      people: {
        groups: { include: inputs["groupWhitelists"], exclude: inputs["groupBlacklists"] },
        users: { include: inputs["userWhitelists"], exclude: inputs["userBlacklists"] },
      },
      scopes: { include: inputs["scopeWhitelists"] },
    },
    name: inputs["name"],
    priority: inputs["priority"],
    status: inputs["status"],
    type: inputs["type"],
  };
}

function live(body: Body): Live {
  return {
    accessTokenLifetimeMinutes: at(body, "actions.token.accessTokenLifetimeMinutes"),
    grantTypeWhitelists: at(body, "conditions.grantTypes.include"),
    groupBlacklists: at(body, "conditions.people.groups.exclude"),
    groupWhitelists: at(body, "conditions.people.groups.include"),
    name: at(body, "name"),
    priority: at(body, "priority"),
    refreshTokenLifetimeMinutes: at(body, "actions.token.refreshTokenLifetimeMinutes"),
    refreshTokenWindowMinutes: at(body, "actions.token.refreshTokenWindowMinutes"),
    scopeWhitelists: at(body, "conditions.scopes.include"),
    status: at(body, "status"),
    system: at(body, "system"),
    type: at(body, "type"),
    userBlacklists: at(body, "conditions.people.users.exclude"),
    userWhitelists: at(body, "conditions.people.users.include"),
  };
}
