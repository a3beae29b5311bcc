/** Tries the keys of a service client on a local Okta through a rotation: which of them is taken while which are registered. */
import type { JWK } from "jose";
import { clientToken, SignInRefused } from "./check/signIn";
import { startLocalOkta } from "./okta/start";
import type { ServiceKey } from "./serviceKeys";

/** What is registered in Okta, one after the other. */
export const PHASES = ["old", "both", "new"] as const;
export type Phase = (typeof PHASES)[number];

/** The answer to a token request that was signed with one of the keys. */
export interface KeyAnswer {
  readonly registered: Phase;
  readonly signedWith: "old" | "new";
  readonly taken: boolean;
  /** What Okta said where it was not taken. */
  readonly error?: string;
}

/** The scope of the trial's own server: what a client may have does not matter to its keys. */
const SCOPE = "trial";

/**
 * Requests tokens with both keys in each phase, at an org of their own that ends with the trial.
 *
 * @returns six answers; a rotation works where a key is taken exactly as long as it is registered.
 */
export async function tryKeys(keys: Readonly<Record<"old" | "new", ServiceKey>>): Promise<KeyAnswer[]> {
  const okta = await startLocalOkta();
  const api = caller(okta.url, okta.apiToken);
  try {
    const server = await api("POST", "/api/v1/authorizationServers", { name: "trial", audiences: ["api://trial"] });
    const path = `/api/v1/authorizationServers/${server.id}`;
    await api("POST", `${path}/scopes`, { name: SCOPE });
    const app = await api("POST", "/api/v1/apps", appWith([keys.old]));
    await allow(api, path, app.id);
    const issuer = `${okta.url}/oauth2/${server.id}`;
    const answers: KeyAnswer[] = [];
    for (const registered of PHASES) {
      const jwks = registered === "both" ? [keys.old, keys.new] : [keys[registered]];
      await api("PUT", `/api/v1/apps/${app.id}`, appWith(jwks));
      for (const signedWith of ["old", "new"] as const) {
        answers.push({ registered, signedWith, ...(await ask(issuer, app.id, keys[signedWith].privateJwk)) });
      }
    }
    return answers;
  } finally {
    await okta.close();
  }
}

/** Whether each key was taken exactly as long as it was registered. */
export function rotates(answers: readonly KeyAnswer[]): boolean {
  return answers.every(({ registered, signedWith, taken }) => taken === ["both", signedWith].includes(registered));
}

async function ask(issuer: string, clientId: string, privateJwk: JWK): Promise<Pick<KeyAnswer, "taken" | "error">> {
  try {
    await clientToken({ issuer, client: { clientId, type: "service", privateJwk }, scopes: [SCOPE] });
    return { taken: true };
  } catch (error) {
    if (!(error instanceof SignInRefused)) throw error;
    return { taken: false, error: error.message };
  }
}

function appWith(keys: readonly ServiceKey[]): object {
  return {
    name: "oidc_client",
    label: "trial",
    signOnMode: "OPENID_CONNECT",
    credentials: { oauthClient: { token_endpoint_auth_method: "private_key_jwt" } },
    settings: {
      oauthClient: {
        application_type: "service",
        grant_types: ["client_credentials"],
        response_types: ["token"],
        jwks: { keys: keys.map(({ publicJwk }) => publicJwk) },
      },
    },
  };
}

type Api = (method: string, path: string, body: object) => Promise<{ readonly id: string }>;

async function allow(api: Api, path: string, clientId: string): Promise<void> {
  const policy = await api("POST", `${path}/policies`, {
    name: "trial",
    description: "the trial's own client",
    priority: 1,
    conditions: { clients: { include: [clientId] } },
  });
  await api("POST", `${path}/policies/${policy.id}/rules`, {
    name: "trial",
    type: "RESOURCE_ACCESS",
    priority: 1,
    conditions: {
      grantTypes: { include: ["client_credentials"] },
      people: { groups: { include: [] }, users: { include: [] } },
      scopes: { include: [SCOPE] },
    },
    actions: {
      token: { accessTokenLifetimeMinutes: 5, refreshTokenLifetimeMinutes: 0, refreshTokenWindowMinutes: 10 },
    },
  });
}

function caller(url: string, token: string): Api {
  return async (method, path, body) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `SSWS ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as { id: string; errorSummary?: string };
    if (!response.ok) throw new Error(`the local Okta refused ${method} ${path}: ${String(answer.errorSummary)}`);
    return answer;
  };
}
