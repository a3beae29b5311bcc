/** `okta:auth/serverClaim:ServerClaim`: claims of a custom authorization server. */
import { at, textAt, type Body } from "../httpClient";
import { flag, set, text } from "../properties";
import type { Live, ResourceType } from "../resourceType";
import { isEmpty, type Values } from "../values";
import { seg, type OktaClient } from "./oktaClient";

export const serverClaim: ResourceType<OktaClient> = {
  token: "okta:auth/serverClaim:ServerClaim",
  inputs: {
    alwaysIncludeInToken: flag({ default: true }),
    authServerId: text({ required: true }),
    claimType: text({ required: true, oneOf: ["RESOURCE", "IDENTITY"] }),
    groupFilterType: text({ oneOf: ["STARTS_WITH", "EQUALS", "CONTAINS", "REGEX"] }),
    name: text({ required: true }),
    scopes: set(text()),
    status: text({ oneOf: ["ACTIVE", "INACTIVE"], default: "ACTIVE" }),
    value: text({ required: true }),
    valueType: text({ oneOf: ["EXPRESSION", "GROUPS", "SYSTEM"], default: "EXPRESSION" }),
  },
  importId: ["authServerId", "id"],
  outputs: [],
  autoname: { property: "name", max: 255 },
  async create(client, inputs) {
    const created = await client.send("POST", claims(inputs), bodyOf(inputs));
    return { id: textAt(created, "id"), live: live(created) };
  },
  async read(client, id, known) {
    const found = await client.find(`${claims(known)}/${seg(id)}`);
    return found && live(found);
  },
  update: async (client, id, news) => live(await client.send("PUT", `${claims(news)}/${seg(id)}`, bodyOf(news))),
  delete: (client, id, known) => client.remove(`${claims(known)}/${seg(id)}`),
};

const claims = ({ authServerId }: Values) => `/api/v1/authorizationServers/${seg(authServerId)}/claims`;

function bodyOf(inputs: Values) {
  const { alwaysIncludeInToken, claimType, groupFilterType, name, scopes, status, value, valueType } = inputs;
  return {
    alwaysIncludeInToken,
    claimType,
    conditions: isEmpty(scopes) ? {} : { scopes },
    group_filter_type: groupFilterType,
    name,
    status,
    value,
    valueType,
  };
}

function live(body: Body): Live {
  return {
    alwaysIncludeInToken: at(body, "alwaysIncludeInToken"),
    claimType: at(body, "claimType"),
    groupFilterType: at(body, "group_filter_type"),
    name: at(body, "name"),
    // As the real provider, which does not notice when a claim's scopes are taken away by hand.
    scopes: isEmpty(at(body, "conditions.scopes")) ? undefined : at(body, "conditions.scopes"),
    status: at(body, "status"),
    value: at(body, "value"),
    valueType: at(body, "valueType"),
  };
}
