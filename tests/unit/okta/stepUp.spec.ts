/** Levels of assurance: acr_values, max_age, prompt, the session, and the sign-on policies of apps. */
import assert from "node:assert/strict";
import { START } from "./support/stand";
import { claimsOf, cookieOf, REDIRECT, startWorld, VERIFIER, type World } from "./support/world";

const now = START / 1000;

describe("local Okta: step-up", () => {
  let world: World;
  beforeEach(async () => {
    world = await startWorld();
  });
  afterEach(() => world.close());

  const signIn = async (login: string, acrValues?: string) => {
    const { body } = await world.tokens(login, "openid", { acr_values: acrValues });
    const { acr, amr } = claimsOf(body.id_token);
    assert.equal(claimsOf(body.access_token).acr, acr);
    return { acr, amr };
  };

  const levels: [string, string | undefined, string | undefined, string[]][] = [
    ["reader", undefined, undefined, ["pwd"]],
    ["reader", "urn:okta:loa:1fa:any", "urn:okta:loa:1fa:any", ["pwd"]],
    ["reader", "urn:okta:loa:1fa:pwd", "urn:okta:loa:1fa:pwd", ["pwd"]],
    ["reader", "urn:okta:loa:2fa:any", "urn:okta:loa:2fa:any", ["mfa", "pwd", "otp"]],
    ["reader", "urn:okta:loa:2fa:any:ifpossible", "urn:okta:loa:2fa:any:ifpossible", ["mfa", "pwd", "otp"]],
    ["plain", "urn:okta:loa:2fa:any:ifpossible", "urn:okta:loa:2fa:any:ifpossible", ["pwd"]],
    ["writer", "phr", "phr", ["swk", "phr"]],
    ["reader", "urn:unknown urn:okta:loa:2fa:any", "urn:okta:loa:2fa:any", ["mfa", "pwd", "otp"]],
    ["plain", "urn:okta:loa:2fa:any urn:okta:loa:1fa:any", "urn:okta:loa:1fa:any", ["pwd"]],
    ["reader", "urn:unknown", undefined, ["pwd"]],
  ];
  for (const [login, asked, acr, amr] of levels) {
    it(`signs ${login} in for ${asked ?? "no level"} with ${amr.join(", ")}`, async () => {
      assert.deepEqual(await signIn(login, asked), { acr, amr });
    });
  }

  for (const [login, asked] of [
    ["plain", "urn:okta:loa:2fa:any"],
    ["reader", "phr"],
    ["writer", "phrh"],
  ] as const) {
    it(`refuses ${login} the level ${asked}, for which there is no factor`, async () => {
      const answer = await world.redirected({
        login_hint: `${login}@example.test`,
        scope: "openid",
        acr_values: asked,
      });
      assert.deepEqual(Object.fromEntries(answer), {
        error: "unmet_authentication_requirements",
        error_description: "Unable to meet the authentication requirements imposed by 'acr_values' parameter.",
        state: "st",
      });
    });
  }

  const hint = { login_hint: "reader@example.test", scope: "openid" };
  const authTime = async (params: Record<string, string>, cookie?: string) => {
    const code = (await world.redirected({ ...hint, ...params }, cookie)).get("code")!;
    const form = {
      grant_type: "authorization_code",
      code,
      redirect_uri: REDIRECT,
      client_id: world.clients.spa,
      code_verifier: VERIFIER,
    };
    const { body } = await world.post(`${world.issuerPath}/v1/token`, form);
    return claimsOf(body.id_token).auth_time - now;
  };

  it("keeps the time of the sign-in as long as the session is good enough", async () => {
    const cookie = cookieOf(await world.authorize(hint));
    world.pass(100);
    assert.equal(await authTime({}, cookie), 0);
    assert.equal(await authTime({ max_age: "100" }, cookie), 0);
  });

  it("signs in anew for a lower max_age, for max_age 0, for prompt login, and for a higher level", async () => {
    const cookie = cookieOf(await world.authorize(hint));
    world.pass(100);
    assert.equal(await authTime({ max_age: "99" }, cookie), 100);
    assert.equal(await authTime({ max_age: "0" }, cookie), 100);
    assert.equal(await authTime({ prompt: "login" }, cookie), 100);
    assert.equal(await authTime({ acr_values: "urn:okta:loa:2fa:any" }, cookie), 100);
  });

  it("does not sign in anew for a level that the session has", async () => {
    const cookie = cookieOf(await world.authorize({ ...hint, acr_values: "urn:okta:loa:2fa:any" }));
    world.pass(100);
    assert.equal(await authTime({ acr_values: "urn:okta:loa:2fa:any" }, cookie), 0);
    assert.equal(await authTime({ acr_values: "urn:okta:loa:1fa:any" }, cookie), 0);
  });

  it("refuses prompt none where the session is too weak or too old", async () => {
    const cookie = cookieOf(await world.authorize(hint));
    world.pass(100);
    for (const more of [{ acr_values: "urn:okta:loa:2fa:any" }, { max_age: "10" }]) {
      const answer = await world.redirected({ ...hint, ...more, prompt: "none" }, cookie);
      assert.deepEqual(
        [answer.get("error"), answer.get("error_description")],
        ["login_required", "The client specified not to prompt, but the client app requires re-authentication or MFA."],
      );
    }
  });

  it("forgets a session that was not used for two hours", async () => {
    const cookie = cookieOf(await world.authorize(hint));
    world.pass(2 * 3600);
    const answer = await world.redirected({ scope: "openid", prompt: "none" }, cookie);
    assert.equal(answer.get("error"), "login_required");
  });

  const policy = async (rule: object) => {
    const { id } = await world.must(200, "POST", "/api/v1/policies", {
      type: "ACCESS_POLICY",
      name: "strict",
      description: "Strict",
    });
    await world.must(200, "POST", `/api/v1/policies/${id}/rules`, { name: "rule", type: "ACCESS_POLICY", ...rule });
    await world.must(204, "PUT", `/api/v1/apps/${world.clients.spa}/policies/${id}`);
    return id as string;
  };
  const signOn = (verificationMethod: object, access = "ALLOW") => ({
    actions: { appSignOn: { access, verificationMethod: { type: "ASSURANCE", ...verificationMethod } } },
  });

  it("asks for two factors where the app's sign-on policy does", async () => {
    await policy(signOn({ factorMode: "2FA" }));
    assert.deepEqual(await signIn("reader"), { acr: undefined, amr: ["mfa", "pwd", "otp"] });
    const answer = await world.redirected({ login_hint: "plain@example.test", scope: "openid" });
    assert.equal(answer.get("error"), "unmet_authentication_requirements");
  });

  it("asks for a phishing-resistant factor where a constraint does", async () => {
    await policy(signOn({ factorMode: "2FA", constraints: [{ possession: { phishingResistant: "REQUIRED" } }] }));
    assert.deepEqual((await signIn("writer")).amr, ["swk", "phr"]);
  });

  it("signs in anew after the time that the policy says", async () => {
    await policy(signOn({ factorMode: "1FA", reauthenticateIn: "PT1M" }));
    const cookie = cookieOf(await world.authorize(hint));
    world.pass(60);
    assert.equal(await authTime({}, cookie), 0);
    world.pass(1);
    assert.equal(await authTime({}, cookie), 61);
  });

  it("signs in anew after the time without use that the policy says", async () => {
    await policy(signOn({ factorMode: "1FA", reauthenticateIn: "PT2H", inactivityPeriod: "PT1M" }));
    const cookie = cookieOf(await world.authorize(hint));
    for (const after of [60, 120]) {
      world.pass(60);
      assert.equal(await authTime({}, cookie), 0, `after ${after} s`);
    }
    world.pass(61);
    assert.equal(await authTime({}, cookie), 181);
  });

  const constrained: [string, object[], string[] | undefined][] = [
    ["one that a passkey meets", [{ possession: { phishingResistant: "REQUIRED" } }], ["swk", "phr"]],
    ["one that only a security key meets", [{ possession: { hardwareProtection: "REQUIRED" } }], undefined],
    [
      "the weaker of two",
      [{ possession: { hardwareProtection: "REQUIRED" } }, { possession: { phishingResistant: "REQUIRED" } }],
      ["swk", "phr"],
    ],
    ["one that asks for nothing more", [{ knowledge: { types: ["password"] } }], ["mfa", "pwd", "otp"]],
  ];
  for (const [what, constraints, amr] of constrained) {
    it(`meets, of the constraints of a rule, ${what}`, async () => {
      await policy(signOn({ factorMode: "2FA", constraints }));
      if (amr !== undefined) assert.deepEqual((await signIn("writer")).amr, amr);
      else {
        const answer = await world.redirected({ login_hint: "writer@example.test", scope: "openid" });
        assert.equal(answer.get("error"), "unmet_authentication_requirements");
      }
    });
  }

  const people: [string, (ids: { reader: string; readers: string }) => object, boolean][] = [
    ["names the person", ({ reader }) => ({ users: { include: [reader] } }), true],
    ["names the person's group", ({ readers }) => ({ groups: { include: [readers] } }), true],
    ["names somebody else", () => ({ users: { include: ["00uother"] } }), false],
    ["leaves the person out", ({ reader }) => ({ users: { exclude: [reader] } }), false],
    ["leaves the person's group out", ({ readers }) => ({ groups: { exclude: [readers] } }), false],
  ];
  for (const [what, condition, denied] of people) {
    it(`${denied ? "applies" : "passes over"} a rule that ${what}`, async () => {
      const reader = world.org.findUser("reader@example.test")!.id;
      await policy({
        ...signOn({ factorMode: "1FA" }, "DENY"),
        conditions: { people: condition({ reader, readers: world.groupIds["readers"]! }) },
      });
      const answer = await world.redirected({ login_hint: "reader@example.test", scope: "openid" });
      assert.equal(answer.get("error"), denied ? "access_denied" : null);
    });
  }

  it("refuses whom the policy denies, and nobody else", async () => {
    await policy({
      ...signOn({ factorMode: "1FA" }, "DENY"),
      conditions: { people: { groups: { include: [world.groupIds["writers"]] } } },
    });
    const refused = await world.redirected({ login_hint: "writer@example.test", scope: "openid" });
    assert.equal(refused.get("error"), "access_denied");
    assert.equal((await signIn("reader")).acr, undefined);
  });
});
