/** What recorded exchanges with the real Okta showed: values that a program which never met one would not guess. */
import assert from "node:assert/strict";
import { assertApiError, startStand, type Stand } from "./support/stand";
import { web } from "./support/webApp";

const profile = (name: string, more: object = {}) => ({
  login: `${name}@x.test`,
  email: `${name}@x.test`,
  firstName: name,
  lastName: "X",
  ...more,
});

describe("local Okta: recorded answers", () => {
  let okta: Stand;
  beforeEach(async () => {
    okta = await startStand();
  });
  afterEach(() => okta.close());

  const user = (name: string, more: object = {}, query = "") =>
    okta.must(200, "POST", `/api/v1/users${query}`, { profile: profile(name), ...more });

  describe("sign-on policies", () => {
    const POLICIES = "/api/v1/policies";
    const catchAll = async (id: string) => (await okta.must(200, "GET", `${POLICIES}/${id}/rules`)).at(-1);

    it("ask for two factors in the org's default policy", async () => {
      const [policy] = await okta.must(200, "GET", `${POLICIES}?type=ACCESS_POLICY`);
      assert.deepEqual(
        [policy.name, policy.description, policy.system, policy._embedded],
        ["Any two factors", "Require two factors to access.", true, { resourceType: "APP" }],
      );
      assert.deepEqual((await catchAll(policy.id)).actions.appSignOn, {
        access: "ALLOW",
        verificationMethod: { factorMode: "2FA", type: "ASSURANCE", reauthenticateIn: "PT12H" },
        keepMeSignedIn: { postAuth: "NOT_ALLOWED" },
      });
    });

    it("ask in a new policy for two factors, one of them bound to a device", async () => {
      const { id } = await okta.must(200, "POST", POLICIES, { type: "ACCESS_POLICY", name: "p" });
      assert.deepEqual((await catchAll(id)).actions.appSignOn.verificationMethod, {
        factorMode: "2FA",
        type: "ASSURANCE",
        reauthenticateIn: "PT12H",
        constraints: [{ possession: { required: true, deviceBound: "REQUIRED" } }],
      });
    });

    const rule = (name: string, verificationMethod: object, more: object = {}) => ({
      name,
      type: "ACCESS_POLICY",
      actions: { appSignOn: { access: "ALLOW", verificationMethod } },
      ...more,
    });
    const made = async (verificationMethod: object, more: object = {}) => {
      const { id } = await okta.must(200, "POST", POLICIES, { type: "ACCESS_POLICY", name: "p" });
      return okta.must(200, "POST", `${POLICIES}/${id}/rules`, rule("r", verificationMethod, more));
    };

    it("fill in 12 hours where a rule does not say how old a sign-in may be", async () => {
      const { actions } = await made({ type: "ASSURANCE", factorMode: "1FA" });
      assert.equal(actions.appSignOn.verificationMethod.reauthenticateIn, "PT12H");
    });

    it("keep of a chain what belongs to a chain, and of a constraint what belongs to one", async () => {
      const chains = [{ authenticationMethods: [{ key: "okta_password", method: "password" }] }];
      const chain = await made({
        type: "AUTH_METHOD_CHAIN",
        factorMode: "2FA",
        inactivityPeriod: "PT1H",
        reauthenticateIn: "PT0S",
        chains,
      });
      assert.deepEqual(chain.actions.appSignOn.verificationMethod, {
        type: "AUTH_METHOD_CHAIN",
        chains,
        reauthenticateIn: "PT0S",
      });
      const { id } = await okta.must(200, "POST", POLICIES, { type: "ACCESS_POLICY", name: "q" });
      const constrained = { type: "ASSURANCE", factorMode: "2FA", constraints: [{ next: chains }] };
      const kept = await okta.must(200, "POST", `${POLICIES}/${id}/rules`, rule("r", constrained));
      assert.deepEqual(kept.actions.appSignOn.verificationMethod.constraints, [{}]);
    });

    it("keep an expression for the system OTHER alone", async () => {
      const os = (type: string, expression: string | null) => ({ type: "DESKTOP", os: { type, expression } });
      const platform = { include: [os("OTHER", ""), os("MACOS", ""), os("WINDOWS", null)] };
      const { conditions } = await made({ type: "ASSURANCE" }, { conditions: { platform } });
      assert.deepEqual(conditions.platform, {
        include: [
          os("OTHER", ""),
          { type: "DESKTOP", os: { type: "MACOS" } },
          { type: "DESKTOP", os: { type: "WINDOWS" } },
        ],
        exclude: [],
      });
    });

    it("count the place that the changed rule itself held as taken", async () => {
      const { id } = await okta.must(200, "POST", POLICIES, { type: "ACCESS_POLICY", name: "p" });
      const path = `${POLICIES}/${id}/rules`;
      const first = rule("r1", { type: "ASSURANCE" }, { priority: 1 });
      const { id: ruleId } = await okta.must(200, "POST", path, first);
      for (const priority of [2, 3, 4])
        await okta.must(200, "POST", path, rule(`r${priority}`, { type: "ASSURANCE" }, { priority }));
      await okta.must(200, "PUT", `${path}/${ruleId}`, first);
      const rules: { name: string; priority: number }[] = await okta.must(200, "GET", path);
      assert.deepEqual(
        rules.slice(0, -1).map(({ name, priority }) => [name, priority]),
        [
          ["r1", 1],
          ["r2", 3],
          ["r3", 4],
          ["r4", 5],
        ],
      );
    });
  });

  describe("users", () => {
    it("have no password where the provider sends an empty one, and wait for their activation", async () => {
      const made = await user("a", { credentials: { password: {} } });
      assert.deepEqual([made.status, made.credentials], ["PROVISIONED", { provider: { type: "OKTA", name: "OKTA" } }]);
    });

    it("come from elsewhere where the password is a hash", async () => {
      const hash = { algorithm: "SHA-512", salt: "c2FsdA==", saltOrder: "PREFIX", value: "aGFzaA==" };
      const made = await user("a", { credentials: { password: { hash } } }, "?activate=false");
      assert.deepEqual(
        [made.status, made.statusChanged, made.passwordChanged, made.credentials],
        [
          "STAGED",
          "2026-11-01T12:00:00.000Z",
          "2026-11-01T12:00:00.000Z",
          { password: {}, provider: { type: "IMPORT", name: "IMPORT" } },
        ],
      );
    });

    it("refuse attributes that the schema does not have, all at once", async () => {
      const answer = await okta.api("POST", "/api/v1/users", { profile: profile("a", { shoeSize: 40, hat: "L" }) });
      assertApiError(answer, 400, "E0000001", "Api validation failed: newUser", [
        "Property name 'shoeSize' is not defined in profile",
        "Property name 'hat' is not defined in profile",
      ]);
    });

    it("keep their profile where credentials alone are sent", async () => {
      const { id } = await user("a", { credentials: { password: { value: "Secret-1" } } });
      okta.pass(60);
      const changed = await okta.must(200, "PUT", `/api/v1/users/${id}`, {
        credentials: { password: { value: "Secret-2" } },
      });
      assert.deepEqual([changed.profile.login, changed.passwordChanged], ["a@x.test", "2026-11-01T12:01:00.000Z"]);
    });

    it("change password and recovery question with the old password alone", async () => {
      const recovery = { question: "Where?", answer: "There" };
      const { id, credentials } = await user("a", {
        credentials: { password: { value: "Secret-1" }, recovery_question: recovery },
      });
      assert.deepEqual(credentials.recovery_question, { question: "Where?" });
      const path = `/api/v1/users/${id}/credentials`;
      const next = { oldPassword: { value: "Secret-0" }, newPassword: { value: "Secret-2" } };
      assertApiError(
        await okta.api("POST", `${path}/change_password`, next),
        403,
        "E0000014",
        "Update of credentials failed",
        ["Old Password is not correct"],
      );
      const right = { ...next, oldPassword: { value: "Secret-1" } };
      assert.deepEqual(await okta.must(200, "POST", `${path}/change_password`, right), credentials);
      const question = { password: { value: "Secret-2" }, recovery_question: { question: "When?", answer: "Then" } };
      assert.deepEqual((await okta.must(200, "POST", `${path}/change_recovery_question`, question)).recovery_question, {
        question: "When?",
      });
    });

    it("link to what their status allows, and in lists to themselves alone", async () => {
      const links = async (id: string) =>
        Object.keys((await okta.must(200, "GET", `/api/v1/users/${id}`))._links).sort();
      const { id } = await user("a");
      const always = ["schema", "self", "type"];
      assert.deepEqual(
        await links(id),
        [...always, "deactivate", "reactivate", "resetFactors", "resetPassword", "suspend"].sort(),
      );
      await okta.must(200, "POST", `/api/v1/users/${id}/lifecycle/deactivate`);
      assert.deepEqual(await links(id), [...always, "activate", "delete"].sort());
      await user("b");
      const [listed] = await okta.must(200, "GET", "/api/v1/users");
      assert.deepEqual(listed._links, { self: { href: `${okta.url}/api/v1/users/${listed.id}` } });
    });

    it("have in an app the twenty attributes of an OpenID Connect profile, and no other", async () => {
      const { id } = await user("a", { profile: profile("a", { department: "Sales", timezone: "Europe/Oslo" }) });
      const app = await okta.must(200, "POST", "/api/v1/apps", web("app"));
      const path = `/api/v1/apps/${app.id}/users`;
      const assigned = await okta.must(200, "POST", path, { id });
      const names = `name given_name middle_name family_name nickname email profile picture website gender birthdate
        zoneinfo locale phone_number street_address locality region postal_code country formatted`;
      assert.deepEqual(Object.keys(assigned.profile).sort(), names.split(/\s+/).sort());
      assert.deepEqual(
        [assigned.profile.name, assigned.profile.zoneinfo, assigned.profile.locale, assigned.profile.nickname],
        ["a X", "Europe/Oslo", "en_US", null],
      );
      const changed = await okta.must(200, "POST", `${path}/${id}`, { profile: { nickname: "Al" } });
      assert.equal(changed.profile.nickname, "Al");
      assertApiError(
        await okta.api("POST", `${path}/${id}`, { profile: { department: "Sales" } }),
        400,
        "E0000001",
        "Api validation failed: profile",
        ["Property name 'department' is not defined in profile"],
      );
    });
  });

  describe("authorization servers", () => {
    const SERVERS = "/api/v1/authorizationServers";

    it("rotate their keys by themselves when they are new, whatever is asked", async () => {
      const settings = { name: "s", audiences: ["a"], credentials: { signing: { rotationMode: "MANUAL" } } };
      const made = await okta.must(201, "POST", SERVERS, settings);
      assert.equal(made.credentials.signing.rotationMode, "AUTO");
      const changed = await okta.must(200, "PUT", `${SERVERS}/${made.id}`, settings);
      assert.equal(changed.credentials.signing.rotationMode, "MANUAL");
      assert.equal("nextRotation" in changed.credentials.signing, false);
    });

    it("take any mode of issuer and say where it is", async () => {
      const domain = okta.url.replace("127.0.0.1", "localhost");
      for (const [issuerMode, url] of [
        ["ORG_URL", okta.url],
        ["CUSTOM_URL", domain],
        ["DYNAMIC", okta.url],
      ] as const) {
        const made = await okta.must(201, "POST", SERVERS, { name: issuerMode, audiences: ["a"], issuerMode });
        assert.deepEqual([made.issuerMode, made.issuer], [issuerMode, `${url}/oauth2/${made.id}`]);
      }
    });

    it("save an expression that has no value, and then refuse the tokens that would hold it", async () => {
      const { id } = await okta.must(200, "GET", `${SERVERS}/default`);
      await okta.must(201, "POST", `${SERVERS}/${id}/claims`, { name: "bare", value: "hello" });
      const service = { application_type: "service", grant_types: ["client_credentials"], redirect_uris: [] };
      const { credentials } = await okta.must(200, "POST", "/api/v1/apps", web("service", service));
      await okta.must(201, "POST", `${SERVERS}/${id}/scopes`, { name: "x:read" });
      const { client_id, client_secret } = credentials.oauthClient;
      const form = { grant_type: "client_credentials", scope: "x:read", client_id, client_secret };
      const answer = await okta.post("/oauth2/default/v1/token", form);
      assert.deepEqual(
        [answer.status, answer.body.error, answer.body.error_description],
        [400, "server_error", "The 'bare' user claim could not be evaluated."],
      );
    });

    it("have one by the name `default`, which gives every client every scope", async () => {
      const server = await okta.must(200, "GET", `${SERVERS}/default`);
      assert.deepEqual(
        [server.name, server.audiences, server.issuer, server.default, server.issuerMode],
        ["default", ["api://default"], `${okta.url}/oauth2/default`, true, "DYNAMIC"],
      );
      assert.equal(server._links.self.href, `${okta.url}${SERVERS}/default`);
      assert.equal((await okta.must(200, "GET", `${SERVERS}/${server.id}`)).id, server.id);
      const document = await (await fetch(`${okta.url}/oauth2/default/.well-known/openid-configuration`)).json();
      assert.equal((document as { issuer: string }).issuer, `${okta.url}/oauth2/default`);
      const scopes = await okta.must(200, "GET", `${SERVERS}/default/scopes`);
      assert.deepEqual(scopes.map(({ name, displayName }: any) => [name, displayName]).slice(0, 2), [
        ["openid", "openid"],
        ["profile", "View your profile information."],
      ]);
      await okta.must(204, "POST", `${SERVERS}/default/lifecycle/deactivate`);
      assert.equal((await okta.api("DELETE", `${SERVERS}/default`)).status, 400);
    });
  });

  describe("the org's own server", () => {
    it("says in its OAuth document what Okta says, and no more", async () => {
      const document: any = await (await fetch(`${okta.url}/.well-known/oauth-authorization-server`)).json();
      for (const name of ["jwks_uri", "userinfo_endpoint", "id_token_signing_alg_values_supported"])
        assert.equal(name in document, false, name);
      assert.ok(document.scopes_supported.includes("groups"));
      assert.ok(document.scopes_supported.includes("okta.users.read"));
      const openid: any = await (await fetch(`${okta.url}/.well-known/openid-configuration`)).json();
      assert.equal(openid.jwks_uri, `${okta.url}/oauth2/v1/keys`);
    });
  });

  describe("what is not modelled", () => {
    for (const [method, path, name] of [
      ["GET", "/api/v1/policies?type=PASSWORD", "Policies of type PASSWORD"],
      ["POST", "/api/v1/identity-sources/x/sessions", "/api/v1/identity-sources"],
      ["GET", "/api/v1/meta/schemas/apps/0oa1/default", "/api/v1/meta"],
      ["GET", "/api/v1/groups/00g1/owners", "Groups: owners"],
      ["GET", "/api/v1/users/00u1/roles/ra1/targets/groups", "IAM: targets"],
      ["GET", "/governance/api/v1/campaigns", "/governance/api/v1"],
      ["POST", "/oauth2/v1/clients", "Dynamic client registration"],
    ] as const) {
      it(`says so by name: ${method} ${path}`, async () => {
        const answer = await okta.api(method, path, method === "POST" ? {} : undefined);
        assertApiError(answer, 501, "E0000060", "Unsupported operation.", [
          `the local Okta does not model \`${name}\`; docs/local-okta.md lists what it does`,
        ]);
      });
    }
  });
});
