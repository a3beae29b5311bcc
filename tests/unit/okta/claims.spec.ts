/** The claims in tokens: which are released, what they say, and what happens where one cannot be evaluated. */
import assert from "node:assert/strict";
import { assertOAuthError } from "./support/stand";
import { claimsOf, startWorld, type World } from "./support/world";

describe("local Okta: claims", () => {
  let world: World;
  beforeEach(async () => {
    world = await startWorld();
  });
  afterEach(() => world.close());

  const claim = (body: object) => world.must(201, "POST", `${world.serverPath}/claims`, body);
  const access = async (login: string, scope: string) => claimsOf((await world.tokens(login, scope)).body.access_token);

  it("releases a claim with any one of its scopes, and not without", async () => {
    await claim({ name: "department", value: "user.department", conditions: { scopes: ["users:write", "email"] } });
    assert.equal((await access("writer", "openid users:write")).department, "Support");
    assert.equal((await access("writer", "openid email")).department, "Support");
    assert.equal("department" in (await access("writer", "openid users:read")), false);
  });

  const filters: [string, string, string[] | undefined][] = [
    ["STARTS_WITH", "PERMISSIONS-", ["permissions-a", "permissions-b"]],
    ["EQUALS", "Permissions-A", ["permissions-a"]],
    ["CONTAINS", "missions-b", ["permissions-b"]],
    ["REGEX", "permissions-.", ["permissions-a", "permissions-b"]],
    ["REGEX", "PERMISSIONS-.", undefined],
    ["REGEX", "permissions", undefined],
  ];
  for (const [filter, value, names] of filters) {
    it(`fills a groups claim with ${filter} ${value}: ${names?.join(", ") ?? "no claim"}`, async () => {
      await claim({ name: "permissions", valueType: "GROUPS", group_filter_type: filter, value });
      assert.deepEqual((await access("both", "openid")).permissions, names);
    });
  }

  it("refuses the token where a groups claim matches more than 100 groups", async () => {
    await claim({ name: "all", valueType: "GROUPS", group_filter_type: "STARTS_WITH", value: "many-" });
    const { id } = world.org.findUser("reader@example.test")!;
    for (let i = 0; i <= 100; i += 1) {
      const group = await world.must(200, "POST", "/api/v1/groups", { profile: { name: `many-${i}` } });
      await world.must(204, "PUT", `/api/v1/groups/${group.id}/users/${id}`);
    }
    assertOAuthError(
      await world.tokens("reader", "openid"),
      400,
      "server_error",
      "The groups claim matched too many groups and must be configured to match fewer groups.",
    );
  });

  const expressions: [string, unknown][] = [
    [`Arrays.flatten(isMemberOfGroupName("readers") ? {"r"} : {}, isMemberOfGroupName("writers") ? {"w"} : {})`, ["r"]],
    [`isMemberOfGroupName("writers") ? {"w"} : {}`, undefined],
    [`Groups.startsWith("OKTA", "read", 10)`, ["readers"]],
    [`Groups.startsWith("OKTA", "none", 10)`, undefined],
    [`Groups.startsWith("OKTA", "none", 10) ?: {"nothing"}`, ["nothing"]],
    [`user.firstName + " of " + user.department`, "Reader of Support"],
    [`user.title`, undefined],
    [`String.replace(Arrays.toCsvString(access.scope), ",", " ")`, "openid users:read"],
    [`app.clientId == "x" OR user.department == 'Support' AND !false`, true],
    [`Arrays.size(access.scope)`, 2],
  ];
  for (const [value, expected] of expressions) {
    it(`evaluates ${value}`, async () => {
      await claim({ name: "value", value });
      assert.deepEqual((await access("reader", "openid users:read")).value, expected);
    });
  }

  it("refuses every token where a claim cannot be evaluated, and only where its scope is asked for", async () => {
    await claim({ name: "broken", value: "user.shoeSize", conditions: { scopes: ["email"] } });
    assertOAuthError(
      await world.tokens("reader", "openid email"),
      400,
      "server_error",
      "The 'broken' user claim could not be evaluated.",
    );
    assert.equal((await world.tokens("reader", "openid")).status, 200);
  });

  it("leaves what is about a user out of a service's token", async () => {
    await claim({ name: "department", value: "user.department" });
    await claim({ name: "groups", valueType: "GROUPS", group_filter_type: "STARTS_WITH", value: "" + "r" });
    const { body } = await world.post(
      `${world.issuerPath}/v1/token`,
      { grant_type: "client_credentials", scope: "users:read" },
      world.basic("service"),
    );
    const claims = claimsOf(body.access_token);
    assert.deepEqual(["department" in claims, "groups" in claims], [false, false]);
  });

  it("puts an identity claim into the ID token, or leaves it to userinfo", async () => {
    await claim({ name: "always", claimType: "IDENTITY", value: `"a"`, alwaysIncludeInToken: true });
    await claim({ name: "later", claimType: "IDENTITY", value: `"l"`, alwaysIncludeInToken: false });
    const { body } = await world.tokens("reader", "openid");
    const id = claimsOf(body.id_token);
    assert.deepEqual([id.always, id.later], ["a", undefined]);
    const userinfo = await fetch(`${world.url}${world.issuerPath}/v1/userinfo`, {
      headers: { authorization: `Bearer ${body.access_token}` },
    });
    const answer = (await userinfo.json()) as any;
    assert.deepEqual([answer.always, answer.later], ["a", "l"]);
  });

  it("lets no claim take the place of what Okta itself says", async () => {
    for (const name of ["exp", "aud", "scp", "auth_time"]) await claim({ name, value: `"mine"` });
    const claims = await access("reader", "openid");
    assert.deepEqual([claims.aud, claims.scp, typeof claims.exp], ["api://admin", ["openid"], "number"]);
    assert.equal(claims.auth_time, claims.iat);
  });

  it("leaves an inactive claim out", async () => {
    await claim({ name: "off", value: `"x"`, status: "INACTIVE" });
    assert.equal("off" in (await access("reader", "openid")), false);
  });
});
