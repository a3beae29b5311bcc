/** `okta:index/appOauthApiScope:AppOauthApiScope`: all grants that a service application has on the org's own API. */
import { at, type Body } from "../httpClient";
import { set, text } from "../properties";
import type { ResourceType } from "../resourceType";
import { objectsIn, type Value, type Values } from "../values";
import { seg, type OktaClient } from "./oktaClient";

export const appOauthApiScope: ResourceType<OktaClient> = {
  token: "okta:index/appOauthApiScope:AppOauthApiScope",
  inputs: {
    appId: text({ required: true, replace: true }),
    issuer: text({ required: true }),
    scopes: set(text(), { required: true }),
  },
  outputs: [],
  async create(client, inputs) {
    await grantExactly(client, inputs);
    return { id: String(inputs["appId"]), live: {} };
  },
  async read(client, id) {
    const found = await client.find(`/api/v1/apps/${seg(id)}/grants`);
    const grants = objectsIn(found);
    if (found === undefined || grants.length === 0) return undefined;
    return { appId: id, issuer: at(grants[0]!, "issuer"), scopes: grants.map((grant) => at(grant, "scopeId")) };
  },
  async update(client, _id, news) {
    await grantExactly(client, news);
    return {};
  },
  async delete(client, id) {
    const found = await client.find(`/api/v1/apps/${seg(id)}/grants`);
    for (const grant of objectsIn(found)) await revoke(client, id, grant);
  },
};

/** As the real provider: a grant that is not listed is revoked, whoever made it. */
async function grantExactly(client: OktaClient, { appId, issuer, scopes }: Values): Promise<void> {
  const wanted = scopes as readonly string[];
  const grants = objectsIn(await client.send("GET", `/api/v1/apps/${seg(appId)}/grants`));
  for (const grant of grants) if (!wanted.includes(String(at(grant, "scopeId")))) await revoke(client, appId, grant);
  const held = grants.map((grant) => at(grant, "scopeId"));
  for (const scopeId of wanted) {
    if (!held.includes(scopeId)) await client.send("POST", `/api/v1/apps/${seg(appId)}/grants`, { issuer, scopeId });
  }
}

const revoke = (client: OktaClient, appId: Value | undefined, grant: Body) =>
  client.remove(`/api/v1/apps/${seg(appId)}/grants/${seg(at(grant, "id"))}`);
