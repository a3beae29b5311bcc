/** `okta:auth/serverScope:ServerScope`: scopes of a custom authorization server. */
import { at, textAt, type Body } from "../httpClient";
import { flag, text } from "../properties";
import type { Live, ResourceType } from "../resourceType";
import type { Values } from "../values";
import { seg, type OktaClient } from "./oktaClient";

export const serverScope: ResourceType<OktaClient> = {
  token: "okta:auth/serverScope:ServerScope",
  inputs: {
    authServerId: text({ required: true }),
    consent: text({ oneOf: ["IMPLICIT", "REQUIRED", "FLEXIBLE"], default: "IMPLICIT" }),
    default: flag({ default: false }),
    description: text(),
    displayName: text(),
    metadataPublish: text({ oneOf: ["ALL_CLIENTS", "NO_CLIENTS"], default: "ALL_CLIENTS" }),
    name: text({ required: true }),
    optional: flag({ default: false }),
  },
  importId: ["authServerId", "id"],
  outputs: ["system"],
  autoname: { property: "name", max: 255 },
  async create(client, inputs) {
    const created = await client.send("POST", scopes(inputs), bodyOf(inputs));
    return { id: textAt(created, "id"), live: live(created) };
  },
  async read(client, id, known) {
    const found = await client.find(`${scopes(known)}/${seg(id)}`);
    return found && live(found);
  },
  update: async (client, id, news) => live(await client.send("PUT", `${scopes(news)}/${seg(id)}`, bodyOf(news))),
  delete: (client, id, known) => client.remove(`${scopes(known)}/${seg(id)}`),
};

const scopes = ({ authServerId }: Values) => `/api/v1/authorizationServers/${seg(authServerId)}/scopes`;

function bodyOf({ consent, default: isDefault, description, displayName, metadataPublish, name, optional }: Values) {
  return { consent, default: isDefault, description, displayName, metadataPublish, name, optional };
}

function live(body: Body): Live {
  return {
    consent: at(body, "consent"),
    default: at(body, "default"),
    description: at(body, "description"),
    displayName: at(body, "displayName"),
    metadataPublish: at(body, "metadataPublish"),
    name: at(body, "name"),
    optional: at(body, "optional"),
    system: at(body, "system"),
  };
}
