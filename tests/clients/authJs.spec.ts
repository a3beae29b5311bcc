/** Auth.js, on which NextAuth stands, with its own provider for Okta: as in docs/callers.md, against the local cloud. */
import assert from "node:assert/strict";
import { decodeJwt } from "jose";
import { createApiClient, entitledScopes, type ClientTable } from "../../client";
import { clientTable } from "../../model/ask";
import type { RunningProduct } from "../../bench/localProduct";
import { authJs, type AuthConfig } from "../strangers/authJs";
import { consoleProduct } from "../support/consoleProduct";

const APP = "http://127.0.0.1:9";

describe("Auth.js", function () {
  this.timeout(120_000);
  let product: RunningProduct;
  let table: ClientTable;
  let auth: (path: string, form?: Record<string, string>) => Promise<Response>;
  const cookies = new Map<string, string>();

  before(async () => {
    product = await consoleProduct();
    const { environment, access } = product;
    const { clientId, clientSecret } = environment.clients["audit-portal"]!;
    table = clientTable(access, access.clients.get("audit-portal")!);
    // The library's own callback address has to be one of the application's.
    const headers = { authorization: `SSWS ${environment.apiToken}`, "content-type": "application/json" };
    const address = `${environment.orgUrl}/api/v1/apps/${clientId}`;
    const app = (await (await fetch(address, { headers })).json()) as {
      settings: { oauthClient: { redirect_uris: string[] } };
    };
    app.settings.oauthClient.redirect_uris.push(`${APP}/auth/callback/okta`);
    assert.equal((await fetch(address, { method: "PUT", headers, body: JSON.stringify(app) })).status, 200);

    const { Auth, Okta } = await authJs();
    const config: AuthConfig = {
      basePath: "/auth",
      trustHost: true,
      secret: "of-a-test-alone-0123456789abcdef",
      providers: [
        Okta({
          clientId,
          clientSecret,
          issuer: environment.issuer,
          authorization: {
            params: {
              scope: "openid profile email users:read",
              login_hint: environment.personas["ada"]!.login,
            },
          },
          checks: ["pkce", "state", "nonce"],
        }),
      ],
      callbacks: {
        jwt: ({ token, account }) =>
          account
            ? { ...token, accessToken: account.access_token, idToken: account.id_token, expiresAt: account.expires_at }
            : token,
        session: ({ session, token }) => ({
          ...session,
          accessToken: token["accessToken"],
          idToken: token["idToken"],
          expiresAt: token["expiresAt"],
        }),
      },
    };
    auth = async (path, form) => {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
      const request = new Request(path.startsWith("http") ? path : APP + path, {
        method: form ? "POST" : "GET",
        headers: { cookie },
        body: form && new URLSearchParams(form),
      });
      const response = await Auth(request, config);
      for (const text of response.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(text)!;
        cookies.set(name!, value!);
      }
      return response;
    };
  });

  it("signs a person in, and its session calls the local gateway", async () => {
    const { csrfToken } = (await (await auth("/auth/csrf")).json()) as { csrfToken: string };
    const begun = await auth("/auth/signin/okta", { csrfToken, callbackUrl: APP });
    const back = await fetch(begun.headers.get("location")!, { redirect: "manual" });
    const done = await auth(back.headers.get("location")!);
    assert.equal(done.headers.get("location"), APP);
    const session = (await (await auth("/auth/session")).json()) as {
      user: { name: string };
      accessToken: string;
      idToken: string;
      expiresAt: number;
    };
    assert.equal(session.user.name, "Ada Admin");
    assert.deepEqual(decodeJwt(session.accessToken)["scp"], ["openid", "profile", "email", "users:read"]);
    const admin = createApiClient(table as ClientTable & { apis: { admin: Record<string, never> } }, "admin", {
      baseUrl: product.environment.apis["admin"]!,
      entitled: entitledScopes(session.idToken, table),
      getToken: async ({ acrValues, prompt, renew }) => (acrValues || prompt || renew ? undefined : session),
    });
    assert.equal((await (admin as unknown as (key: string) => Promise<Response>)("GET /users")).status, 200);
  });

  it("steps up by a sign-in with acr_values and max_age, which the library hands on", async () => {
    const { csrfToken } = (await (await auth("/auth/csrf")).json()) as { csrfToken: string };
    // As `signIn("okta", { callbackUrl }, { acr_values, max_age })` asks its own server.
    const more = new URLSearchParams({ acr_values: "urn:okta:loa:2fa:any", max_age: "300" });
    const begun = await auth(`/auth/signin/okta?${more}`, { csrfToken, callbackUrl: APP });
    const asked = new URL(begun.headers.get("location")!).searchParams;
    assert.deepEqual([asked.get("acr_values"), asked.get("max_age")], ["urn:okta:loa:2fa:any", "300"]);
    const back = await fetch(begun.headers.get("location")!, { redirect: "manual" });
    await auth(back.headers.get("location")!);
    const { accessToken } = (await (await auth("/auth/session")).json()) as { accessToken: string };
    const { acr, auth_time: signedIn } = decodeJwt(accessToken);
    assert.equal(acr, "urn:okta:loa:2fa:any");
    assert.ok(Math.abs(Number(signedIn) - Date.now() / 1000) < 60);
  });
});
