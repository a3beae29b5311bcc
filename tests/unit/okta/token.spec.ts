/** The token endpoint: client authentication, the code and client credentials grants, the shapes of the tokens. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { assertOAuthError, START, testKeys } from "./support/stand";
import { claimsOf, REDIRECT, startWorld, VERIFIER, type World } from "./support/world";

const now = START / 1000;

describe("local Okta: token endpoint", () => {
  let world: World;
  let path: string;
  before(async () => {
    world = await startWorld();
    path = `${world.issuerPath}/v1/token`;
  });
  after(() => world.close());

  const code = async (more: Record<string, string | undefined> = {}) =>
    (await world.redirected({ login_hint: "reader@example.test", scope: "openid users:read", ...more })).get("code")!;
  const exchange = (form: Record<string, string>, headers?: Record<string, string>) =>
    world.post(
      path,
      {
        grant_type: "authorization_code",
        redirect_uri: REDIRECT,
        client_id: world.clients.spa,
        code_verifier: VERIFIER,
        ...form,
      },
      headers,
    );
  const credentials = (form: Record<string, string>, headers: Record<string, string> = world.basic("service")) =>
    world.post(path, { grant_type: "client_credentials", ...form }, headers);

  it("gives a person's access token in Okta's shape", async () => {
    const { status, body, headers } = await world.tokens("reader", "openid users:read", { nonce: "n-1" });
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(body), ["token_type", "expires_in", "access_token", "scope", "id_token"]);
    assert.deepEqual([body.token_type, body.expires_in, body.scope], ["Bearer", 3600, "openid users:read"]);
    assert.equal(headers.get("cache-control"), "no-cache, no-store");
    const { jti, uid, ...claims } = claimsOf(body.access_token);
    assert.match(jti, /^AT\.[A-Za-z0-9]{43}$/);
    assert.equal(uid, world.org.findUser("reader@example.test")!.id);
    assert.deepEqual(claims, {
      ver: 1,
      iss: `${world.url}${world.issuerPath}`,
      aud: "api://admin",
      iat: now,
      exp: now + 3600,
      cid: world.clients.spa,
      scp: ["openid", "users:read"],
      auth_time: now,
      sub: "reader@example.test",
    });
    const { jti: idJti, ...id } = claimsOf(body.id_token);
    assert.match(idJti, /^ID\./);
    assert.deepEqual(id, {
      sub: uid,
      ver: 1,
      iss: `${world.url}${world.issuerPath}`,
      aud: world.clients.spa,
      iat: now,
      exp: now + 3600,
      amr: ["pwd"],
      idp: world.org.id,
      nonce: "n-1",
      auth_time: now,
      at_hash: createHash("sha256").update(body.access_token).digest().subarray(0, 16).toString("base64url"),
    });
  });

  it("lets the token live as long as the rule says that granted it", async () => {
    const { body } = await world.tokens("writer", "openid users:read");
    assert.equal(body.expires_in, 600);
  });

  it("puts no nonce into the ID token where none was asked for", async () => {
    const { body } = await world.tokens("reader", "openid");
    assert.equal("nonce" in claimsOf(body.id_token), false);
  });

  it("gives no ID token without openid", async () => {
    const { body } = await world.tokens("reader", "users:read");
    assert.deepEqual(Object.keys(body), ["token_type", "expires_in", "access_token", "scope"]);
  });

  it("gives a service its token, without a user", async () => {
    const { status, body } = await credentials({ scope: "users:read" });
    assert.equal(status, 200);
    const { jti, ...claims } = claimsOf(body.access_token);
    assert.deepEqual(claims, {
      ver: 1,
      iss: `${world.url}${world.issuerPath}`,
      aud: "api://admin",
      iat: now,
      exp: now + 3600,
      cid: world.clients.service,
      scp: ["users:read"],
      sub: world.clients.service,
    });
  });

  const refusedCredentials: [string, Record<string, string>, number, string, string][] = [
    [
      "an OIDC scope",
      { scope: "openid" },
      400,
      "invalid_scope",
      "Cannot request 'openid' scopes using client credentials.",
    ],
    [
      "a scope that no rule gives it",
      { scope: "users:write" },
      401,
      "access_denied",
      "Policy evaluation failed for this request, please check the policy configurations.",
    ],
    [
      "a scope that one of two rules does not give",
      { scope: "users:read users:write" },
      401,
      "access_denied",
      "Policy evaluation failed for this request, please check the policy configurations.",
    ],
    [
      "an unknown scope",
      { scope: "nope" },
      400,
      "invalid_scope",
      "One or more scopes are not configured for the authorization server resource.",
    ],
    [
      "no scope",
      {},
      400,
      "invalid_scope",
      "The authorization server resource does not have any configured default scopes, 'scope' must be provided.",
    ],
  ];
  for (const [what, form, status, error, description] of refusedCredentials) {
    it(`refuses a service ${what}`, async () => {
      assertOAuthError(await credentials(form), status, error, description);
    });
  }

  const invalidClient = "Client authentication failed. Either the client or the client credentials are invalid.";
  const refusedClients: [string, () => Promise<any>, number, string, string][] = [
    [
      "no client at all",
      () => world.post(path, { grant_type: "client_credentials" }),
      401,
      "invalid_client",
      "No client credentials found.",
    ],
    [
      "an unknown client",
      () => credentials({}, basic("0oanone", "x")),
      401,
      "invalid_client",
      "Invalid value for 'client_id' parameter.",
    ],
    [
      "a wrong secret",
      () => credentials({}, basic(world.clients.service, "x")),
      401,
      "invalid_client",
      "The client secret supplied for a confidential client is invalid.",
    ],
    [
      "a confidential client without its secret",
      () => credentials({ client_id: world.clients.service }, {}),
      401,
      "invalid_client",
      invalidClient,
    ],
    [
      "a secret of a public client",
      () => exchange({ code: "x", client_secret: "x" }),
      401,
      "invalid_client",
      invalidClient,
    ],
    [
      "rubbish for Basic credentials",
      () => credentials({}, { authorization: "Basic ###" }),
      401,
      "invalid_client",
      "Found Authentication header but was not valid client credentials.",
    ],
    [
      "another scheme",
      () => credentials({}, { authorization: "Digest x" }),
      401,
      "invalid_client",
      "Found Authentication header but was not valid client credentials.",
    ],
    [
      "two sets of credentials",
      () => credentials({ client_id: world.clients.service, client_secret: world.secrets.service }),
      401,
      "invalid_request",
      "Cannot supply multiple client credentials. Use one of the following: credentials in the Authorization header, credentials in the post body, or a client_assertion in the post body.",
    ],
    [
      "another client id beside Basic",
      () => credentials({ client_id: world.clients.web }),
      401,
      "invalid_client",
      "Invalid value for 'client_id' parameter.",
    ],
  ];
  for (const [what, ask, status, error, description] of refusedClients) {
    it(`refuses ${what}`, async () => {
      assertOAuthError(await ask(), status, error, description);
    });
  }

  it("refuses a secret in the query", async () => {
    assertOAuthError(
      await world.post(`${path}?client_secret=x`, {}),
      400,
      "invalid_request",
      "Client credentials cannot be supplied via query parameters.",
    );
  });

  it("takes the secret in the body, and Basic credentials with everything percent-encoded", async () => {
    const inBody = { client_id: world.clients.service, client_secret: world.secrets.service, scope: "users:read" };
    assert.equal((await credentials(inBody, {})).status, 200);
    const encode = (text: string) => [...text].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join("");
    const headers = basic(encode(world.clients.service), encode(world.secrets.service));
    assert.equal((await credentials({ scope: "users:read" }, headers)).status, 200);
  });

  it("refuses an inactive client", async () => {
    await world.must(200, "POST", `/api/v1/apps/${world.clients.service}/lifecycle/deactivate`);
    assertOAuthError(await credentials({ scope: "users:read" }), 401, "invalid_client", invalidClient);
    await world.must(200, "POST", `/api/v1/apps/${world.clients.service}/lifecycle/activate`);
  });

  it("refuses a grant that the client does not have, and one that nobody has", async () => {
    assertOAuthError(
      await world.post(path, { grant_type: "authorization_code", code: "x" }, world.basic("service")),
      400,
      "unauthorized_client",
      "The client is not authorized to use the provided grant type. Configured grant types: [client_credentials].",
    );
    const unknown = await world.post(path, { grant_type: "magic" }, world.basic("service"));
    assert.deepEqual([unknown.status, unknown.body.error], [400, "unsupported_grant_type"]);
    const missing = await world.post(path, { scope: "x" }, world.basic("service"));
    assert.match(
      missing.body.error_description,
      /^The token request must specify a 'grant_type'. Valid values: \[authorization_code, /,
    );
  });

  const refusedCodes: [string, Record<string, string>, string, string][] = [
    [
      "another redirect URI",
      { redirect_uri: "http://127.0.0.1:9/other" },
      "invalid_grant",
      "The 'redirect_uri' does not match the redirection URI used in the authorization request.",
    ],
    ["a wrong verifier", { code_verifier: "w".repeat(50) }, "invalid_grant", "PKCE verification failed."],
    ["a verifier that is too short", { code_verifier: "v" }, "invalid_grant", "PKCE verification failed."],
    ["no verifier", { code_verifier: "" }, "invalid_request", "PKCE code verifier is required by the application."],
    ["an unknown code", { code: "unknown" }, "invalid_grant", "The authorization code is invalid or has expired."],
    ["no code", { code: "" }, "invalid_request", "The required parameter 'code' is missing."],
    [
      "another client",
      { client_id: "native" },
      "invalid_grant",
      "The grant was issued to another client. Please make sure the 'client_id' matches the one used at the authorize request.",
    ],
  ];
  for (const [what, form, error, description] of refusedCodes) {
    it(`refuses a code with ${what}, and the code stays good`, async () => {
      const good = await code();
      const sent = form["client_id"] === "native" ? { client_id: world.clients.native } : form;
      assertOAuthError(await exchange({ code: good, ...sent }), 400, error, description);
      assert.equal((await exchange({ code: good })).status, 200);
    });
  }

  it("refuses a verifier where no challenge was sent", async () => {
    const app = world.org.apps.get(world.clients.web)!;
    app.pkceRequired = false;
    const plain = await code({
      client_id: world.clients.web,
      code_challenge: undefined,
      code_challenge_method: undefined,
    });
    const answer = await world.post(
      path,
      { grant_type: "authorization_code", code: plain, redirect_uri: REDIRECT, code_verifier: VERIFIER },
      world.basic("web"),
    );
    assertOAuthError(
      answer,
      400,
      "invalid_request",
      "PKCE code challenge should be specified in the authorize request for code verification.",
    );
    app.pkceRequired = true;
  });

  it("refuses a code the second time and revokes what the first one gave", async () => {
    const once = await code();
    const first = await exchange({ code: once });
    assertOAuthError(
      await exchange({ code: once }),
      400,
      "invalid_grant",
      "The authorization code is invalid or has expired.",
    );
    const { body } = await world.post(`${world.issuerPath}/v1/introspect`, {
      token: first.body.access_token,
      client_id: world.clients.spa,
    });
    assert.deepEqual(body, { active: false });
  });

  it("refuses a code after five minutes", async () => {
    const late = await code();
    world.pass(301);
    assertOAuthError(
      await exchange({ code: late }),
      400,
      "invalid_grant",
      "The authorization code is invalid or has expired.",
    );
    world.pass(-301);
  });

  it("refuses a code of another authorization server", async () => {
    const other = await world.must(201, "POST", "/api/v1/authorizationServers", {
      name: "other",
      audiences: ["api://other"],
    });
    const answer = await world.post(`/oauth2/${other.id}/v1/token`, {
      grant_type: "authorization_code",
      code: await code(),
      redirect_uri: REDIRECT,
      client_id: world.clients.spa,
      code_verifier: VERIFIER,
    });
    assertOAuthError(answer, 400, "invalid_request", "The grant was issued for another authorization server.");
  });

  it("signs with a key that the issuer publishes", async () => {
    const { body } = await world.tokens("reader", "openid");
    const { keys } = (await (await fetch(`${world.url}${world.issuerPath}/v1/keys`)).json()) as any;
    const header = JSON.parse(Buffer.from(body.access_token.split(".")[0], "base64url").toString());
    assert.deepEqual(header, { kid: keys[0].kid, alg: "RS256" });
    const { n } = (await testKeys()).publicKey.export({ format: "jwk" });
    assert.equal(keys[0].n, n);
    assert.deepEqual(Object.keys(keys[0]), ["kty", "alg", "kid", "use", "e", "n"]);
  });
});

function basic(clientId: string, secret: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString("base64")}` };
}
