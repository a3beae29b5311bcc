/** `okta:index/appSignonPolicyRule:AppSignonPolicyRule`: one rule of an app sign-on policy. */
import { textAt, type Body } from "../httpClient";
import { text } from "../properties";
import type { ResourceType } from "../resourceType";
import { seg, type OktaClient } from "./oktaClient";
import { isSystem, liveRule, rulesPath, saveRule, SIGN_ON_RULE } from "./signOnRuleBody";

export const appSignonPolicyRule: ResourceType<OktaClient> = {
  token: "okta:index/appSignonPolicyRule:AppSignonPolicyRule",
  inputs: { ...SIGN_ON_RULE, policyId: text({ required: true, replace: true }) },
  importId: ["policyId", "id"],
  outputs: ["system"],
  autoname: { property: "name", max: 255 },
  async create(client, inputs) {
    const saved = await saveRule(client, inputs["policyId"], inputs);
    return { id: textAt(saved, "id"), live: liveRule(saved) };
  },
  async read(client, id, known) {
    const found = await client.find(`${rulesPath(known["policyId"])}/${seg(id)}`);
    return found && liveRule(found);
  },
  async update(client, id, news) {
    const before: Body = await client.send("GET", `${rulesPath(news["policyId"])}/${seg(id)}`);
    return liveRule(await saveRule(client, news["policyId"], news, before));
  },
  /** The catch-all rule, which may have been taken over, goes with its policy. */
  async delete(client, id, known) {
    const path = `${rulesPath(known["policyId"])}/${seg(id)}`;
    const found = await client.find(path);
    if (found !== undefined && !isSystem(found)) await client.remove(path);
  },
};
