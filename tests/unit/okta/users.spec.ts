/** The Management API of users. */
import assert from "node:assert/strict";
import { MAILS_KEPT } from "../../../local/okta/people/mailbox";
import { assertApiError, startStand, type Stand } from "./support/stand";

const USERS = "/api/v1/users";

/** Two attributes are answered without a value too. */
const EMPTY = { mobilePhone: null, secondEmail: null };

describe("local Okta: users", () => {
  let okta: Stand;
  beforeEach(async () => {
    okta = await startStand({ directoryGroups: ["staff"] });
  });
  afterEach(() => okta.close());

  const profile = (name: string) => ({
    login: `${name}@x.test`,
    email: `${name}@x.test`,
    firstName: name,
    lastName: "X",
  });
  const create = (name: string, query = "", more: object = { credentials: { password: { value: "Secret-1" } } }) =>
    okta.must(200, "POST", `${USERS}${query}`, { profile: profile(name), ...more });
  const mails = async () => (await (await fetch(`${okta.url}/__mail`)).json()) as { link: string }[];
  const status = async (id: string) => (await okta.must(200, "GET", `${USERS}/${id}`)).status;

  it("answers a user in Okta's shape and never a password", async () => {
    const { id, _links, ...rest } = await create("a");
    assert.match(id, /^00u/);
    assert.deepEqual(rest, {
      status: "ACTIVE",
      activated: "2026-11-01T12:00:00.000Z",
      statusChanged: "2026-11-01T12:00:00.000Z",
      lastLogin: null,
      passwordChanged: "2026-11-01T12:00:00.000Z",
      created: "2026-11-01T12:00:00.000Z",
      lastUpdated: "2026-11-01T12:00:00.000Z",
      type: { id: [...okta.org.userTypes.keys()][0] },
      profile: { ...profile("a"), ...EMPTY },
      credentials: { password: {}, provider: { type: "OKTA", name: "OKTA" } },
    });
    assert.deepEqual(await okta.must(200, "GET", `${USERS}/A@X.test`), { id, _links, ...rest });
  });

  it("leaves a user without a password provisioned, and gives an activation link", async () => {
    const staged = await create("a", "?activate=false", {});
    assert.equal(staged.status, "STAGED");
    const { activationUrl, activationToken } = await okta.must(
      200,
      "POST",
      `${USERS}/${staged.id}/lifecycle/activate?sendEmail=false`,
    );
    assert.equal(activationUrl, `${okta.url}/welcome/${activationToken}`);
    assert.equal(await status(staged.id), "PROVISIONED");
    const page = await (await fetch(activationUrl)).text();
    assert.ok(page.includes("Welcome, a X"));
    assert.equal(await status(staged.id), "PROVISIONED");
    assert.equal((await fetch(activationUrl, { method: "POST" })).status, 200);
    assert.equal(await status(staged.id), "ACTIVE");
    assert.equal((await fetch(activationUrl, { method: "POST" })).status, 400);
  });

  it("refuses a user without the four attributes, and a login that is taken", async () => {
    const answer = await okta.api("POST", USERS, { profile: { login: "a@x.test" } });
    assertApiError(answer, 400, "E0000001", "Api validation failed: email", [
      "email: The field cannot be left blank",
      "firstName: The field cannot be left blank",
      "lastName: The field cannot be left blank",
    ]);
    await create("a");
    for (const login of ["a@x.test", "A@X.test"]) {
      assertApiError(
        await okta.api("POST", USERS, { profile: { ...profile("a"), login } }),
        400,
        "E0000001",
        "Api validation failed: login",
        ["login: An object with this field already exists in the current organization"],
      );
    }
    assertApiError(
      await okta.api("POST", USERS, { profile: { ...profile("b"), login: "no address", email: "a@b@c" } }),
      400,
      "E0000001",
      "Api validation failed: login",
      ["login: Username must be in the form of an email address", "email: Does not match required pattern"],
    );
  });

  it("changes some attributes with POST and all with PUT", async () => {
    const { id } = await create("a");
    const some = await okta.must(200, "POST", `${USERS}/${id}`, { profile: { department: "Sales" } });
    assert.deepEqual(some.profile, { ...profile("a"), ...EMPTY, department: "Sales" });
    const all = await okta.must(200, "PUT", `${USERS}/${id}`, { profile: { ...profile("a"), title: "Dr" } });
    assert.deepEqual(all.profile, { ...profile("a"), ...EMPTY, title: "Dr" });
  });

  it("goes through the lifecycle and refuses what the status does not allow", async () => {
    const { id } = await create("a");
    const go = (verb: string) => okta.api("POST", `${USERS}/${id}/lifecycle/${verb}`);
    assertApiError(await go("activate"), 403, "E0000016", "Activation failed because the user is already active");
    assertApiError(
      await go("unsuspend"),
      403,
      "E0000038",
      "This operation is not allowed in the user's current status.",
    );
    assert.equal((await go("suspend")).status, 200);
    assert.equal(await status(id), "SUSPENDED");
    assertApiError(
      await go("suspend"),
      400,
      "E0000001",
      "Api validation failed: Cannot suspend a user that is not active",
    );
    assert.equal((await go("unsuspend")).status, 200);
    assert.equal((await go("deactivate")).status, 200);
    assert.equal(await status(id), "DEPROVISIONED");
    assertApiError(
      await go("deactivate"),
      403,
      "E0000038",
      "This operation is not allowed in the user's current status.",
    );
    assert.equal((await go("activate")).status, 200);
    assert.equal(await status(id), "ACTIVE");
  });

  it("sends a new activation link to who has not followed the first", async () => {
    const { id } = await create("a", "", {});
    const first = await okta.must(200, "POST", `${USERS}/${id}/lifecycle/reactivate`);
    const second = await okta.must(200, "POST", `${USERS}/${id}/lifecycle/reactivate`);
    assert.notEqual(first.activationToken, second.activationToken);
    assert.equal((await fetch(first.activationUrl)).status, 400);
    assert.equal((await okta.api("POST", `${USERS}/${id}/lifecycle/unlock`)).body.errorCode, "E0000038");
    await okta.must(200, "POST", `${USERS}/${id}/lifecycle/deactivate`);
    assert.equal((await okta.api("POST", `${USERS}/${id}`, { profile: { title: "x" } })).body.errorCode, "E0000038");
    assert.equal((await okta.api("POST", `${USERS}/${id}/lifecycle/reactivate`)).body.errorCode, "E0000038");
  });

  it("mails the activation link to a new user without a password, and to nobody else", async () => {
    const { id } = await create("a", "", {});
    await create("b");
    await create("c", "?activate=false", {});
    okta.pass(60);
    assert.equal(await status(id), "PROVISIONED");
    const [mail, ...others] = await mails();
    const { link, ...rest } = mail!;
    assert.deepEqual(rest, { to: "a@x.test", subject: "Welcome to Okta!", at: "2026-11-01T12:00:00.000Z" });
    assert.deepEqual(others, []);
    assert.match(link, new RegExp(`^${okta.url}/welcome/\\w{20}$`));
    assert.equal((await fetch(link, { method: "POST" })).status, 200);
    assert.equal(await status(id), "ACTIVE");
    const requests = await (await fetch(`${okta.url}/__requests`)).text();
    assert.ok(requests.includes('"/welcome/{token}"'));
    assert.equal(requests.includes(link.split("/").at(-1)!), false);
  });

  it("mails the link on activation unless told not to, and on reactivation only if told to", async () => {
    const { id } = await create("a", "?activate=false", {});
    const path = `${USERS}/${id}/lifecycle`;
    assert.deepEqual(await okta.must(200, "POST", `${path}/activate`), {});
    assert.equal((await mails()).length, 1);
    assert.deepEqual(Object.keys(await okta.must(200, "POST", `${path}/reactivate`)), [
      "activationUrl",
      "activationToken",
    ]);
    assert.equal((await mails()).length, 1);
    assert.deepEqual(await okta.must(200, "POST", `${path}/reactivate?sendEmail=true`), {});
    const [second, first] = await mails();
    assert.equal((await fetch(first!.link, { method: "POST" })).status, 400);
    assert.equal((await fetch(second!.link, { method: "POST" })).status, 200);
    await okta.must(200, "POST", `${path}/deactivate`);
    // Who has a password has nothing to follow.
    await okta.must(200, "POST", `${path}/activate`);
    assert.equal((await mails()).length, 2);
    const other = await create("b", "?activate=false", {});
    await okta.must(200, "POST", `${USERS}/${other.id}/lifecycle/activate?sendEmail=false`);
    assert.equal((await mails()).length, 2);
  });

  it("keeps the newest mails only", async () => {
    const { id } = await create("a", "", {});
    for (let i = 0; i < MAILS_KEPT; i += 1)
      await okta.must(200, "POST", `${USERS}/${id}/lifecycle/reactivate?sendEmail=true`);
    const kept = await mails();
    assert.equal(kept.length, MAILS_KEPT);
    assert.equal((await fetch(kept[0]!.link)).status, 200);
  });

  it("deactivates with the first DELETE and deletes with the second", async () => {
    const { id } = await create("a");
    await okta.must(204, "DELETE", `${USERS}/${id}`);
    assert.equal(await status(id), "DEPROVISIONED");
    assert.deepEqual(await okta.must(200, "GET", USERS), []);
    await okta.must(204, "DELETE", `${USERS}/${id}`);
    assertApiError(
      await okta.api("GET", `${USERS}/${id}`),
      404,
      "E0000007",
      `Not found: Resource not found: ${id} (User)`,
    );
  });

  it("puts a new user into groups", async () => {
    const [group] = await okta.must(200, "GET", "/api/v1/groups?q=staff");
    const { id } = await create("a", "", { groupIds: [group.id] });
    const groups = await okta.must(200, "GET", `${USERS}/${id}/groups`);
    assert.deepEqual(
      groups.map((each: any) => each.profile.name),
      ["Everyone", "staff"],
    );
  });

  it("finds users by name, search and filter", async () => {
    for (const name of ["anna", "berta"]) await create(name);
    const logins = async (query: string) =>
      (await okta.must(200, "GET", `${USERS}?${query}`)).map((user: any) => user.profile.login);
    assert.deepEqual(await logins("q=ann"), ["anna@x.test"]);
    assert.deepEqual(await logins(`search=${encodeURIComponent('profile.email eq "berta@x.test"')}`), ["berta@x.test"]);
    assert.deepEqual(await logins(`filter=${encodeURIComponent('status eq "SUSPENDED"')}`), []);
  });

  it("lists what a search finds in the order that is asked for", async () => {
    for (const [name, city] of [
      ["b", "Ulm"],
      ["a", "Bern"],
      ["c", undefined],
    ] as const)
      await create(name, "", { profile: { ...profile(name), city } });
    const logins = async (query: string) =>
      (await okta.must(200, "GET", `${USERS}?${query}`)).map((user: any) => user.profile.login[0]);
    const search = `search=${encodeURIComponent('profile.lastName eq "X"')}`;
    assert.deepEqual(await logins(search), ["b", "a", "c"]);
    assert.deepEqual(await logins(`${search}&sortBy=profile.login`), ["a", "b", "c"]);
    assert.deepEqual(await logins(`${search}&sortBy=profile.login&sortOrder=desc`), ["c", "b", "a"]);
    assert.deepEqual(await logins(`${search}&sortBy=profile.city&sortOrder=desc`), ["b", "a", "c"]);
    assert.deepEqual(await logins(`${search}&sortOrder=0`), ["b", "a", "c"]);
    assertApiError(
      await okta.api("GET", `${USERS}?${search}&sortBy=${encodeURIComponent('a"b')}`),
      400,
      "E0000031",
      "Invalid search criteria.",
    );
  });

  it("finds a user by what stands before the @ of a login, where only one begins so", async () => {
    const { id } = await create("short");
    assert.equal((await okta.must(200, "GET", `${USERS}/SHORT`)).id, id);
    assert.equal((await okta.api("GET", `${USERS}/shor`)).status, 404);
    await create("other", "", { profile: { ...profile("other"), login: "short@y.test" } });
    assert.equal((await okta.api("GET", `${USERS}/short`)).status, 404);
    assert.equal((await okta.must(200, "GET", `${USERS}/short@x.test`)).id, id);
  });

  it("names the owner of the token", async () => {
    assert.equal((await okta.must(200, "GET", `${USERS}/me`)).profile.login, "administrator@local.test");
  });
});
