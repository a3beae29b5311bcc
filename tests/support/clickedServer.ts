/** An authorization server as people make one by clicking: `*` for everybody, rules that never fire, a derived group by hand. */

/** A request to the Management API of an org, which must succeed. */
export type Api = <T>(path: string, method?: string, body?: unknown) => Promise<T>;

export interface Clicked {
  readonly serverId: string;
  readonly console: string;
  readonly sync: string;
  readonly groups: Readonly<Record<"clerks" | "leads" | "both", string>>;
  readonly policies: Readonly<Record<"all" | "console", string>>;
  readonly rules: Readonly<Record<"any" | "never" | "clerks" | "both", string>>;
  readonly claims: Readonly<Record<"permissions", string>>;
}

interface Made {
  readonly id: string;
}

export const JWK = { kty: "RSA", kid: "sync-1", e: "AQAB", n: modulus() };

/** 2048 bits, odd; nobody has the private half. */
function modulus(): string {
  return Buffer.alloc(256, 0xc5).toString("base64url");
}

/** Makes it. */
export async function clickServer(api: Api): Promise<Clicked> {
  const server = await api<Made>("/api/v1/authorizationServers", "POST", {
    name: "Order Desk",
    description: "",
    audiences: ["api://orders"],
  });
  const base = `/api/v1/authorizationServers/${server.id}`;
  for (const [name, metadataPublish] of [
    ["orders:read", "ALL_CLIENTS"],
    ["orders:write", "ALL_CLIENTS"],
    ["orders:purge", "NO_CLIENTS"],
  ])
    await api(`${base}/scopes`, "POST", { name, description: `May ${name}`, consent: "IMPLICIT", metadataPublish });
  const group = async (name: string) => (await api<Made>("/api/v1/groups", "POST", { profile: { name } })).id;
  const groups = {
    clerks: await group("Order Clerks"),
    leads: await group("Order Leads"),
    both: await group("clerks and leads"),
  };
  const filling = await api<Made>("/api/v1/groups/rules", "POST", {
    type: "group_rule",
    name: "clerks and leads",
    conditions: {
      expression: {
        type: "urn:okta:expression:1.0",
        value: `isMemberOfGroup("${groups.clerks}") and isMemberOfGroup("${groups.leads}")`,
      },
    },
    actions: { assignUserToGroups: { groupIds: [groups.both] } },
  });
  await api(`/api/v1/groups/rules/${filling.id}/lifecycle/activate`, "POST");
  const console = await api<Made>(
    "/api/v1/apps",
    "POST",
    app("Order console", "web", ["authorization_code", "refresh_token", "implicit"]),
  );
  const sync = await api<Made>("/api/v1/apps", "POST", app("Order sync", "service", ["client_credentials"]));
  for (const id of [groups.clerks, groups.leads]) await api(`/api/v1/apps/${console.id}/groups/${id}`, "PUT", {});
  const permissions = await api<Made>(`${base}/claims`, "POST", {
    name: "permissions",
    claimType: "RESOURCE",
    valueType: "GROUPS",
    group_filter_type: "STARTS_WITH",
    value: "Order",
    conditions: { scopes: ["orders:write"] },
    alwaysIncludeInToken: true,
    status: "ACTIVE",
  });
  const policy = async (name: string, priority: number, include: string[]) =>
    (
      await api<Made>(`${base}/policies`, "POST", {
        type: "OAUTH_AUTHORIZATION_POLICY",
        name,
        description: name,
        priority,
        status: "ACTIVE",
        conditions: { clients: { include } },
      })
    ).id;
  const policies = {
    console: await policy("Console", 1, [console.id]),
    all: await policy("Everybody", 2, ["ALL_CLIENTS"]),
  };
  const rule = async (policyId: string, name: string, more: RuleParts) =>
    (await api<Made>(`${base}/policies/${policyId}/rules`, "POST", ruleBody(name, more))).id;
  const rules = {
    clerks: await rule(policies.console, "Clerks", {
      priority: 1,
      groups: [groups.clerks],
      scopes: ["openid", "orders:read"],
    }),
    never: await rule(policies.console, "Clerks again", {
      priority: 2,
      groups: [groups.clerks],
      scopes: ["orders:read"],
    }),
    both: await rule(policies.console, "Both", {
      priority: 3,
      groups: [groups.both],
      scopes: ["openid", "orders:read", "orders:write"],
    }),
    any: await rule(policies.all, "Any", {
      priority: 1,
      groups: [],
      scopes: ["*"],
      grants: ["client_credentials"],
      minutes: 1_440,
    }),
  };
  return {
    serverId: server.id,
    console: console.id,
    sync: sync.id,
    groups,
    policies,
    rules,
    claims: { permissions: permissions.id },
  };
}

interface RuleParts {
  readonly priority: number;
  readonly groups: readonly string[];
  readonly scopes: readonly string[];
  readonly grants?: readonly string[];
  readonly minutes?: number;
}

/** A rule as the API takes it. */
export function ruleBody(name: string, { priority, groups, scopes, grants, minutes }: RuleParts): object {
  return {
    type: "RESOURCE_ACCESS",
    name,
    priority,
    status: "ACTIVE",
    conditions: {
      grantTypes: { include: grants ?? ["authorization_code"] },
      people: { groups: { include: groups }, users: { include: [] } },
      scopes: { include: scopes },
    },
    actions: {
      token: {
        accessTokenLifetimeMinutes: minutes ?? 60,
        refreshTokenLifetimeMinutes: 0,
        refreshTokenWindowMinutes: 10_080,
      },
    },
  };
}

function app(label: string, type: "web" | "service", grantTypes: string[]): object {
  const isService = type === "service";
  return {
    name: "oidc_client",
    label,
    signOnMode: "OPENID_CONNECT",
    credentials: {
      oauthClient: {
        token_endpoint_auth_method: isService ? "private_key_jwt" : "client_secret_basic",
        pkce_required: false,
      },
    },
    settings: {
      oauthClient: {
        application_type: type,
        grant_types: grantTypes,
        response_types: isService ? ["token"] : ["code", "token"],
        redirect_uris: isService ? [] : ["https://orders.example.com/callback"],
        consent_method: "TRUSTED",
        ...(isService ? { jwks: { keys: [JWK] } } : {}),
      },
    },
  };
}
