/** A service app that calls the Management API with a key of its own. */
import { generateKeyPairSync, sign } from "node:crypto";
import type { Reply, Stand } from "./stand";

const KEY = generateKeyPairSync("ec", { namedCurve: "P-256" });

export interface ServiceApp {
  readonly id: string;
  readonly secret: string | undefined;
  /** Asks the org's authorization server for a token. */
  ask(scope: string): Promise<Reply>;
  /** Gives the app an admin role. */
  assign(role: object): Promise<{ id: string }>;
  /** Calls the Management API with a token for all scopes that were granted. */
  api(method: string, path: string, body?: unknown): Promise<Reply>;
}

export async function newServiceApp(
  okta: Stand,
  label: string,
  scopes: readonly string[],
  method = "private_key_jwt",
): Promise<ServiceApp> {
  const jwk = { ...KEY.publicKey.export({ format: "jwk" }), kid: "k" };
  const { id, credentials } = await okta.must(200, "POST", "/api/v1/apps", {
    name: "oidc_client",
    label,
    signOnMode: "OPENID_CONNECT",
    credentials: { oauthClient: { token_endpoint_auth_method: method } },
    settings: {
      oauthClient: { application_type: "service", grant_types: ["client_credentials"], jwks: { keys: [jwk] } },
    },
  });
  for (const scopeId of scopes)
    await okta.must(201, "POST", `/api/v1/apps/${id}/grants`, { issuer: okta.url, scopeId });
  let jti = 0;
  const ask = (scope: string) => {
    jti += 1;
    return okta.post("/oauth2/v1/token", {
      grant_type: "client_credentials",
      scope,
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: assertion(okta, id, String(jti)),
    });
  };
  let token: Promise<Reply> | undefined;
  return {
    id,
    secret: credentials.oauthClient.client_secret,
    ask,
    assign: (role) => okta.must(201, "POST", `/oauth2/v1/clients/${id}/roles`, role),
    api: async (verb, path, body) => {
      const { access_token } = (await (token ??= ask(scopes.join(" ")))).body;
      return okta.api(verb, path, body, { authorization: `Bearer ${access_token}` });
    },
  };
}

function assertion(okta: Stand, clientId: string, jti: string): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const exp = okta.org.seconds() + 60;
  const claims = { iss: clientId, sub: clientId, aud: `${okta.url}/oauth2/v1/token`, exp, jti };
  const signed = `${encode({ alg: "ES256", kid: "k" })}.${encode(claims)}`;
  const signature = sign("sha256", Buffer.from(signed), { key: KEY.privateKey, dsaEncoding: "ieee-p1363" });
  return `${signed}.${signature.toString("base64url")}`;
}
