/** `okta:index/adminRoleCustom:AdminRoleCustom`: custom admin roles. */
import { at, textAt, type Body } from "../httpClient";
import { set, text, type Failure } from "../properties";
import type { Live, ResourceType } from "../resourceType";
import { isEmpty, objectsIn, type Values } from "../values";
import { seg, type OktaClient } from "./oktaClient";

const ROLES = "/api/v1/iam/roles";

export const adminRoleCustom: ResourceType<OktaClient> = {
  token: "okta:index/adminRoleCustom:AdminRoleCustom",
  inputs: {
    description: text({ required: true }),
    label: text({ required: true, replace: true }),
    permissions: set(text()),
  },
  outputs: [],
  rules: atLeastOne,
  async create(client, { label, description, permissions }) {
    const created = await client.send("POST", ROLES, { label, description, permissions });
    return { id: textAt(created, "id"), live: { ...live(created), permissions } };
  },
  async read(client, id) {
    const found = await client.find(`${ROLES}/${seg(id)}`);
    return found && { ...live(found), permissions: await held(client, id) };
  },
  /** As the real provider: first more, then less, so that the role is never without any. */
  async update(client, id, { label, description, permissions }) {
    const updated = await client.send("PUT", `${ROLES}/${seg(id)}`, { label, description });
    const [wanted, before] = [permissions as readonly string[], await held(client, id)];
    const path = (permission: string) => `${ROLES}/${seg(id)}/permissions/${seg(permission)}`;
    for (const each of wanted.filter((name) => !before.includes(name))) await client.send("POST", path(each));
    for (const each of before.filter((name) => !wanted.includes(name))) await client.remove(path(each));
    return { ...live(updated), permissions };
  },
  delete: (client, id) => client.remove(`${ROLES}/${seg(id)}`),
};

const live = (body: Body): Live => ({ description: at(body, "description"), label: at(body, "label") });

async function held(client: OktaClient, id: string): Promise<string[]> {
  const permissions = at(await client.send("GET", `${ROLES}/${seg(id)}/permissions`), "permissions");
  const listed = objectsIn(permissions);
  return listed.map((permission) => String(at(permission, "label")));
}

/** The real provider's own text, which it gives only when it makes the role. */
function atLeastOne({ permissions }: Values): Failure[] {
  const reason = "at least one permission must be specified when creating custom role";
  return isEmpty(permissions) ? [{ property: "permissions", reason }] : [];
}
