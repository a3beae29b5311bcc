/** The authorization endpoint: what it refuses, where it answers, and how it signs people in. */
import assert from "node:assert/strict";
import { assertOAuthError } from "./support/stand";
import { claimsOf, cookieOf, REDIRECT, startWorld, type World } from "./support/world";

const LOGIN = { login_hint: "reader@example.test", scope: "openid users:read" };

describe("local Okta: authorize", () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.close());

  it("sends a hinted person back at once with a code and the exact state", async () => {
    const state = "a b+c&d=é%20";
    const answer = await world.authorize({ ...LOGIN, state });
    assert.equal(answer.status, 302);
    const location = answer.headers.get("location")!;
    assert.match(
      location,
      /^http:\/\/127\.0\.0\.1:9\/callback\?code=[A-Za-z0-9]{43}&state=a%20b%2Bc%26d%3D%C3%A9%2520$/,
    );
    assert.equal(new URL(location).searchParams.get("state"), state);
    assert.match(answer.headers.get("set-cookie")!, /^idx=[A-Za-z0-9]{32}; Path=\/; HttpOnly; Secure; SameSite=None$/);
  });

  it("takes the same request as a form", async () => {
    const params = {
      client_id: world.clients.spa,
      redirect_uri: REDIRECT,
      response_type: "code",
      state: "s",
      ...LOGIN,
    };
    const pkce = { code_challenge: "x".repeat(43), code_challenge_method: "S256" };
    const answer = await world.post(`${world.issuerPath}/v1/authorize`, { ...params, ...pkce });
    assert.equal(answer.status, 302);
  });

  const shown: [string, Record<string, string | undefined>, number, string, string][] = [
    ["an unknown client", { client_id: "0oanone" }, 400, "invalid_client", "Invalid value for 'client_id' parameter."],
    ["no client", { client_id: undefined }, 400, "invalid_client", "Invalid value for 'client_id' parameter."],
    [
      "a redirect URI that the client does not have",
      { redirect_uri: `${REDIRECT}/` },
      400,
      "invalid_request",
      "The 'redirect_uri' parameter must be a Login redirect URI in the client app settings.",
    ],
    [
      "no redirect URI",
      { redirect_uri: undefined },
      400,
      "invalid_request",
      "The 'redirect_uri' parameter must be a Login redirect URI in the client app settings.",
    ],
  ];
  for (const [what, params, status, error, description] of shown) {
    it(`refuses ${what} without a redirect`, async () => {
      const answer = await world.authorize({ ...LOGIN, ...params });
      assert.equal(answer.headers.get("location"), null);
      const { errorId, ...rest } = answer.body;
      assert.deepEqual(
        { status: answer.status, ...rest },
        {
          status,
          errorCode: error,
          errorSummary: description,
          errorLink: error,
          errorCauses: [],
        },
      );
    });
  }

  it("refuses a parameter that stands there twice, without a redirect", async () => {
    const answer = await fetch(`${world.url}${world.issuerPath}/v1/authorize?client_id=a&client_id=b`, {
      redirect: "manual",
    });
    assert.equal(answer.status, 400);
    assert.equal(
      ((await answer.json()) as any).errorSummary,
      "The request contained multiple parameters with the same name.",
    );
  });

  const redirected: [string, Record<string, string | undefined>, string, string][] = [
    [
      "no state",
      { state: undefined },
      "invalid_request",
      "The authentication request has an invalid 'state' parameter.",
    ],
    [
      "a public client without a code challenge",
      { code_challenge: undefined },
      "invalid_request",
      "PKCE code challenge is required by the application.",
    ],
    [
      "the plain challenge method",
      { code_challenge_method: "plain" },
      "invalid_request",
      "PKCE code challenge method is not supported. Valid values: [S256]",
    ],
    [
      "a challenge without a method",
      { code_challenge_method: undefined },
      "invalid_request",
      "PKCE code challenge method is not supported. Valid values: [S256]",
    ],
    [
      "a challenge that is none",
      { code_challenge: "short" },
      "invalid_request",
      "PKCE code challenge contains illegal characters.",
    ],
    [
      "an unknown response type",
      { response_type: "none" },
      "unsupported_response_type",
      "The response type is not supported by the authorization server. Configured response types: [code, id_token, token].",
    ],
    [
      "an unknown response mode",
      { response_mode: "smoke" },
      "unsupported_response_mode",
      "The response mode is not supported by the authorization server. Valid response modes: [query, fragment, form_post, okta_post_message].",
    ],
    [
      "an unknown prompt",
      { prompt: "maybe" },
      "invalid_request",
      "Invalid value for 'prompt' parameter. Supported values: [none, login, consent, login consent]",
    ],
    [
      "prompt none beside another",
      { prompt: "none login" },
      "invalid_request",
      "Invalid value for 'prompt' parameter. Supported values: [none, login, consent, login consent]",
    ],
    [
      "a max_age that is no number",
      { max_age: "soon" },
      "invalid_request",
      "Invalid value for 'max_age' parameter. It should be within range 0 - 2^31-1.",
    ],
    [
      "max_age 0 without a prompt",
      { max_age: "0", prompt: "none" },
      "invalid_request",
      "'prompt' parameter must not have the value 'none' for request with 'zero' as max_age.",
    ],
    [
      "a request object",
      { request: "e30" },
      "request_not_supported",
      "The authorize request object is not supported by this client.",
    ],
    [
      "a scope that the server does not have",
      { scope: "openid nope" },
      "invalid_scope",
      "One or more scopes are not configured for the authorization server resource.",
    ],
    [
      "an OIDC scope without openid",
      { scope: "profile users:read" },
      "invalid_scope",
      "Requests for ID tokens or access tokens with OpenID scopes require the 'openid' scope.",
    ],
    [
      "no scope where none is a default",
      { scope: undefined },
      "invalid_scope",
      "The authorization server resource does not have any configured default scopes, 'scope' must be provided.",
    ],
    [
      "scopes longer than Okta takes",
      { scope: "x".repeat(1025) },
      "invalid_scope",
      "The requested scope is invalid, unknown, malformed, or exceeds the scope granted by the resource owner.",
    ],
    [
      "a person who is not assigned",
      { login_hint: "outsider@example.test" },
      "access_denied",
      "User is not assigned to the client application.",
    ],
    [
      "a scope that the person's groups do not hold",
      { scope: "openid users:write" },
      "access_denied",
      "Policy evaluation failed for this request, please check the policy configurations.",
    ],
    ["a deactivated person", { login_hint: "gone@example.test" }, "access_denied", "User status is invalid."],
    [
      "a prompt of none without a session",
      { prompt: "none", login_hint: undefined },
      "login_required",
      "The client specified not to prompt, but the user is not logged in.",
    ],
    [
      "a prompt of none without a session, whoever is hinted",
      { prompt: "none" },
      "login_required",
      "The client specified not to prompt, but the user is not logged in.",
    ],
    [
      "the implicit grant without a nonce",
      { response_type: "id_token" },
      "invalid_request",
      "The 'nonce' parameter is required for authorize requests with either the 'id_token' or 'token' response types..",
    ],
  ];
  for (const [what, params, error, description] of redirected) {
    it(`refuses ${what} by redirect, in Okta's words`, async () => {
      const answer = await world.redirected({ ...LOGIN, ...params });
      const state = "state" in params ? {} : { state: "st" };
      assert.deepEqual(Object.fromEntries(answer), { error, error_description: description, ...state });
    });
  }

  it("refuses a service app at the authorization endpoint", async () => {
    const app = world.org.apps.get(world.clients.service)!;
    app.redirectUris = [REDIRECT];
    const answer = await world.redirected({ ...LOGIN, client_id: world.clients.service });
    assert.equal(
      answer.get("error_description"),
      "Clients with 'application_type' of 'service' are not allowed to access the '/authorize' endpoint.",
    );
  });

  it("answers in the fragment and as a form that posts itself", async () => {
    const fragment = await world.authorize({ ...LOGIN, response_mode: "fragment" });
    assert.match(fragment.headers.get("location")!, /^http:\/\/127\.0\.0\.1:9\/callback#code=\w+&state=st$/);
    const form = await world.authorize({ ...LOGIN, response_mode: "form_post", state: `"><script>` });
    assert.equal(form.status, 200);
    assert.match(
      form.text,
      /<form method="post" action="http:\/\/127\.0\.0\.1:9\/callback">\s*<input type="hidden" name="code"/,
    );
    assert.ok(form.text.includes(`name="state" value="&quot;&gt;&lt;script&gt;"`));
  });

  it("answers a message to the redirect URI's origin only", async () => {
    const page = await world.authorize({ ...LOGIN, response_mode: "okta_post_message", state: "</script>" });
    assert.ok(page.text.includes(`"http://127.0.0.1:9")</script>`));
    assert.ok(page.text.includes(`"state":"\\u003c/script>"`));
  });

  it("keeps the person signed in by cookie, and lets prompt none through", async () => {
    const first = await world.authorize(LOGIN);
    const cookie = cookieOf(first);
    const silent = await world.redirected({ scope: "openid", prompt: "none" }, cookie);
    assert.match(silent.get("code")!, /^\w{43}$/);
    const silentForOther = await world.redirected(
      { scope: "openid", prompt: "none", login_hint: "writer@example.test" },
      cookie,
    );
    assert.equal(silentForOther.get("error"), "login_required");
  });

  it("shows a page to choose a person on, and signs in whom one chose", async () => {
    const page = await world.authorize({ scope: "openid users:read" });
    assert.equal(page.status, 200);
    const [, action] = /action="([^"]+)"/.exec(page.text)!;
    const path = action!.slice(world.url.length);
    const done = await world.post(path, { login: "reader@example.test", password: "on" });
    assert.match(done.headers.get("location")!, /\?code=\w+&state=st$/);
    const again = await world.post(path, { login: "reader@example.test", password: "on" });
    assert.equal(again.body.errorSummary, "Request expired, please start over and try again.");
  });

  it("shows the page with a word where nobody has the hinted login", async () => {
    const page = await world.authorize({ ...LOGIN, login_hint: "<b>nobody" });
    assert.ok(page.text.includes("There is no person with the login &lt;b&gt;nobody."));
  });

  it("refuses factors on the page that are not enough", async () => {
    const page = await world.authorize({ scope: "openid", acr_values: "urn:okta:loa:2fa:any" });
    const path = /action="([^"]+)"/.exec(page.text)![1]!.slice(world.url.length);
    const done = await world.post(path, { login: "reader@example.test", password: "on" });
    assert.match(done.headers.get("location")!, /error=unmet_authentication_requirements/);
  });

  it("gives an ID token that is fat when nothing is beside it, and thin beside an access token", async () => {
    const alone = await world.redirected({
      ...LOGIN,
      scope: "openid profile email",
      response_type: "id_token",
      nonce: "n",
    });
    const fat = claimsOf(alone.get("id_token")!);
    assert.deepEqual([fat.given_name, fat.email_verified, fat.nonce, fat.at_hash], ["Reader", true, "n", undefined]);
    const both = await world.redirected({
      ...LOGIN,
      scope: "openid profile email",
      response_type: "id_token token",
      nonce: "n",
    });
    const thin = claimsOf(both.get("id_token")!);
    assert.deepEqual([thin.given_name, thin.name, thin.email], [undefined, "Reader Person", "reader@example.test"]);
    assert.match(thin.at_hash, /^[\w-]{22}$/);
    assert.equal(both.get("token_type"), "Bearer");
  });

  it("asks for consent where the client must ask, once per scope", async () => {
    const scopes = await world.must(200, "GET", `${world.serverPath}/scopes?q=users:read`);
    await world.must(200, "PUT", `${world.serverPath}/scopes/${scopes[0].id}`, {
      ...scopes[0],
      consent: "REQUIRED",
      displayName: "See people",
    });
    const app = world.org.apps.get(world.clients.spa)!;
    app.consentMethod = "REQUIRED";
    const login = { ...LOGIN, login_hint: "both@example.test" };
    const page = await world.authorize(login);
    assert.equal(page.status, 200);
    assert.ok(page.text.includes("See people"));
    const path = /action="([^"]+)"/.exec(page.text)![1]!.slice(world.url.length);
    assert.match((await world.post(path, { consent: "allow" })).headers.get("location")!, /\?code=/);
    assert.match((await world.authorize(login)).headers.get("location")!, /\?code=/);
    const other = await world.authorize({ ...login, login_hint: "reader@example.test" });
    const refused = await world.post(/action="([^"]+)"/.exec(other.text)![1]!.slice(world.url.length), {
      consent: "deny",
    });
    assert.match(refused.headers.get("location")!, /error=access_denied&error_description=The%20resource%20owner/);
    const silent = await world.redirected({ scope: "openid users:read", prompt: "none" }, cookieOf(other));
    assert.deepEqual(
      [silent.get("error"), silent.get("error_description")],
      ["consent_required", "The following scopes require user consent: [users:read]."],
    );
    app.consentMethod = "TRUSTED";
  });

  it("refuses an authorization server that does not exist, or is inactive", async () => {
    assertOAuthError(
      await world.post("/oauth2/ausnone/v1/token", {}),
      400,
      "invalid_request",
      "The authorization server id is invalid.",
    );
    const server = world.org.servers.get(world.serverId)!;
    server.status = "INACTIVE";
    const answer = await world.post(`${world.issuerPath}/v1/token`, {});
    server.status = "ACTIVE";
    assertOAuthError(answer, 400, "invalid_request", "The authorization server id is invalid.");
    assert.equal((await fetch(`${world.url}/oauth2/ausnone/.well-known/openid-configuration`)).status, 404);
  });
});
