/** `okta:group/rule:Rule`: rules that fill groups. */
import { at, textAt, type Body } from "../httpClient";
import { flag, set, text } from "../properties";
import type { Live, ResourceType } from "../resourceType";
import type { Values } from "../values";
import { seg, setStatus, type OktaClient } from "./oktaClient";

const RULES = "/api/v1/groups/rules";

export const groupRule: ResourceType<OktaClient> = {
  token: "okta:group/rule:Rule",
  inputs: {
    expressionType: text({ default: "urn:okta:expression:1.0" }),
    expressionValue: text({ required: true }),
    groupAssignments: set(text(), { required: true, replace: true }),
    name: text({ required: true }),
    removeAssignedUsers: flag({ default: false }),
    // Okta marks a rule that has lost a group, and never takes it back.
    status: text({ oneOf: ["ACTIVE", "INACTIVE"], default: "ACTIVE", replaceFrom: "INVALID" }),
    usersExcluded: set(text()),
  },
  outputs: [],
  autoname: { property: "name", max: 50 },
  async create(client, inputs) {
    const created = await client.send("POST", RULES, bodyOf(inputs));
    return { id: textAt(created, "id"), live: live(created) };
  },
  /** Okta makes every rule inactive. */
  async settle(client, id, inputs, made) {
    await setStatus(client, `${RULES}/${seg(id)}`, made["status"] ?? null, inputs["status"]);
    return made;
  },
  unsettled: "kept",
  async read(client, id) {
    const found = await client.find(`${RULES}/${seg(id)}`);
    return found && live(found);
  },
  async update(client, id, news) {
    const path = `${RULES}/${seg(id)}`;
    await deactivate(client, path, await client.send("GET", path));
    const updated = await client.send("PUT", path, { ...bodyOf(news), id, status: "INACTIVE" });
    await setStatus(client, path, "INACTIVE", news["status"]);
    return live(updated);
  },
  async delete(client, id, known) {
    const found = await client.find(`${RULES}/${seg(id)}`);
    if (found === undefined) return;
    await deactivate(client, `${RULES}/${seg(id)}`, found);
    await client.remove(`${RULES}/${seg(id)}?removeUsers=${known["removeAssignedUsers"] === true}`);
  },
};

async function deactivate(client: OktaClient, path: string, rule: Body): Promise<void> {
  if (at(rule, "status") === "ACTIVE") await setStatus(client, path, "ACTIVE", "INACTIVE");
}

function bodyOf(inputs: Values) {
  return {
    actions: { assignUserToGroups: { groupIds: inputs["groupAssignments"] } },
    conditions: {
      expression: { type: inputs["expressionType"], value: inputs["expressionValue"] },
      people: { users: { exclude: inputs["usersExcluded"] ?? [] } },
    },
    name: inputs["name"],
    type: "group_rule",
  };
}

function live(body: Body): Live {
  return {
    expressionType: at(body, "conditions.expression.type"),
    expressionValue: at(body, "conditions.expression.value"),
    groupAssignments: at(body, "actions.assignUserToGroups.groupIds"),
    name: at(body, "name"),
    status: at(body, "status"),
    usersExcluded: at(body, "conditions.people.users.exclude"),
  };
}
