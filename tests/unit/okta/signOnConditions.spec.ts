/** Conditions and demands of sign-on rules, as they decide on a sign-in: the first rule whose conditions fit is applied. */
import assert from "node:assert/strict";
import { request } from "node:http";
import { accepts } from "../../../local/okta/oauth/authorize/assurance";
import type { FactorKey } from "../../../local/okta/oauth/authorize/factors";
import { startWorld, type World } from "./support/world";

const HINT = { login_hint: "reader@example.test", scope: "openid" };
const BROWSERS = {
  windows: "Mozilla/5.0 (Windows NT 10.0; Win64; x64)",
  mac: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)",
  iphone: "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)",
  android: "Mozilla/5.0 (Linux; Android 14)",
  chromebook: "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0)",
  linux: "Mozilla/5.0 (X11; Linux x86_64)",
};

describe("local Okta: sign-on conditions", () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.close());

  let count = 0;
  /** A policy for the browser app with one rule that denies whom its conditions fit; the catch-all asks for one factor. */
  const denyWhere = async (conditions: object) => {
    count += 1;
    const policies = "/api/v1/policies";
    const { id } = await world.must(200, "POST", policies, { type: "ACCESS_POLICY", name: `p${count}` });
    const [catchAll] = await world.must(200, "GET", `${policies}/${id}/rules`);
    const actions = (access: string) => ({
      appSignOn: { access, verificationMethod: { type: "ASSURANCE", factorMode: "1FA" } },
    });
    const easy = { name: catchAll.name, type: "ACCESS_POLICY", actions: actions("ALLOW") };
    await world.must(200, "PUT", `${policies}/${id}/rules/${catchAll.id}`, easy);
    const rule = { name: "denied", type: "ACCESS_POLICY", actions: actions("DENY"), conditions };
    await world.must(200, "POST", `${policies}/${id}/rules`, rule);
    await world.must(204, "PUT", `/api/v1/apps/${world.clients.spa}/policies/${id}`);
  };
  const outcome = async () => (await world.redirected(HINT)).get("error") ?? "signed in";

  /** The redirect that a browser is sent to; `fetch` names no browser but itself. */
  const outcomeFor = (userAgent: string) =>
    new Promise<string>((resolve, reject) => {
      const query = new URLSearchParams({
        ...HINT,
        client_id: world.clients.spa,
        redirect_uri: "http://127.0.0.1:9/callback",
        response_type: "code",
        state: "s",
        code_challenge: "x".repeat(43),
        code_challenge_method: "S256",
      });
      const url = `${world.url}${world.issuerPath}/v1/authorize?${query}`;
      request(url, { headers: { "user-agent": userAgent } }, (response) => {
        response.resume();
        const { searchParams } = new URL(response.headers.location!);
        resolve(searchParams.get("error") ?? "signed in");
      })
        .on("error", reject)
        .end();
    });

  const zone = async (value: string, type = "CIDR") => {
    count += 1;
    const body = { type: "IP", name: `z${count}`, gateways: [{ type, value }] };
    return (await world.must(200, "POST", "/api/v1/zones", body)).id as string;
  };

  it("fits a network zone that holds the address of the connection", async () => {
    const [here, elsewhere] = [await zone("127.0.0.0/8"), await zone("10.0.0.1-10.0.0.9", "RANGE")];
    for (const [network, expected] of [
      [{ connection: "ZONE", include: [here] }, "access_denied"],
      [{ connection: "ZONE", include: [elsewhere] }, "signed in"],
      [{ connection: "ZONE", include: [elsewhere, here] }, "access_denied"],
      [{ connection: "ZONE", exclude: [here] }, "signed in"],
      [{ connection: "ZONE", exclude: [elsewhere] }, "access_denied"],
      [{ connection: "ZONE", include: ["ALL_ZONES"] }, "access_denied"],
      [{ connection: "ANYWHERE" }, "access_denied"],
    ] as const) {
      await denyWhere({ network });
      assert.equal(await outcome(), expected, JSON.stringify(network));
    }
    await world.must(200, "POST", `/api/v1/zones/${here}/lifecycle/deactivate`);
    await denyWhere({ network: { connection: "ZONE", include: [here] } });
    assert.equal(await outcome(), "signed in", "an inactive zone holds nothing");
  });

  it("fits a system by what the browser says of it", async () => {
    const on = (type: string, os: string) => ({ include: [{ type, os: { type: os } }] });
    for (const [platform, denied] of [
      [on("DESKTOP", "WINDOWS"), ["windows"]],
      [on("DESKTOP", "MACOS"), ["mac"]],
      [on("MOBILE", "IOS"), ["iphone"]],
      [on("MOBILE", "ANY"), ["iphone", "android"]],
      [on("DESKTOP", "CHROMEOS"), ["chromebook"]],
      [on("ANY", "ANY"), ["windows", "mac", "iphone", "android", "chromebook"]],
    ] as const) {
      await denyWhere({ platform });
      for (const [name, userAgent] of Object.entries(BROWSERS)) {
        if (name === "linux") continue;
        const expected = (denied as readonly string[]).includes(name) ? "access_denied" : "signed in";
        assert.equal(await outcomeFor(userAgent), expected, `${name} ${JSON.stringify(platform)}`);
      }
    }
    await denyWhere({ platform: on("DESKTOP", "WINDOWS") });
    assert.equal(await outcomeFor(BROWSERS.linux), "server_error", "a system that it does not know");
  });

  it("fits an expression, the person's type, and no device", async () => {
    const type = await world.must(200, "POST", "/api/v1/meta/types/user", { name: "guest", displayName: "Guest" });
    const [own] = await world.must(200, "GET", "/api/v1/meta/types/user");
    for (const [conditions, expected] of [
      [{ elCondition: { condition: `user.profile.department == "Support"` } }, "access_denied"],
      [{ elCondition: { condition: `user.profile.department == "Sales"` } }, "signed in"],
      [{ elCondition: { condition: `user.isMemberOf({"group.profile.name": "readers"})` } }, "access_denied"],
      [{ userType: { include: [own.id] } }, "access_denied"],
      [{ userType: { include: [type.id] } }, "signed in"],
      [{ userType: { exclude: [own.id] } }, "signed in"],
      [{ device: { registered: true } }, "signed in"],
      [{ device: { registered: false } }, "access_denied"],
      [{ device: { assurance: { include: ["dae1"] } } }, "signed in"],
      [{ riskScore: { level: "ANY" } }, "access_denied"],
    ] as const) {
      await denyWhere(conditions);
      assert.equal(await outcome(), expected, JSON.stringify(conditions));
    }
  });

  it("refuses a sign-in by name where it cannot tell whether a rule fits, and only there", async () => {
    for (const [name, condition] of Object.entries({
      riskScore: { level: "HIGH" },
      elCondition: { condition: "security.risk.level == 'HIGH'" },
      network: { connection: "OFF_NETWORK" },
    })) {
      await denyWhere({ [name]: condition });
      const answer = await world.redirected(HINT);
      assert.deepEqual(
        [answer.get("error"), answer.get("error_description")],
        ["server_error", `The local Okta does not evaluate the condition '${name}' of the sign-on rule 'denied'.`],
      );
    }
    await denyWhere({ riskScore: { level: "HIGH" }, people: { users: { include: ["00uother"] } } });
    assert.equal(await outcome(), "signed in", "a rule that is for somebody else");
  });

  it("looks at the assignment before the policy", async () => {
    await denyWhere({});
    const answer = await world.redirected({ ...HINT, login_hint: "outsider@example.test" });
    assert.deepEqual(
      [answer.get("error"), answer.get("error_description")],
      ["access_denied", "User is not assigned to the client application."],
    );
    assert.equal(
      (await world.redirected(HINT)).get("error_description"),
      "The resource owner or authorization server denied the request.",
    );
  });
});

describe("local Okta: what a sign-on rule accepts", () => {
  const two = (...constraints: object[]) => ({ type: "ASSURANCE", factorMode: "2FA", constraints });
  const method = (key: string, name: string) => ({ key, method: name });
  const PASSWORD = method("okta_password", "password");
  const deviceBound = two({ possession: { required: true, deviceBound: "REQUIRED" } });
  const noPhones = two({
    knowledge: { types: ["password"], required: true },
    possession: {
      required: false,
      excludedAuthenticationMethods: [method("phone_number", "sms"), method("okta_email", "email")],
    },
  });
  const chain = {
    type: "AUTH_METHOD_CHAIN",
    chains: [
      { authenticationMethods: [PASSWORD], next: [{ authenticationMethods: [method("google_otp", "otp")] }] },
      { authenticationMethods: [{ ...method("webauthn", "webauthn"), userVerification: "REQUIRED" }] },
    ],
  };
  const foreign = two({ possession: { authenticationMethods: [method("external_idp", "idp")] } });
  const cases: readonly (readonly [string, object, readonly FactorKey[], boolean])[] = [
    ["one factor", { factorMode: "1FA" }, ["sms"], true],
    ["two factors", two(), ["password"], false],
    ["two factors", two(), ["password", "sms"], true],
    ["two factors", two(), ["password", "question"], false],
    ["two factors", two(), ["sms", "totp"], false],
    ["two factors", two(), ["passkey"], true],
    ["one bound to a device", deviceBound, ["password", "sms"], false],
    ["one bound to a device", deviceBound, ["password", "email"], false],
    ["one bound to a device", deviceBound, ["password", "totp"], true],
    ["one bound to a device", deviceBound, ["password", "push"], true],
    ["one bound to a device", deviceBound, ["passkey"], true],
    ["a password and no phone", noPhones, ["password", "sms"], false],
    ["a password and no phone", noPhones, ["password", "totp"], true],
    ["a password and no phone", noPhones, ["passkey"], false],
    ["hardware", two({ possession: { hardwareProtection: "REQUIRED" } }), ["passkey"], false],
    ["hardware", two({ possession: { hardwareProtection: "REQUIRED" } }), ["security-key"], true],
    ["types", two({ possession: { types: ["PHONE"] } }), ["password", "sms"], true],
    ["types", two({ possession: { types: ["PHONE"] } }), ["password", "totp"], false],
    ["methods", two({ possession: { methods: ["push"] } }), ["password", "push"], true],
    ["methods", two({ possession: { methods: ["push"] } }), ["password", "totp"], false],
    [
      "any of two",
      two({ possession: { types: ["PHONE"] } }, { possession: { methods: ["push"] } }),
      ["password", "push"],
      true,
    ],
    ["a chain", chain, ["password", "totp"], true],
    ["a chain", chain, ["password"], false],
    ["a chain", chain, ["password", "push"], false],
    ["a chain", chain, ["passkey"], true],
    ["a method that nobody here has", foreign, ["password", "push"], false],
  ];
  for (const [what, demand, keys, accepted] of cases) {
    it(`${accepted ? "accepts" : "refuses"} ${keys.join(" and ")} for ${what}`, () =>
      assert.equal(accepts({ ...demand }, keys), accepted));
  }
});
