/** What real programs and clients of other ecosystems asked of an org, and missed. */
import assert from "node:assert/strict";
import { newServiceApp } from "./support/serviceApp";
import { assertApiError, assertOAuthError, startStand, type Stand } from "./support/stand";
import { claimsOf, CHALLENGE, REDIRECT, startWorld, VERIFIER, type World } from "./support/world";

const profile = (name: string, more: object = {}) => ({
  login: `${name}@x.test`,
  email: `${name}@x.test`,
  firstName: name,
  lastName: "X",
  ...more,
});

describe("local Okta: user types and schemas", () => {
  const SCHEMA = "/api/v1/meta/schemas/user/default";
  let okta: Stand;
  beforeEach(async () => {
    okta = await startStand();
  });
  afterEach(() => okta.close());
  const custom = (properties: object) => ({ definitions: { custom: { id: "#custom", type: "object", properties } } });

  it("take attributes of their own, check them, and give them up again", async () => {
    const size = { title: "Size", type: "integer", required: true };
    const teams = { title: "Teams", type: "array", items: { type: "string", enum: ["red", "blue"] } };
    const schema = await okta.must(200, "POST", SCHEMA, custom({ size, teams }));
    assert.deepEqual(
      [Object.keys(schema.definitions.custom.properties), schema.definitions.custom.required],
      [["size", "teams"], ["size"]],
    );
    assert.equal(schema.definitions.base.properties.firstName.title, "First name");
    const create = (more: object) => okta.api("POST", "/api/v1/users", { profile: profile("a", more) });
    assertApiError(await create({}), 400, "E0000001", "Api validation failed: size", [
      "size: The field cannot be left blank",
    ]);
    for (const wrong of [{ size: "L" }, { size: 1, teams: ["green"] }, { size: 1, teams: "red" }, { size: 1.5 }])
      assert.equal((await create(wrong)).status, 400, JSON.stringify(wrong));
    const made = await create({ size: 40, teams: ["red"] });
    assert.deepEqual([made.body.profile.size, made.body.profile.teams], [40, ["red"]]);
    await okta.must(200, "POST", SCHEMA, custom({ size: null }));
    const read = await okta.must(200, "GET", `/api/v1/users/${made.body.id}`);
    assert.equal("size" in read.profile, false);
  });

  it("refuse an attribute that every type has, or of no known type", async () => {
    for (const properties of [
      { email: { type: "string" } },
      { "no-name": { type: "string" } },
      { x: { type: "date" } },
    ])
      assert.equal((await okta.api("POST", SCHEMA, custom(properties))).status, 400, JSON.stringify(properties));
    assert.equal((await okta.api("GET", "/api/v1/meta/schemas/user/oscnone")).status, 404);
  });

  it("belong to the users that were made with them", async () => {
    const type = await okta.must(200, "POST", "/api/v1/meta/types/user", { name: "guest", displayName: "Guest" });
    const schemaPath = new URL(type._links.schema.href).pathname;
    await okta.must(200, "POST", schemaPath, custom({ host: { title: "Host", type: "string" } }));
    const guest = { profile: profile("g", { host: "ann" }) };
    assert.equal((await okta.api("POST", "/api/v1/users", guest)).status, 400);
    const made = await okta.must(200, "POST", "/api/v1/users", { ...guest, type: { id: type.id } });
    assert.deepEqual([made.type, made.profile.host], [{ id: type.id }, "ann"]);
    assert.equal((await okta.api("DELETE", `/api/v1/meta/types/user/${type.id}`)).status, 400);
    assert.equal(
      (await okta.api("POST", "/api/v1/users", { profile: profile("h"), type: { id: "oty1" } })).status,
      400,
    );
  });
});

describe("local Okta: admin roles of people", () => {
  let okta: Stand;
  beforeEach(async () => {
    okta = await startStand({ directoryGroups: ["admins", "staff"] });
  });
  afterEach(() => okta.close());
  const group = async (name: string) => (await okta.must(200, "GET", `/api/v1/groups?q=${name}`))[0].id as string;
  const person = async (name: string, ...groupIds: string[]) =>
    (await okta.must(200, "POST", "/api/v1/users", { profile: profile(name), groupIds })).id as string;

  it("are given to a user and to a group in Okta's shape, and taken back", async () => {
    for (const [holder, type] of [
      [`users/${await person("a")}`, "USER"],
      [`groups/${await group("admins")}`, "GROUP"],
    ]) {
      const path = `/api/v1/${holder}/roles`;
      assert.deepEqual(await okta.must(200, "GET", path), []);
      const { created, lastUpdated, ...role } = await okta.must(201, "POST", path, { type: "APP_ADMIN" });
      assert.deepEqual(role, {
        id: "IFIFAX2BIRGUSTQ",
        label: "Application Administrator",
        type: "APP_ADMIN",
        status: "ACTIVE",
        assignmentType: type,
        _links: { assignee: { href: `${okta.url}/api/v1/${holder}` } },
      });
      const top = await okta.must(201, "POST", path, { type: "SUPER_ADMIN" });
      assert.match(top.id, /^ra1\w{17}$/);
      assert.equal(top.label, "Super Administrator");
      assert.equal((await okta.api("POST", path, { type: "APP_ADMIN" })).status, 409);
      assert.deepEqual(await okta.must(200, "GET", `${path}/${top.id}`), top);
      await okta.must(204, "DELETE", `${path}/${role.id}`);
      assert.deepEqual(await okta.must(200, "GET", path), [top]);
    }
  });

  it("keep others but super admins from managing whoever holds one, by a group too", async () => {
    const [admins, staff] = [await group("admins"), await group("staff")];
    await okta.must(201, "POST", `/api/v1/groups/${admins}/roles`, { type: "HELP_DESK_ADMIN" });
    const [chief, clerk] = [await person("chief", admins), await person("clerk", staff)];
    const robot = await newServiceApp(okta, "robot", ["okta.users.manage", "okta.groups.manage"]);
    await robot.assign({ type: "ORG_ADMIN" });
    const change = { profile: { title: "x" } };
    assert.equal((await robot.api("POST", `/api/v1/users/${clerk}`, change)).status, 200);
    assert.equal((await robot.api("GET", `/api/v1/users/${chief}`)).status, 200);
    for (const [method, path, body] of [
      ["POST", `/api/v1/users/${chief}`, change],
      ["PUT", `/api/v1/groups/${admins}/users/${clerk}`, undefined],
      ["DELETE", `/api/v1/groups/${admins}`, undefined],
      ["POST", "/api/v1/users", { profile: profile("new"), groupIds: [admins] }],
    ] as const)
      assert.equal((await robot.api(method, path, body)).status, 403, `${method} ${path}`);
    await robot.assign({ type: "SUPER_ADMIN" });
    assert.equal((await robot.api("POST", `/api/v1/users/${chief}`, change)).status, 200);
  });
});

describe("local Okta: what clients of other ecosystems do", () => {
  let world: World;
  before(async () => {
    world = await startWorld({ appGroups: [{ name: "dir-admins", source: "active_directory" }] });
  });
  after(() => world.close());

  it("say in a header which scope of Okta's API is lacking", async () => {
    const robot = await newServiceApp(world, "robot", ["okta.users.read"]);
    await robot.assign({ type: "SUPER_ADMIN" });
    const answer = await robot.api("GET", "/api/v1/groups");
    assert.equal(answer.status, 403);
    assert.equal(
      answer.headers.get("www-authenticate"),
      `Bearer authorization_uri="${world.url}/oauth2/v1/authorize", realm="${world.url}", scope="okta.groups.read", ` +
        `error="insufficient_scope", error_description="The access token provided does not contain the required scopes.", ` +
        `resource="/api/v1/groups"`,
    );
  });

  it("give of Okta's own scopes the granted ones, and refuse where none is", async () => {
    const robot = await newServiceApp(world, "partly", ["okta.users.read"]);
    const answer = await robot.ask("okta.users.read okta.groups.read");
    assert.deepEqual([answer.status, answer.body.scope], [200, "okta.users.read"]);
    assert.deepEqual(claimsOf(answer.body.access_token).scp, ["okta.users.read"]);
    assertOAuthError(
      await robot.ask("okta.groups.read"),
      400,
      "consent_required",
      "You are not allowed any of the requested scopes.",
    );
  });

  it("take a token request that is all in the query, but for a secret, and no parameter twice", async () => {
    const form = { grant_type: "client_credentials", scope: "users:read" };
    const query = `${world.issuerPath}/v1/token?${new URLSearchParams(form)}`;
    assert.equal((await world.post(query, {}, world.basic("service"))).body.scope, "users:read");
    assertOAuthError(
      await world.post(query, { scope: "users:read" }, world.basic("service")),
      400,
      "invalid_request",
      "The request contained multiple parameters with the same name.",
    );
    const secret = `${query}&client_id=${world.clients.service}&client_secret=${world.secrets.service}`;
    assertOAuthError(
      await world.post(secret, {}),
      400,
      "invalid_request",
      "Client credentials cannot be supplied via query parameters.",
    );
  });

  it("ask who may register clients before saying that it is not modelled", async () => {
    const register = (headers: Record<string, string>) =>
      fetch(`${world.url}/oauth2/v1/clients`, { method: "POST", headers });
    assert.equal((await register({})).status, 403);
    assert.equal((await register({ authorization: "Bearer x" })).status, 401);
    assert.equal((await register({ authorization: `SSWS ${world.apiToken}` })).status, 501);
  });

  it("find an app's groups claim in the org's ID tokens, where the scope `groups` was asked for", async () => {
    const path = `/api/v1/internal/apps/${world.clients.spa}/settings/oauth/idToken`;
    const claim = { name: "teams", valueType: "GROUPS", groupFilterType: "REGEX", value: "readers|dir-.*" };
    await world.must(200, "POST", path, claim);
    const idToken = async (scope: string) => {
      const query = new URLSearchParams({
        client_id: world.clients.spa,
        redirect_uri: REDIRECT,
        response_type: "code",
        state: "s",
        scope,
        login_hint: "reader@example.test",
        code_challenge: CHALLENGE,
        code_challenge_method: "S256",
      });
      const answer = await fetch(`${world.url}/oauth2/v1/authorize?${query}`, { redirect: "manual" });
      const code = new URL(answer.headers.get("location")!).searchParams.get("code")!;
      const form = { grant_type: "authorization_code", code, redirect_uri: REDIRECT, code_verifier: VERIFIER };
      const { body } = await world.post("/oauth2/v1/token", { ...form, client_id: world.clients.spa });
      return claimsOf(body.id_token);
    };
    assert.deepEqual((await idToken("openid groups")).teams, ["readers"]);
    assert.equal("teams" in (await idToken("openid")), false);
  });

  it("see in a groups filter Okta's own groups alone, and in an expression those of a directory", async () => {
    const [directory] = await world.must(200, "GET", "/api/v1/groups?q=dir-admins");
    assert.deepEqual([directory.type, directory.objectClass], ["APP_GROUP", ["okta:windows_security_principal"]]);
    const reader = world.org.findUser("reader@example.test")!;
    assert.equal((await world.api("PUT", `/api/v1/groups/${directory.id}/users/${reader.id}`)).status, 403);
    world.org.groups.get(directory.id)!.members.set(reader.id, { direct: true, rules: new Set() });
    world.org.groupIdsByUser.get(reader.id)!.add(directory.id);
    const claims = `${world.serverPath}/claims`;
    const all = { name: "filtered", valueType: "GROUPS", group_filter_type: "REGEX", value: ".*s" };
    const expression = { name: "directory", value: `Groups.startsWith("active_directory", "dir-", 100)` };
    for (const body of [all, expression]) await world.must(201, "POST", claims, body);
    const { body } = await world.tokens("reader", "openid");
    const { filtered, directory: found } = claimsOf(body.access_token);
    assert.deepEqual([filtered, found], [["readers"], ["dir-admins"]]);
  });

  it("refuse a token that an inline hook would change, and one of an inactive hook no more", async () => {
    const config = { uri: "https://hook.test/x" };
    const channel = { type: "HTTP", version: "1.0.0", config };
    const hook = await world.must(200, "POST", "/api/v1/inlineHooks", {
      name: "h",
      type: "com.okta.oauth2.tokens.transform",
      version: "1.0.0",
      channel,
    });
    const [policy] = await world.must(200, "GET", `${world.serverPath}/policies`);
    const rules = `${world.serverPath}/policies/${policy.id}/rules`;
    const rule = (await world.must(200, "GET", rules)).find(({ name }: any) => name === "service");
    const token = { ...rule.actions.token, inlineHook: { id: hook.id } };
    const changed = await world.must(200, "PUT", `${rules}/${rule.id}`, { ...rule, actions: { token } });
    assert.deepEqual(changed.actions.token.inlineHook, { id: hook.id });
    const form = { grant_type: "client_credentials", scope: "users:read" };
    const ask = () => world.post(`${world.issuerPath}/v1/token`, form, world.basic("service"));
    assertOAuthError(
      await ask(),
      501,
      "server_error",
      "The local Okta does not call the inline hook of the rule 'service'.",
    );
    await world.must(200, "POST", `/api/v1/inlineHooks/${hook.id}/lifecycle/deactivate`);
    assert.equal((await ask()).status, 200);
  });

  it("list the security questions, and change one's own", async () => {
    const { id } = world.org.findUser("plain@example.test")!;
    const path = `/api/v1/users/${id}/factors`;
    const questions = await world.must(200, "GET", `${path}/questions`);
    assert.equal(questions.length, 20);
    assert.deepEqual(questions[0], {
      question: "disliked_food",
      questionText: "What is the food you least liked as a child?",
    });
    const factor = { factorType: "question", provider: "OKTA", profile: { question: "favorite_toy", answer: "bear" } };
    const made = await world.must(200, "POST", path, factor);
    await world.must(200, "PUT", `${path}/${made.id}`, { profile: { answer: "duck" } });
    const verify = (answer: string) => world.api("POST", `${path}/${made.id}/verify`, { answer });
    assert.deepEqual([(await verify("bear")).status, (await verify("duck")).status], [403, 200]);
  });
});
