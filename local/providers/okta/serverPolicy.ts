/** `okta:auth/serverPolicy:ServerPolicy`: access policies of a custom authorization server. */
import { at, textAt, type Body } from "../httpClient";
import { set, text, whole } from "../properties";
import type { Live, ResourceType } from "../resourceType";
import type { Values } from "../values";
import { seg, setStatus, type OktaClient } from "./oktaClient";

export const serverPolicy: ResourceType<OktaClient> = {
  token: "okta:auth/serverPolicy:ServerPolicy",
  inputs: {
    authServerId: text({ required: true }),
    clientWhitelists: set(text(), { required: true }),
    description: text({ required: true }),
    name: text({ required: true }),
    priority: whole({ required: true }),
    status: text({ oneOf: ["ACTIVE", "INACTIVE"], default: "ACTIVE" }),
  },
  importId: ["authServerId", "id"],
  outputs: [],
  autoname: { property: "name", max: 255 },
  async create(client, inputs) {
    // The real provider's own text.
    if (inputs["status"] === "INACTIVE") {
      throw new Error("can not create an inactive auth server policy, only existing ones can be deactivated");
    }
    const created = await client.send("POST", policies(inputs), bodyOf(inputs));
    return { id: textAt(created, "id"), live: live(created) };
  },
  async read(client, id, known) {
    const found = await client.find(`${policies(known)}/${seg(id)}`);
    return found && live(found);
  },
  async update(client, id, news, olds) {
    const path = `${policies(news)}/${seg(id)}`;
    const updated = await client.send("PUT", path, bodyOf(news));
    await setStatus(client, path, olds["status"] ?? null, news["status"]);
    return live(updated);
  },
  delete: (client, id, known) => client.remove(`${policies(known)}/${seg(id)}`),
};

const policies = ({ authServerId }: Values) => `/api/v1/authorizationServers/${seg(authServerId)}/policies`;

function bodyOf({ clientWhitelists, description, name, priority, status }: Values) {
  const conditions = { clients: { include: clientWhitelists } };
  return { conditions, description, name, priority, status, type: "OAUTH_AUTHORIZATION_POLICY" };
}

function live(body: Body): Live {
  return {
    clientWhitelists: at(body, "conditions.clients.include"),
    description: at(body, "description"),
    name: at(body, "name"),
    priority: at(body, "priority"),
    status: at(body, "status"),
  };
}
