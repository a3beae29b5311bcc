/** The Management API of groups, their members, and group rules. */
import assert from "node:assert/strict";
import { assertApiError, startStand, type Stand } from "./support/stand";

describe("local Okta: groups and group rules", () => {
  let okta: Stand;
  let ids: Record<string, string>;
  let a: string;
  let b: string;
  beforeEach(async () => {
    okta = await startStand({ directoryGroups: ["sales", "support", "both", "other"] });
    const groups = await okta.must(200, "GET", "/api/v1/groups");
    ids = Object.fromEntries(groups.map(({ id, profile }: any) => [profile.name, id]));
    [a, b] = [await user("a", "Sales"), await user("b", "Support")];
  });
  afterEach(() => okta.close());

  const user = async (name: string, department: string) =>
    (
      await okta.must(200, "POST", "/api/v1/users", {
        profile: { login: `${name}@x.test`, email: `${name}@x.test`, firstName: name, lastName: "X", department },
        credentials: { password: { value: "x" } },
      })
    ).id as string;
  const join = (id: string, group: string) => okta.must(204, "PUT", `/api/v1/groups/${ids[group]}/users/${id}`);
  const leave = (id: string, group: string) => okta.must(204, "DELETE", `/api/v1/groups/${ids[group]}/users/${id}`);
  const members = async (group: string) =>
    (await okta.must(200, "GET", `/api/v1/groups/${ids[group]}/users`)).map(({ id }: any) => id);
  const rule = (value: string, more: object = {}) => ({
    type: "group_rule",
    name: "rule",
    conditions: { expression: { type: "urn:okta:expression:1.0", value }, people: { users: {} } },
    actions: { assignUserToGroups: { groupIds: [ids["both"]] } },
    ...more,
  });
  const active = async (value: string) => {
    const { id } = await okta.must(200, "POST", "/api/v1/groups/rules", rule(value));
    await okta.must(204, "POST", `/api/v1/groups/rules/${id}/lifecycle/activate`);
    return id as string;
  };

  it("answers a group in Okta's shape", async () => {
    const { id, _links, ...rest } = await okta.must(200, "POST", "/api/v1/groups", {
      profile: { name: "new", description: "" },
    });
    assert.match(id, /^00g/);
    assert.deepEqual(rest, {
      created: "2026-11-01T12:00:00.000Z",
      lastUpdated: "2026-11-01T12:00:00.000Z",
      lastMembershipUpdated: "2026-11-01T12:00:00.000Z",
      objectClass: ["okta:user_group"],
      type: "OKTA_GROUP",
      profile: { name: "new", description: "" },
    });
    const changed = await okta.must(200, "PUT", `/api/v1/groups/${id}`, {
      profile: { name: "newer", description: "d" },
    });
    assert.deepEqual(changed.profile, { name: "newer", description: "d" });
    await okta.must(204, "DELETE", `/api/v1/groups/${id}`);
    assertApiError(
      await okta.api("GET", `/api/v1/groups/${id}`),
      404,
      "E0000007",
      `Not found: Resource not found: ${id} (UserGroup)`,
    );
  });

  it("finds groups by the beginning of their name, and by search", async () => {
    const names = async (query: string) =>
      (await okta.must(200, "GET", `/api/v1/groups?${query}`)).map(({ profile }: any) => profile.name);
    assert.deepEqual(await names("q=s"), ["sales", "support"]);
    assert.deepEqual(await names("q=S&limit=1"), ["sales"]);
    assert.deepEqual(await names(`search=${encodeURIComponent('profile.name eq "both"')}`), ["both"]);
    assert.deepEqual(await names(`filter=${encodeURIComponent('type eq "BUILT_IN"')}`), ["Everyone"]);
    assert.deepEqual(
      await names(
        `search=${encodeURIComponent('profile.name sw "s" and (profile.name co "port" or profile.name eq "x")')}`,
      ),
      ["support"],
    );
    assertApiError(
      await okta.api("GET", "/api/v1/groups?search=nonsense"),
      400,
      "E0000031",
      "Invalid search criteria.",
    );
  });

  it("refuses a second group of the same name, and a change of the built-in group", async () => {
    assertApiError(
      await okta.api("POST", "/api/v1/groups", { profile: { name: "sales" } }),
      400,
      "E0000001",
      "Api validation failed: profile.name",
      ["profile.name: An object with this field already exists in the current organization"],
    );
    assert.equal(
      (await okta.api("PUT", `/api/v1/groups/${ids["Everyone"]}`, { profile: { name: "x" } })).body.errorCode,
      "E0000077",
    );
    assert.equal((await okta.api("DELETE", `/api/v1/groups/${ids["Everyone"]}`)).status, 400);
    assert.equal((await okta.api("PUT", `/api/v1/groups/${ids["Everyone"]}/users/${a}`)).status, 403);
  });

  it("puts members in and takes them out", async () => {
    await join(a, "sales");
    assert.deepEqual(await members("sales"), [a]);
    const groups = await okta.must(200, "GET", `/api/v1/users/${a}/groups`);
    assert.deepEqual(
      groups.map(({ profile }: any) => profile.name),
      ["Everyone", "sales"],
    );
    await leave(a, "sales");
    assert.deepEqual(await members("sales"), []);
  });

  it("makes a rule inactive, and fills the group once it is activated", async () => {
    await join(a, "sales");
    await join(a, "support");
    await join(b, "support");
    const expression = `isMemberOfGroup("${ids["sales"]}") AND isMemberOfGroup("${ids["support"]}")`;
    const made = await okta.must(200, "POST", "/api/v1/groups/rules", rule(expression));
    const { id, created, lastUpdated, ...rest } = made;
    assert.match(id, /^0pr/);
    assert.deepEqual(rest, {
      type: "group_rule",
      status: "INACTIVE",
      name: "rule",
      conditions: {
        people: { users: { exclude: [] }, groups: { exclude: [] } },
        expression: { value: expression, type: "urn:okta:expression:1.0" },
      },
      actions: { assignUserToGroups: { groupIds: [ids["both"]] } },
      allGroupsValid: true,
    });
    assert.deepEqual(await members("both"), []);
    await okta.must(204, "POST", `/api/v1/groups/rules/${id}/lifecycle/activate`);
    assert.deepEqual(await members("both"), [a]);
  });

  it("keeps the group up to date as people join, leave and change", async () => {
    await active(`isMemberOfGroup("${ids["sales"]}") and user.department == "Sales"`);
    await join(a, "sales");
    assert.deepEqual(await members("both"), [a]);
    await leave(a, "sales");
    assert.deepEqual(await members("both"), []);
    await join(b, "sales");
    assert.deepEqual(await members("both"), []);
    await okta.must(200, "POST", `/api/v1/users/${b}`, { profile: { department: "Sales" } });
    assert.deepEqual(await members("both"), [b]);
  });

  it("knows the functions that combine groups", async () => {
    await join(a, "sales");
    await join(b, "support");
    await active(`isMemberOfAnyGroup("${ids["sales"]}", "${ids["support"]}") AND !isMemberOfGroupName("support")`);
    assert.deepEqual(await members("both"), [a]);
  });

  it("leaves those alone whom the rule excludes", async () => {
    await join(a, "sales");
    await join(b, "sales");
    const people = { users: { exclude: [a] } };
    const expression = { type: "urn:okta:expression:1.0", value: `isMemberOfGroupName("sales")` };
    const { id } = await okta.must(
      200,
      "POST",
      "/api/v1/groups/rules",
      rule("", { conditions: { people, expression } }),
    );
    await okta.must(204, "POST", `/api/v1/groups/rules/${id}/lifecycle/activate`);
    assert.deepEqual(await members("both"), [b]);
  });

  it("makes who is taken out by hand an exception, silently, until they are put in by hand", async () => {
    await join(a, "sales");
    await active(`isMemberOfGroupName("sales")`);
    await leave(a, "both");
    assert.deepEqual(await members("both"), []);
    await okta.must(200, "POST", `/api/v1/users/${a}`, { profile: { department: "X" } });
    assert.deepEqual(await members("both"), []);
    await join(a, "both");
    assert.deepEqual(await members("both"), [a]);
  });

  it("does not touch people whose account is pending or closed", async () => {
    await active(`user.department == "Sales"`);
    assert.deepEqual(await members("both"), [a]);
    const staged = await okta.must(200, "POST", "/api/v1/users?activate=false", {
      profile: { login: "c@x.test", email: "c@x.test", firstName: "c", lastName: "X", department: "Sales" },
    });
    assert.equal(staged.status, "STAGED");
    assert.deepEqual(await members("both"), [a]);
  });

  it("passes over people for whom a rule has no value", async () => {
    await active(`user.shoeSize == 40 OR isMemberOfGroupName("sales")`);
    await join(a, "sales");
    assert.deepEqual(await members("both"), []);
    const custom = { id: "#custom", type: "object", properties: { shoeSize: { title: "Size", type: "integer" } } };
    await okta.must(200, "POST", "/api/v1/meta/schemas/user/default", { definitions: { custom } });
    await okta.must(200, "POST", `/api/v1/users/${a}`, { profile: { shoeSize: 39 } });
    assert.deepEqual(await members("both"), [a]);
  });

  it("lets a rule build on a group that another rule fills", async () => {
    const named = (name: string, value: string, group: string) =>
      rule(value, { name, actions: { assignUserToGroups: { groupIds: [ids[group]] } } });
    for (const [name, value, group] of [
      ["second", `isMemberOfGroupName("both")`, "other"],
      ["first", `isMemberOfGroupName("sales")`, "both"],
    ] as const) {
      const made = await okta.must(200, "POST", "/api/v1/groups/rules", named(name, value, group));
      await okta.must(204, "POST", `/api/v1/groups/rules/${made.id}/lifecycle/activate`);
    }
    await join(a, "sales");
    assert.deepEqual(await members("other"), [a]);
    await leave(a, "sales");
    assert.deepEqual(await members("other"), []);
  });

  it("lists everybody in the built-in group", async () => {
    assert.deepEqual(await members("Everyone"), [a, b]);
  });

  it("takes a deleted user out of everything", async () => {
    await join(a, "sales");
    for (let i = 0; i < 2; i += 1) await okta.must(204, "DELETE", `/api/v1/users/${a}`);
    assert.deepEqual(await members("sales"), []);
  });

  it("changes and deletes a rule only while it is inactive", async () => {
    await join(a, "sales");
    const id = await active(`isMemberOfGroupName("sales")`);
    const path = `/api/v1/groups/rules/${id}`;
    assert.equal(
      (await okta.api("PUT", path, rule(`isMemberOfGroupName("support")`))).body.errorCauses[0].errorSummary,
      "status: An active rule cannot be updated. Deactivate it first.",
    );
    assert.equal((await okta.api("DELETE", path)).status, 400);
    await okta.must(204, "POST", `${path}/lifecycle/deactivate`);
    assert.deepEqual(await members("both"), [a]);
    await okta.must(200, "PUT", path, rule(`isMemberOfGroupName("support")`));
    await okta.must(204, "POST", `${path}/lifecycle/activate`);
    assert.deepEqual(await members("both"), []);
    await join(b, "support");
    await okta.must(204, "POST", `${path}/lifecycle/deactivate`);
    assert.deepEqual(await okta.must(202, "DELETE", `${path}?removeUsers=false`), {});
    assert.deepEqual(await members("both"), [b]);
  });

  it("takes the members of a deleted rule out on request", async () => {
    await join(a, "sales");
    const id = await active(`isMemberOfGroupName("sales")`);
    await okta.must(204, "POST", `/api/v1/groups/rules/${id}/lifecycle/deactivate`);
    await okta.must(202, "DELETE", `/api/v1/groups/rules/${id}?removeUsers=true`);
    assert.deepEqual(await members("both"), []);
  });

  it("marks a rule whose group was deleted, and does not activate it any more", async () => {
    const id = await active(`isMemberOfGroup("${ids["sales"]}")`);
    await okta.must(204, "DELETE", `/api/v1/groups/${ids["sales"]}`);
    const path = `/api/v1/groups/rules/${id}`;
    assert.equal((await okta.must(200, "GET", path)).status, "INVALID");
    assert.equal((await okta.api("POST", `${path}/lifecycle/activate`)).status, 400);
  });

  const wrong: [string, object, string][] = [
    [
      "with an expression that cannot be read",
      { conditions: { expression: { value: "isMemberOfGroup(" } } },
      "conditions.expression.value: the expression ends too early",
    ],
    [
      "with a function that is not evaluated",
      { conditions: { expression: { value: "Time.now() == 1" } } },
      "conditions.expression.value: the local Okta does not evaluate `Time.now`",
    ],
    [
      "of a group that does not exist",
      { conditions: { expression: { value: `isMemberOfGroup("00gnone")` } } },
      "conditions.expression.value: Group '00gnone' does not exist",
    ],
    [
      "without a group to fill",
      { actions: { assignUserToGroups: { groupIds: [] } } },
      "actions.assignUserToGroups.groupIds: 1 to 100 existing groups are needed",
    ],
    [
      "with a name that is too long",
      { name: "x".repeat(51) },
      "name: The field is too long. It can have at most 50 characters",
    ],
  ];
  for (const [what, more, cause] of wrong) {
    it(`refuses a rule ${what}`, async () => {
      const answer = await okta.api("POST", "/api/v1/groups/rules", rule("true", more));
      assertApiError(answer, 400, "E0000001", `Api validation failed: ${cause.split(":")[0]}`, [cause]);
    });
  }

  it("pages a list with absolute links that keep the query", async () => {
    const first = await okta.api("GET", "/api/v1/groups?limit=2&q=");
    assert.deepEqual(
      first.body.map(({ profile }: any) => profile.name),
      ["Everyone", "sales"],
    );
    const next = `${okta.url}/api/v1/groups?limit=2&q=&after=${ids["sales"]}`;
    assert.equal(
      first.headers.get("link"),
      `<${okta.url}/api/v1/groups?limit=2&q=>; rel="self", <${next}>; rel="next"`,
    );
    const second = await okta.api("GET", next.slice(okta.url.length));
    assert.deepEqual(
      second.body.map(({ profile }: any) => profile.name),
      ["support", "both"],
    );
    const last = await okta.api("GET", `/api/v1/groups?limit=2&after=${ids["both"]}`);
    assert.equal(last.headers.get("link")!.includes(`rel="next"`), false);
    assertApiError(await okta.api("GET", "/api/v1/groups?limit=many"), 400, "E0000029", "Invalid paging request.");
    assertApiError(await okta.api("GET", "/api/v1/groups?after=00gnone"), 400, "E0000029", "Invalid paging request.");
  });
});
