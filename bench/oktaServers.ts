/** One server of the benchmark of the local Okta, in a process of its own; prints how to ask it for a token. */
import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { startLocalOkta } from "../local/okta/start";
import { basic, CLIENT, declareClient } from "./oktaTokens";

export const SERVER_KINDS = ["bare", "local Okta", "oidc-provider", "oauth2-mock-server"] as const;
export type ServerKind = (typeof SERVER_KINDS)[number];

/** How to ask for a token. */
export interface TokenRequest {
  readonly url: string;
  readonly authorization: string;
  readonly body: string;
}

const BODY = "grant_type=client_credentials&scope=users%3Aread";

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}

/** Does nothing but sign one RS256 token of the same size per request, on node's thread pool: what nobody can beat. */
async function bare(): Promise<TokenRequest> {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const url = await listen(
    createServer((incoming, outgoing) => {
      incoming.resume();
      incoming.on("end", () =>
        signToken(privateKey, (token) => {
          outgoing.setHeader("content-type", "application/json");
          outgoing.end(
            JSON.stringify({ token_type: "Bearer", expires_in: 3600, access_token: token, scope: "users:read" }),
          );
        }),
      );
    }),
  );
  return { url: `${url}/token`, authorization: basic(CLIENT.id, CLIENT.secret), body: BODY };
}

function signToken(key: KeyObject, done: (token: string) => void): void {
  const now = Math.floor(Date.now() / 1000);
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = {
    ver: 1,
    jti: `AT.${"x".repeat(43)}`,
    iss: "http://127.0.0.1/oauth2/aus",
    aud: "api://admin",
    iat: now,
    exp: now + 3600,
    cid: CLIENT.id,
    scp: ["users:read"],
    sub: CLIENT.id,
  };
  const signed = `${encode({ kid: "key", alg: "RS256" })}.${encode(claims)}`;
  sign("sha256", Buffer.from(signed), key, (error, signature) => {
    if (error) throw error;
    done(`${signed}.${signature.toString("base64url")}`);
  });
}

/** Authenticates the client, evaluates its policies, releases claims, signs, explains and logs. */
async function localOkta(): Promise<TokenRequest> {
  const okta = await startLocalOkta();
  const issuer = await declareClient(okta, ["users:read"]);
  return { url: `${issuer}/v1/token`, authorization: basic(CLIENT.id, CLIENT.secret), body: BODY };
}

async function oidcProvider(): Promise<TokenRequest> {
  // The package has no types of its own.
  const name: string = "oidc-provider";
  const { default: Provider } = (await import(name)) as {
    default: new (issuer: string, configuration: object) => { callback(): RequestListener };
  };
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const server = createServer();
  const url = await listen(server);
  const resource = "urn:bench:api";
  const provider = new Provider(url, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        grant_types: ["client_credentials"],
        redirect_uris: [],
        response_types: [],
      },
    ],
    jwks: { keys: [{ ...(privateKey.export({ format: "jwk" }) as any), use: "sig", alg: "RS256", kid: "key" }] },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        getResourceServerInfo: () => ({
          scope: "users:read",
          accessTokenFormat: "jwt",
          jwt: { sign: { alg: "RS256" } },
        }),
      },
    },
  });
  server.on("request", provider.callback());
  return { url: `${url}/token`, authorization: basic(CLIENT.id, CLIENT.secret), body: BODY };
}

async function oauth2MockServer(): Promise<TokenRequest> {
  const { OAuth2Server } = await import("oauth2-mock-server");
  const server = new OAuth2Server();
  await server.issuer.keys.generate("RS256");
  await server.start(0, "127.0.0.1");
  return { url: `${server.issuer.url!}/token`, authorization: basic(CLIENT.id, CLIENT.secret), body: BODY };
}

const STARTERS: Readonly<Record<ServerKind, () => Promise<TokenRequest>>> = {
  bare,
  "local Okta": localOkta,
  "oidc-provider": oidcProvider,
  "oauth2-mock-server": oauth2MockServer,
};

if (require.main === module) {
  const kind = SERVER_KINDS.find((each) => each === process.argv[2]);
  if (kind === undefined) throw new Error(`name one of: ${SERVER_KINDS.join(", ")}`);
  const warn = console.warn;
  console.warn = () => undefined;
  void STARTERS[kind]().then((request) => {
    console.warn = warn;
    process.stdout.write(`${JSON.stringify(request)}\n`);
  });
}
