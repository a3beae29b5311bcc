/** A small org for tests of the OAuth endpoints: one server, four kinds of app, three groups. */
import { createHash } from "node:crypto";
import type { Persona } from "../../../../local/okta/seed";
import type { LocalOktaOptions } from "../../../../local/okta/start";
import { reply, type Reply, type Stand, startStand } from "./stand";

export const REDIRECT = "http://127.0.0.1:9/callback";
export const VERIFIER = "v".repeat(50);
export const CHALLENGE = createHash("sha256").update(VERIFIER).digest("base64url");

const person = (key: string, groups: readonly string[], more: Partial<Persona> = {}): Persona => ({
  key,
  login: `${key}@example.test`,
  firstName: key[0]!.toUpperCase() + key.slice(1),
  lastName: "Person",
  department: "Support",
  groups,
  ...more,
});

export const PEOPLE: readonly Persona[] = [
  person("reader", ["readers"]),
  person("writer", ["writers"], { factors: ["password", "totp", "passkey"] }),
  person("plain", ["readers"], { factors: ["password"] }),
  person("both", ["readers", "writers", "permissions-a", "permissions-b"]),
  person("outsider", ["others"]),
  person("gone", ["readers"], { status: "DEPROVISIONED" }),
];

export const GROUPS = ["readers", "writers", "others", "permissions-a", "permissions-b"];

export interface World extends Stand {
  readonly serverId: string;
  /** The path of the authorization server in the API. */
  readonly serverPath: string;
  /** The path of the issuer. */
  readonly issuerPath: string;
  readonly groupIds: Readonly<Record<string, string>>;
  /** Client ids by label. */
  readonly clients: Readonly<Record<"spa" | "web" | "native" | "service", string>>;
  readonly secrets: Readonly<Record<"web" | "service", string>>;
  /** Asks for authorization and does not follow the redirect. */
  authorize(params: Record<string, string | undefined>, cookie?: string): Promise<Reply>;
  /** The parameters of the redirect that an authorization request ends in. */
  redirected(params: Record<string, string | undefined>, cookie?: string): Promise<URLSearchParams>;
  /** Signs in and exchanges the code. */
  tokens(login: string, scope: string, more?: Record<string, string | undefined>): Promise<Reply>;
  basic(client: "web" | "service"): Record<string, string>;
}

const oauthApp = (label: string, type: string, method: string, client: object) => ({
  name: "oidc_client",
  label,
  signOnMode: "OPENID_CONNECT",
  credentials: { oauthClient: { token_endpoint_auth_method: method, pkce_required: type !== "service" } },
  settings: { oauthClient: { application_type: type, ...client } },
});

const REFRESH = { rotation_type: "ROTATE", leeway: 0 };
export const DEVICE = "urn:ietf:params:oauth:grant-type:device_code";
export const EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
export const CIBA = "urn:openid:params:grant-type:ciba";

const user = {
  redirect_uris: [REDIRECT],
  post_logout_redirect_uris: ["http://127.0.0.1:9/bye"],
  response_types: ["code", "id_token", "token"],
};

const APPS = {
  spa: oauthApp("spa", "browser", "none", {
    ...user,
    grant_types: ["authorization_code", "refresh_token", "implicit"],
    refresh_token: REFRESH,
  }),
  web: oauthApp("web", "web", "client_secret_basic", {
    ...user,
    grant_types: ["authorization_code", "refresh_token", DEVICE, EXCHANGE, CIBA],
    refresh_token: { rotation_type: "STATIC", leeway: 0 },
  }),
  native: oauthApp("native", "native", "none", {
    ...user,
    grant_types: ["authorization_code", "refresh_token", DEVICE, EXCHANGE],
    refresh_token: REFRESH,
  }),
  service: oauthApp("service", "service", "client_secret_basic", {
    grant_types: ["client_credentials"],
    response_types: ["token"],
  }),
};

const OIDC = ["openid", "profile", "email", "offline_access"];
const USER_GRANTS = ["authorization_code", "implicit", DEVICE, EXCHANGE, CIBA];

export async function startWorld(options: LocalOktaOptions = {}): Promise<World> {
  const stand = await startStand({ personas: PEOPLE, directoryGroups: GROUPS, ...options });
  const server = await stand.must(201, "POST", "/api/v1/authorizationServers", {
    name: "admin",
    audiences: ["api://admin"],
  });
  const serverPath = `/api/v1/authorizationServers/${server.id}`;
  for (const name of ["users:read", "users:write"]) await stand.must(201, "POST", `${serverPath}/scopes`, { name });
  const groups: { id: string; profile: { name: string } }[] = await stand.must(200, "GET", "/api/v1/groups");
  const groupIds = Object.fromEntries(groups.map(({ id, profile }) => [profile.name, id]));
  const made = await makeApps(stand, groupIds);
  await makePolicy(stand, serverPath, groupIds);
  await askForOneFactor(stand);
  const issuerPath = `/oauth2/${server.id}`;
  const basic = (client: "web" | "service") => ({
    authorization: `Basic ${Buffer.from(`${made.clients[client]}:${made.secrets[client]}`).toString("base64")}`,
  });
  const world = { ...stand, ...made, serverId: server.id as string, serverPath, issuerPath, groupIds, basic };
  return { ...world, ...asking(world) };
}

async function makeApps(stand: Stand, groupIds: Readonly<Record<string, string>>) {
  const clients: Record<string, string> = {};
  const secrets: Record<string, string> = {};
  for (const [label, body] of Object.entries(APPS)) {
    const { id, credentials } = await stand.must(200, "POST", "/api/v1/apps", body);
    clients[label] = id;
    secrets[label] = credentials.oauthClient.client_secret;
    if (label === "service") continue;
    for (const group of ["readers", "writers"])
      await stand.must(200, "PUT", `/api/v1/apps/${id}/groups/${groupIds[group]}`, {});
  }
  return { clients: clients as World["clients"], secrets: secrets as World["secrets"] };
}

/** So that a test says itself what level it is about: the org's own default policy asks everybody for two factors. */
async function askForOneFactor(stand: Stand): Promise<void> {
  const [{ id }] = await stand.must(200, "GET", "/api/v1/policies?type=ACCESS_POLICY");
  const [{ id: rule, name }] = await stand.must(200, "GET", `/api/v1/policies/${id}/rules`);
  const verificationMethod = { type: "ASSURANCE", factorMode: "1FA", reauthenticateIn: "PT43800H" };
  const actions = { appSignOn: { access: "ALLOW", verificationMethod } };
  await stand.must(200, "PUT", `/api/v1/policies/${id}/rules/${rule}`, { name, type: "ACCESS_POLICY", actions });
}

/** Readers may read, writers may read and write; the service may read. */
async function makePolicy(stand: Stand, serverPath: string, groupIds: Readonly<Record<string, string>>): Promise<void> {
  const conditions = { clients: { include: ["ALL_CLIENTS"] } };
  const { id } = await stand.must(201, "POST", `${serverPath}/policies`, {
    name: "all",
    description: "All clients",
    priority: 1,
    conditions,
  });
  const rule = (
    name: string,
    grants: readonly string[],
    groups: readonly string[],
    scopes: readonly string[],
    minutes: number,
  ) =>
    stand.must(201, "POST", `${serverPath}/policies/${id}/rules`, {
      name,
      type: "RESOURCE_ACCESS",
      conditions: {
        grantTypes: { include: grants },
        people: { groups: { include: groups } },
        scopes: { include: scopes },
      },
      actions: {
        token: {
          accessTokenLifetimeMinutes: minutes,
          refreshTokenLifetimeMinutes: 600,
          refreshTokenWindowMinutes: 120,
        },
      },
    });
  await rule("readers", USER_GRANTS, [groupIds["readers"]!], [...OIDC, "users:read"], 60);
  await rule("writers", USER_GRANTS, [groupIds["writers"]!], [...OIDC, "users:read", "users:write"], 10);
  await rule("service", ["client_credentials"], [], ["users:read"], 60);
}

function asking(
  world: Omit<World, "authorize" | "redirected" | "tokens">,
): Pick<World, "authorize" | "redirected" | "tokens"> {
  const authorize = async (params: Record<string, string | undefined>, cookie?: string): Promise<Reply> => {
    const all: Record<string, string | undefined> = {
      client_id: world.clients.spa,
      redirect_uri: REDIRECT,
      response_type: "code",
      state: "st",
      code_challenge: CHALLENGE,
      code_challenge_method: "S256",
      ...params,
    };
    const given = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined);
    const headers: Record<string, string> = cookie === undefined ? {} : { cookie };
    const url = `${world.localUrl}${world.issuerPath}/v1/authorize?${new URLSearchParams(given)}`;
    return reply(await fetch(url, { redirect: "manual", headers }));
  };
  const redirected = async (params: Record<string, string | undefined>, cookie?: string): Promise<URLSearchParams> => {
    const answer = await authorize(params, cookie);
    const location = answer.headers.get("location");
    if (answer.status !== 302 || location === null) throw new Error(`no redirect: ${answer.status} ${answer.text}`);
    const { searchParams, hash } = new URL(location);
    return hash === "" ? searchParams : new URLSearchParams(hash.slice(1));
  };
  const tokens = async (
    login: string,
    scope: string,
    more: Record<string, string | undefined> = {},
  ): Promise<Reply> => {
    const answer = await redirected({ login_hint: `${login}@example.test`, scope, ...more });
    const code = answer.get("code");
    if (code === null) throw new Error(`no code: ${answer}`);
    const client = more["client_id"] ?? world.clients.spa;
    const form = { grant_type: "authorization_code", code, redirect_uri: REDIRECT, code_verifier: VERIFIER };
    if (client === world.clients.web) return world.post(`${world.issuerPath}/v1/token`, form, world.basic("web"));
    return world.post(`${world.issuerPath}/v1/token`, { ...form, client_id: client });
  };
  return { authorize, redirected, tokens };
}

/** The claims of a JWT, unchecked. */
export function claimsOf(token: string): any {
  return JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString());
}

/** The session cookie that an answer sets. */
export function cookieOf(answer: Reply): string {
  return (answer.headers.get("set-cookie") ?? "").split(";")[0]!;
}
