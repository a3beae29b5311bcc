/** The callers' module on top of two OAuth libraries, against the local Okta and the local gateway, as in docs/callers.md. */
import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import {
  baseScopes,
  createApiClient,
  entitledScopes,
  splitScopes,
  type ApiClient,
  type GetToken,
  type TokenRequest,
} from "../../client";
import { clientTable } from "../../model/ask";
import type { EnvironmentClient } from "../../local/environment";
import type { RunningProduct } from "../../bench/localProduct";
import { OktaAuth, type TokenParams } from "../strangers/oktaAuthJs";
import { consoleProduct } from "../support/consoleProduct";

/** A library: what the person is entitled to after a sign-in without custom scopes, and how it gets further tokens. */
interface Library {
  signIn(login: string, scopes: readonly string[]): Promise<{ idToken: string }>;
  getToken: GetToken;
}

/** As a browser would: follows the address of the authorization request to the one that leads back to the application. */
async function browse(address: URL, cookies: Map<string, string>): Promise<URL> {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const response = await fetch(address, { redirect: "manual", headers: cookie === "" ? {} : { cookie } });
  for (const text of response.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(text)!;
    cookies.set(name!, value!);
  }
  const location = response.headers.get("location");
  assert.ok(location, `the sign-in did not lead back: ${response.status} ${await response.text()}`);
  return new URL(location);
}

function withOauth4webapi(issuer: string, { clientId, redirectUris }: EnvironmentClient): Library {
  const client: oauth.Client = { client_id: clientId };
  const http = { [oauth.allowInsecureRequests]: true };
  const redirectUri = redirectUris![0]!;
  const cookies = new Map<string, string>();
  let hint = "";

  async function ask({ scopes, acrValues, maxAge, prompt }: TokenRequest) {
    const address = new URL(issuer);
    const server = await oauth.processDiscoveryResponse(address, await oauth.discoveryRequest(address, http));
    const verifier = oauth.generateRandomCodeVerifier();
    const state = oauth.generateRandomState();
    const nonce = oauth.generateRandomNonce();
    const request = new URL(server.authorization_endpoint!);
    const parameters = {
      client_id: clientId,
      redirect_uri: redirectUri,
      response_type: "code",
      scope: ["openid", ...scopes].join(" "),
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      state,
      nonce,
      login_hint: hint,
      ...(acrValues !== undefined && { acr_values: acrValues }),
      ...(maxAge !== undefined && { max_age: String(maxAge) }),
      ...(prompt !== undefined && { prompt }),
    };
    for (const [name, value] of Object.entries(parameters)) request.searchParams.set(name, value);
    const callback = oauth.validateAuthResponse(server, client, await browse(request, cookies), state);
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.None(),
      callback,
      redirectUri,
      verifier,
      http,
    );
    return oauth.processAuthorizationCodeResponse(server, client, response, {
      expectedNonce: nonce,
      requireIdToken: true,
    });
  }

  return {
    async signIn(login, scopes) {
      hint = login;
      return { idToken: (await ask({ scopes })).id_token! };
    },
    async getToken(request) {
      try {
        const { access_token: accessToken, expires_in: seconds = 0 } = await ask(request);
        return { accessToken, expiresAt: Date.now() / 1000 + seconds };
      } catch (error) {
        if (error instanceof oauth.AuthorizationResponseError) return undefined;
        throw error;
      }
    },
  };
}

function withOktaAuthJs(issuer: string, { clientId, redirectUris }: EnvironmentClient): Library {
  const auth = new OktaAuth({
    issuer,
    clientId,
    redirectUri: redirectUris![0]!,
    pkce: true,
    testing: { disableHttpsCheck: true },
  } as ConstructorParameters<typeof OktaAuth>[0]);
  const cookies = new Map<string, string>();
  let loginHint = "";

  /** In a browser: `auth.token.getWithPopup(params)`. */
  async function getTokens(given: TokenParams) {
    const params = await auth.token.prepareTokenParams({ loginHint, ...given });
    const request = new URL(`${issuer}/v1/authorize`);
    const names = {
      client_id: params.clientId,
      redirect_uri: params.redirectUri,
      response_type: "code",
      scope: params.scopes!.join(" "),
      state: params.state,
      nonce: params.nonce,
      code_challenge: params.codeChallenge,
      code_challenge_method: params.codeChallengeMethod,
      acr_values: params.acrValues,
      max_age: params.maxAge,
      prompt: params.prompt,
      login_hint: params.loginHint,
    };
    for (const [name, value] of Object.entries(names))
      if (value !== undefined) request.searchParams.set(name, String(value));
    const { searchParams } = await browse(request, cookies);
    const code = searchParams.get("code");
    if (code === null) return undefined;
    return (await auth.token.exchangeCodeForTokens({ ...params, authorizationCode: code })).tokens;
  }

  return {
    async signIn(login, scopes) {
      loginHint = login;
      const tokens = await getTokens({ scopes: ["openid", ...scopes] });
      return { idToken: tokens!.idToken!.idToken };
    },
    async getToken({ scopes, acrValues, maxAge, prompt }) {
      const tokens = await getTokens({
        scopes: ["openid", ...scopes],
        acrValues: acrValues as TokenParams["acrValues"],
        maxAge,
        prompt,
      });
      const token = tokens?.accessToken;
      return token && { accessToken: token.accessToken, expiresAt: token.expiresAt };
    },
  };
}

const claimsOf = (response: Response) => response.json() as Promise<{ operation: string; target: unknown }>;

for (const [name, library] of Object.entries({
  oauth4webapi: withOauth4webapi,
  "@okta/okta-auth-js": withOktaAuthJs,
})) {
  describe(`the callers' module on top of ${name}`, function () {
    this.timeout(120_000);
    let product: RunningProduct;
    const { warn } = console;
    before(async () => {
      // okta-auth-js warns that Node keeps its tokens in memory.
      console.warn = () => undefined;
      product = await consoleProduct();
    });
    after(() => (console.warn = warn));

    /** Signed in with nothing but `openid`, which is how the application hears what the person is entitled to. */
    async function signedIn(person: string) {
      const { access, environment } = product;
      const table = clientTable(access, access.clients.get("support-console")!);
      const asked: TokenRequest[] = [];
      const { signIn, getToken } = library(environment.issuer, environment.clients["support-console"]!);
      const { idToken } = await signIn(environment.personas[person]!.login, []);
      const entitled = entitledScopes(idToken, table);
      const admin = createApiClient(table, "admin", {
        baseUrl: environment.apis["admin"]!,
        entitled,
        getToken: (request) => (asked.push(request), getToken(request)),
      }) as ApiClient<Record<string, unknown>>;
      return { table, entitled, asked, admin };
    }

    it("reads the entitlement, asks for what needs no step-up once, and calls", async () => {
      const { entitled, asked, admin, table } = await signedIn("leo");
      assert.deepEqual(entitled.sort(), [
        "approvals:create",
        "factors:verify",
        "users:activate",
        "users:create",
        "users:deactivate",
        "users:read",
        "users:update",
      ]);
      assert.deepEqual((await claimsOf(await admin("GET /users"))).operation, "GET /users");
      const patched = await admin("PATCH /users/{id}", { path: { id: "00u1" }, body: {} } as never);
      assert.deepEqual(await claimsOf(patched), { operation: "PATCH /users/{id}", target: { id: "00u1" } });
      assert.equal(asked.length, 1);
      assert.deepEqual(splitScopes(baseScopes(entitled, table), table), [asked[0]!.scopes]);
    });

    it("steps up for the one action that needs it, and not for the next", async () => {
      const { asked, admin } = await signedIn("leo");
      const deactivate = (id: string) => admin("POST /users/{id}/deactivate", { path: { id } } as never);
      assert.equal((await deactivate("00u1")).status, 200);
      assert.equal((await deactivate("00u2")).status, 200);
      assert.deepEqual(asked, [{ scopes: ["users:deactivate"], acrValues: "urn:okta:loa:2fa:any", maxAge: 300 }]);
    });

    it("is challenged where the table knows of no step-up, and answers", async () => {
      const { environment, access } = product;
      const table = clientTable(access, access.clients.get("support-console")!);
      const asked: TokenRequest[] = [];
      const { signIn, getToken } = library(environment.issuer, environment.clients["support-console"]!);
      await signIn(environment.personas["leo"]!.login, []);
      const older = {
        ...table,
        apis: { admin: { "POST /users/{id}/deactivate": { scopes: { any: ["users:deactivate"] } } } },
      };
      const admin = createApiClient(older, "admin", {
        baseUrl: environment.apis["admin"]!,
        getToken: (request) => (asked.push(request), getToken(request)),
      });
      const response = await admin("POST /users/{id}/deactivate", { path: { id: "00u1" } });
      assert.equal(response.status, 200);
      assert.deepEqual(asked, [
        { scopes: ["users:deactivate"] },
        { scopes: ["users:deactivate"], acrValues: "urn:okta:loa:2fa:any", maxAge: 300 },
      ]);
    });

    it("gives the refusal to the application where the person is not entitled", async () => {
      const { entitled, asked, admin } = await signedIn("agnes");
      assert.equal(entitled.includes("users:deactivate"), false);
      const response = await admin("POST /users/{id}/deactivate", { path: { id: "00u1" } } as never);
      assert.equal(response.status, 401);
      assert.equal(asked.length, 1);
      assert.equal((await admin("GET /users")).status, 200);
    });
  });
}
