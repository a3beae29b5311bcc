/** A compiled plan in a local Okta, through its Management API, without an engine: what a property over many plans can afford. */
import assert from "node:assert/strict";
import { groupRuleExpression, isDerived, type Plan, type PlanClient } from "../../model/compile";
import { CLIENT_TYPES, withGroupIds } from "../../model/okta";
import { newRsaKeys, type KeyPair } from "../../local/okta/org/signingKeys";
import { startLocalOkta, type LocalOkta } from "../../local/okta/start";
import { createOktaProvider } from "../../local/providers/okta/oktaProvider";

/** An org of its own for one plan. */
export interface OrgForPlan extends LocalOkta {
  /** A request to the Management API, which must succeed. */
  api(method: string, path: string, body?: unknown): Promise<any>;
}

/** Ids in the org, by the keys of the plan. */
export interface Deployed {
  readonly serverId: string;
  readonly clientIds: ReadonlyMap<string, string>;
  readonly groupIds: ReadonlyMap<string, string>;
}

/** Making keys takes longer than everything else: one pair serves all orgs of a run. */
let keys: Promise<KeyPair> | undefined;

/** An empty org. */
export async function orgForPlan(): Promise<OrgForPlan> {
  const okta = await startLocalOkta({ keys: () => (keys ??= newRsaKeys()) });
  return {
    ...okta,
    async api(method, path, body) {
      const response = await fetch(`${okta.localUrl}${path}`, {
        method,
        headers: {
          authorization: `SSWS ${okta.apiToken}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const text = await response.text();
      assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
      return text === "" ? undefined : JSON.parse(text);
    },
  };
}

/** What the things of a plan are called in the org. */
export interface Called {
  /** The label of a client's application, by its key. @default the key */
  readonly app?: (key: string) => string;
  /** The name of a derived group, by that in the plan. @default the same */
  readonly derived?: (name: string) => string;
}

const SAME = (name: string) => name;

/** Makes everything of the plan. */
export async function deployPlan(
  { api }: OrgForPlan,
  plan: Plan,
  name = "server",
  { app = SAME, derived = SAME }: Called = {},
): Promise<Deployed> {
  const server = await api("POST", "/api/v1/authorizationServers", {
    name,
    description: "a server",
    audiences: ["api://product"],
    issuerMode: "ORG_URL",
  });
  const base = `/api/v1/authorizationServers/${server.id}`;
  for (const scope of plan.scopes) await api("POST", `${base}/scopes`, { ...scope, default: false });
  const groupIds = new Map<string, string>();
  for (const group of plan.groups) {
    const made = await api("POST", "/api/v1/groups", {
      profile: { name: isDerived(group) ? derived(group.name) : group.name },
    });
    groupIds.set(isDerived(group) ? group.name : group.key, made.id);
  }
  for (const { name: rule, group, allOf } of plan.groupRules) {
    const made = await api("POST", "/api/v1/groups/rules", {
      type: "group_rule",
      name: rule,
      conditions: {
        expression: {
          type: "urn:okta:expression:1.0",
          value: groupRuleExpression(allOf.map((key) => groupIds.get(key)!)),
        },
      },
      actions: { assignUserToGroups: { groupIds: [groupIds.get(group)!] } },
    });
    await api("POST", `/api/v1/groups/rules/${made.id}/lifecycle/activate`);
  }
  const clientIds = new Map<string, string>();
  for (const client of plan.clients) {
    const made = await api("POST", "/api/v1/apps?activate=true", appBody(client, app(client.key)));
    clientIds.set(client.key, made.id);
    for (const group of client.assignedTo)
      await api("PUT", `/api/v1/apps/${made.id}/groups/${groupIds.get(group)}`, {});
  }
  for (const claim of plan.claims) {
    await api("POST", `${base}/claims`, {
      name: claim.name,
      claimType: claim.claimType,
      valueType: claim.valueType,
      value: claim.valueType === "EXPRESSION" ? withGroupIds(claim.value, Object.fromEntries(groupIds)) : claim.value,
      ...(claim.groupFilterType === undefined ? {} : { group_filter_type: claim.groupFilterType }),
      conditions: { scopes: claim.scopes },
      alwaysIncludeInToken: claim.alwaysIncludeInToken,
      status: "ACTIVE",
    });
  }
  for (const policy of plan.policies) {
    const made = await api("POST", `${base}/policies`, {
      type: "OAUTH_AUTHORIZATION_POLICY",
      name: policy.name,
      description: "a policy",
      priority: policy.priority,
      status: "ACTIVE",
      conditions: { clients: { include: policy.clients.map((key) => clientIds.get(key)) } },
    });
    for (const rule of policy.rules) {
      await api("POST", `${base}/policies/${made.id}/rules`, {
        type: "RESOURCE_ACCESS",
        name: rule.name,
        priority: rule.priority,
        status: "ACTIVE",
        conditions: {
          grantTypes: { include: rule.grantTypes },
          people: { groups: { include: rule.groups.map((key) => groupIds.get(key)) }, users: { include: [] } },
          scopes: { include: rule.scopes },
        },
        actions: {
          token: {
            accessTokenLifetimeMinutes: rule.accessTokenMinutes,
            refreshTokenLifetimeMinutes: rule.refreshTokenMinutes,
            refreshTokenWindowMinutes: rule.refreshTokenWindowMinutes,
          },
        },
      });
    }
  }
  return { serverId: server.id, clientIds, groupIds };
}

/** Makes the sign-on policies of the plan as the stack's component does, and binds each to its application. */
export async function deploySignOn(okta: OrgForPlan, plan: Plan, { clientIds, groupIds }: Deployed): Promise<void> {
  const provider = createOktaProvider();
  await provider.configure({ httpProxy: okta.url, apiToken: okta.apiToken });
  for (const { key, signOnRules } of plan.clients) {
    if (signOnRules.length === 0) continue;
    const policy = await provider.create("okta:index/appSignonPolicy:AppSignonPolicy", {
      name: `${key} sign-on`,
      description: "how people sign in",
      catchAll: false,
    });
    await provider.create("okta:app/signonPolicyRules:SignonPolicyRules", {
      policyId: policy.id,
      rules: signOnRules.map((rule, index) => ({
        name: rule.name,
        priority: index + 1,
        access: "ALLOW",
        type: "ASSURANCE",
        factorMode: rule.factors === 2 ? "2FA" : "1FA",
        groupsIncluded: rule.groups.map((group) => groupIds.get(group)!),
        reAuthenticationFrequency: `PT${rule.reauthenticateMinutes}M`,
        ...(rule.phishingResistant
          ? {
              constraints: [
                JSON.stringify({ possession: { phishingResistant: "REQUIRED", userPresence: "REQUIRED" } }),
              ],
            }
          : {}),
        status: "ACTIVE",
      })),
    });
    await okta.api("PUT", `/api/v1/apps/${clientIds.get(key)}/policies/${policy.id}`);
  }
}

/** A key that nobody signs with. */
const PUBLIC_KEY = { kty: "RSA", kid: "one", e: "AQAB", n: "x".repeat(342) };

function appBody(client: PlanClient, label: string): unknown {
  const { oktaType, hasUsers } = CLIENT_TYPES[client.type];
  const isKeyed = client.tokenEndpointAuthMethod === "private_key_jwt";
  return {
    name: "oidc_client",
    label,
    signOnMode: "OPENID_CONNECT",
    credentials: {
      oauthClient: {
        token_endpoint_auth_method: client.tokenEndpointAuthMethod,
        pkce_required: client.pkce && hasUsers,
      },
    },
    settings: {
      oauthClient: {
        application_type: oktaType,
        grant_types: client.grantTypes,
        response_types: [hasUsers ? "code" : "token"],
        redirect_uris: hasUsers ? ["https://app.example.com/callback"] : [],
        consent_method: client.consentMethod,
        ...(isKeyed ? { jwks: { keys: [PUBLIC_KEY] } } : {}),
      },
    },
  };
}
