/** A client of the local Okta that may have tokens for itself, and tokens of it, for the benchmarks. */
import type { LocalOkta } from "../local/okta/start";

export const CLIENT = { id: "bench", secret: "bench-secret-bench-secret-bench-secret" };

export const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`;

/** Declares an authorization server and a client that may have these scopes. The issuer. */
export async function declareClient(okta: LocalOkta, scopes: readonly string[]): Promise<string> {
  const api = async (path: string, body: object): Promise<any> => {
    const headers = { authorization: `SSWS ${okta.apiToken}`, "content-type": "application/json" };
    const response = await fetch(okta.url + path, { method: "POST", headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return response.json();
  };
  const server = await api("/api/v1/authorizationServers", { name: "bench", audiences: ["api://admin"] });
  const path = `/api/v1/authorizationServers/${server.id}`;
  for (const name of scopes) await api(`${path}/scopes`, { name });
  await api("/api/v1/apps", {
    name: "oidc_client",
    label: "bench",
    signOnMode: "OPENID_CONNECT",
    credentials: {
      oauthClient: {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        token_endpoint_auth_method: "client_secret_basic",
      },
    },
    settings: { oauthClient: { application_type: "service", grant_types: ["client_credentials"] } },
  });
  const conditions = { clients: { include: [CLIENT.id] } };
  const policy = await api(`${path}/policies`, { name: "bench", description: "bench", conditions });
  await api(`${path}/policies/${policy.id}/rules`, {
    name: "bench",
    conditions: { grantTypes: { include: ["client_credentials"] }, scopes: { include: scopes } },
    actions: { token: {} },
  });
  return server.issuer as string;
}

/** Distinct tokens with the scope `users:read`, and one without it. */
export async function oktaTokens(okta: LocalOkta, count: number) {
  const issuer = await declareClient(okta, ["users:read", "users:list"]);
  const ask = async (scope: string): Promise<string> => {
    const response = await fetch(`${issuer}/v1/token`, {
      method: "POST",
      headers: { authorization: basic(CLIENT.id, CLIENT.secret) },
      body: new URLSearchParams({ grant_type: "client_credentials", scope }),
    });
    const { access_token } = (await response.json()) as { access_token?: string };
    if (access_token === undefined) throw new Error(`no token: ${response.status}`);
    return access_token;
  };
  const good: string[] = [];
  for (let i = 0; i < count; i += 1) good.push(await ask("users:read"));
  return { issuer, good, lacking: await ask("users:list") };
}
