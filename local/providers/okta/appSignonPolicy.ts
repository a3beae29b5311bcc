/** `okta:index/appSignonPolicy:AppSignonPolicy`: how strongly one must sign in to the applications that name it. */
import { at, textAt, type Body } from "../httpClient";
import { flag, text, whole } from "../properties";
import type { Live, ResourceType } from "../resourceType";
import { isObject, type Value, type Values } from "../values";
import { seg, type OktaClient } from "./oktaClient";
import { isSystem, rulesPath } from "./signOnRuleBody";

const POLICIES = "/api/v1/policies";

/** Applications on one page. */
const PAGE = 200;

export const appSignonPolicy: ResourceType<OktaClient> = {
  token: "okta:index/appSignonPolicy:AppSignonPolicy",
  inputs: {
    // Counts when the policy is made and never again, as with the real provider.
    catchAll: flag({ default: true }),
    description: text({ required: true }),
    name: text({ required: true }),
    priority: whole({ default: 1 }),
  },
  outputs: ["defaultRuleId"],
  autoname: { property: "name", max: 255 },
  async create(client, inputs) {
    const created = await client.send("POST", POLICIES, bodyOf(inputs));
    return { id: textAt(created, "id"), live: live(created) };
  },
  async settle(client, id, inputs, made) {
    const rule = await catchAllRule(client, id);
    if (inputs["catchAll"] === false) await deny(client, id, rule);
    return { ...made, defaultRuleId: at(rule, "id") };
  },
  unsettled: "lost",
  /** The real provider does not take a policy for gone that was deleted by hand: it ends in this error. */
  async read(client, id) {
    const found = await client.find(`${POLICIES}/${seg(id)}`);
    if (found === undefined) throw new Error("failed to read access policy: 404 Not Found");
    return { ...live(found), defaultRuleId: at(await catchAllRule(client, id), "id") };
  },
  update: async (client, id, news) => live(await client.send("PUT", `${POLICIES}/${seg(id)}`, bodyOf(news))),
  /** As the real provider: applications that still name the policy go back to the default one, or Okta would refuse. */
  async delete(client, id) {
    if ((await client.find(`${POLICIES}/${seg(id)}`)) === undefined) return;
    const using = (await allApps(client)).filter((app) => policyOfApp(app) === id);
    if (using.length > 0) {
      const policy = await defaultPolicyId(client);
      for (const app of using) await bindPolicy(client, textAt(app, "id"), policy);
    }
    await client.remove(`${POLICIES}/${seg(id)}`);
  },
};

const bodyOf = ({ name, description, priority }: Values) => ({ description, name, priority, type: "ACCESS_POLICY" });

function live(body: Body): Live {
  return { description: at(body, "description"), name: at(body, "name"), priority: at(body, "priority") };
}

async function catchAllRule(client: OktaClient, id: string): Promise<Body> {
  const rules = (await client.send("GET", rulesPath(id))) as unknown as readonly Value[];
  const rule = rules.filter(isObject).find(isSystem);
  if (rule === undefined) throw new Error(`the sign-on policy \`${id}\` has no catch-all rule`);
  return rule;
}

function deny(client: OktaClient, id: string, rule: Body): Promise<Body> {
  const actions = at(rule, "actions") as Values;
  const appSignOn = { ...(actions["appSignOn"] as Values), access: "DENY" };
  return client.send("PUT", `${rulesPath(id)}/${seg(at(rule, "id"))}`, { ...rule, actions: { ...actions, appSignOn } });
}

async function allApps(client: OktaClient): Promise<Body[]> {
  const apps: Body[] = [];
  for (;;) {
    const after = apps.length === 0 ? "" : `&after=${seg(at(apps.at(-1)!, "id"))}`;
    const found = (await client.send("GET", `/api/v1/apps?limit=${PAGE}${after}`)) as unknown as readonly Value[];
    apps.push(...found.filter(isObject));
    if (found.length < PAGE) return apps;
  }
}

/** The policy that an application has. Okta tells it in a link alone: the last part of the address is the policy's id. */
export function policyOfApp(app: Body): string | null {
  const href = at(app, "_links.accessPolicy.href");
  return typeof href === "string" ? href.slice(href.lastIndexOf("/") + 1) : null;
}

/** The policy of every application that has been given none. */
async function defaultPolicyId(client: OktaClient): Promise<string> {
  const found = (await client.send("GET", "/api/v1/policies?type=ACCESS_POLICY")) as unknown as readonly Value[];
  const system = found.filter(isObject).filter((policy) => at(policy, "system") === true);
  if (system.length !== 1) throw new Error(`the org at ${client.orgUrl} has no default sign-on policy`);
  return String(at(system[0]!, "id"));
}

export async function bindPolicy(client: OktaClient, appId: string, policyId: string): Promise<void> {
  await client.send("PUT", `/api/v1/apps/${seg(appId)}/policies/${seg(policyId)}`);
}
