/** `okta:app/oauthRoleAssignment:OauthRoleAssignment`: an administrator role of a service application. */
import { at, textAt, type Body } from "../httpClient";
import { text, type Failure } from "../properties";
import type { Live, ResourceType } from "../resourceType";
import { isEmpty, type Values } from "../values";
import { seg, type OktaClient } from "./oktaClient";

export const oauthRoleAssignment: ResourceType<OktaClient> = {
  token: "okta:app/oauthRoleAssignment:OauthRoleAssignment",
  inputs: {
    clientId: text({ required: true, replace: true }),
    type: text({ required: true, replace: true }),
    role: text({ replace: true }),
    resourceSet: text({ replace: true }),
  },
  importId: ["clientId", "id"],
  outputs: ["label", "status"],
  rules: customIsWhole,
  async create(client, inputs) {
    const { type, role, resourceSet } = inputs;
    const created = await client.send("POST", roles(inputs), { type, role, "resource-set": resourceSet });
    return { id: textAt(created, "id"), live: live(created) };
  },
  async read(client, id, known) {
    const found = await client.find(`${roles(known)}/${seg(id)}`);
    return found && live(found);
  },
  update: async () => ({}),
  delete: (client, id, known) => client.remove(`${roles(known)}/${seg(id)}`),
};

const roles = ({ clientId }: Values) => `/oauth2/v1/clients/${seg(clientId)}/roles`;

function live(body: Body): Live {
  return {
    type: at(body, "type"),
    role: at(body, "role"),
    resourceSet: at(body, "resource-set"),
    label: at(body, "label"),
    status: at(body, "status"),
  };
}

/** The real provider demands the same. */
function customIsWhole({ type, role, resourceSet }: Values): Failure[] {
  if (type !== "CUSTOM" || (!isEmpty(role) && !isEmpty(resourceSet))) return [];
  return [{ property: "type", reason: "a role assignment of type `CUSTOM` needs `role` and `resourceSet`" }];
}
