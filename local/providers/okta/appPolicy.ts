/** Which sign-on policy an application has. */
import { at, type Body } from "../httpClient";
import { isObject, type Value } from "../values";
import { seg, type OktaClient } from "./oktaClient";

/** Okta tells it in a link alone: the last part of the address is the policy's id. */
export function policyOfApp(app: Body): string | null {
  const href = at(app, "_links.accessPolicy.href");
  return typeof href === "string" ? href.slice(href.lastIndexOf("/") + 1) : null;
}

/** The policy of every application that has been given none. */
export async function defaultPolicyId(client: OktaClient): Promise<string> {
  const found = (await client.send("GET", "/api/v1/policies?type=ACCESS_POLICY")) as unknown as readonly Value[];
  const system = found.filter(isObject).filter((policy) => at(policy, "system") === true);
  if (system.length !== 1) throw new Error(`the org at ${client.orgUrl} has no default sign-on policy`);
  return String(at(system[0]!, "id"));
}

export async function bindPolicy(client: OktaClient, appId: string, policyId: string): Promise<void> {
  await client.send("PUT", `/api/v1/apps/${seg(appId)}/policies/${seg(policyId)}`);
}
