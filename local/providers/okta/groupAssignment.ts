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
    priority: whole({ whenAbsent: 0 }),
    profile: json({ default: "{}" }),
    retainAssignment: flag({ default: false }),
  },
  outputs: [],
  async create(client, inputs) {
    return { id: String(inputs["groupId"]), live: live(await client.send("PUT", path(inputs), bodyOf(inputs))) };
  },
  async read(client, _id, known) {
    const found = await client.find(path(known));
    return found && live(found);
  },
  update: async (client, _id, news) => live(await client.send("PUT", path(news), bodyOf(news))),
  async delete(client, _id, known) {
    if (known["retainAssignment"] !== true) await client.remove(path(known));
  },
};

const path = ({ appId, groupId }: Values) => `/api/v1/apps/${seg(appId)}/groups/${seg(groupId)}`;

function bodyOf({ priority, profile }: Values) {
  return { priority, profile: typeof profile === "string" ? (JSON.parse(profile) as object) : profile };
}

function live(body: Body): Live {
  return { priority: at(body, "priority"), profile: JSON.stringify(at(body, "profile") ?? {}) };
}
