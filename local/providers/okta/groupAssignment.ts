/** `okta:app/groupAssignment:GroupAssignment`: who may use an application. */
import { at, type Body } from "../httpClient";
import { flag, json, text, whole } from "../properties";
import type { Live, ResourceType } from "../resourceType";
import type { Values } from "../values";
import { seg, type OktaClient } from "./oktaClient";

export const groupAssignment: ResourceType<OktaClient> = {
  token: "okta:app/groupAssignment:GroupAssignment",
  inputs: {
    appId: text({ required: true, replace: true }),
    groupId: text({ required: true, replace: true }),
    priority: whole(),
    profile: json({ default: "{}" }),
    retainAssignment: flag({ default: false }),
  },
  importId: ["appId", "groupId"],
  outputs: [],
  async create(client, inputs) {
    return {
      id: String(inputs["groupId"]),
      live: live(await client.send("PUT", path(inputs), bodyOf(inputs)), inputs),
    };
  },
  async read(client, _id, known) {
    const found = await client.find(path(known));
    return found && live(found, known);
  },
  update: async (client, _id, news) => live(await client.send("PUT", path(news), bodyOf(news)), news),
  async delete(client, _id, known) {
    if (known["retainAssignment"] !== true) await client.remove(path(known));
  },
};

const path = ({ appId, groupId }: Values) => `/api/v1/apps/${seg(appId)}/groups/${seg(groupId)}`;

function bodyOf({ priority, profile }: Values) {
  return { priority, profile: typeof profile === "string" ? (JSON.parse(profile) as object) : profile };
}

/** Okta numbers the assignments among themselves: a priority that nobody has set changes with every neighbour. */
function live(body: Body, known: Values): Live {
  const priority = known["priority"] === undefined ? undefined : at(body, "priority");
  return { priority, profile: JSON.stringify(at(body, "profile") ?? {}) };
}
