/** The Management API of users and their factors. */
import assert from "node:assert/strict";
import { totp } from "../../../local/okta/management/totp";
import { assertApiError, START, startStand, type Stand } from "./support/stand";

const USERS = "/api/v1/users";

describe("local Okta: users and factors", () => {
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
  const status = async (id: string) => (await okta.must(200, "GET", `${USERS}/${id}`)).status;

  it("answers a user in Okta's shape and never a password", async () => {
    const { id, _links, ...rest } = await create("a");
    assert.match(id, /^00u/);
    assert.deepEqual(rest, {
      status: "ACTIVE",
      activated: "2026-11-01T12:00:00.000Z",
      statusChanged: "2026-11-01T12:00:00.000Z",
      lastLogin: null,
      passwordChanged: null,
      created: "2026-11-01T12:00:00.000Z",
      lastUpdated: "2026-11-01T12:00:00.000Z",
      type: { id: "otydefault" },
      profile: profile("a"),
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
    assertApiError(answer, 400, "E0000001", "Api validation failed: profile.email", [
      "profile.email: The field cannot be left blank",
      "profile.firstName: The field cannot be left blank",
      "profile.lastName: The field cannot be left blank",
    ]);
    await create("a");
    assert.deepEqual((await okta.api("POST", USERS, { profile: profile("a") })).body.errorCauses, [
      { errorSummary: "profile.login: An object with this field already exists in the current organization" },
    ]);
    assert.deepEqual(
      (await okta.api("POST", USERS, { profile: { ...profile("b"), login: "no address" } })).body.errorCauses,
      [{ errorSummary: "profile.login: Username must be in the form of an email address" }],
    );
  });

  it("changes some attributes with POST and all with PUT", async () => {
    const { id } = await create("a");
    const some = await okta.must(200, "POST", `${USERS}/${id}`, { profile: { department: "Sales" } });
    assert.deepEqual(some.profile, { ...profile("a"), department: "Sales" });
    const all = await okta.must(200, "PUT", `${USERS}/${id}`, { profile: { ...profile("a"), title: "Dr" } });
    assert.deepEqual(all.profile, { ...profile("a"), title: "Dr" });
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

  it("names the owner of the token", async () => {
    assert.equal((await okta.must(200, "GET", `${USERS}/me`)).profile.login, "administrator@local.test");
  });

  describe("factors", () => {
    let id: string;
    let path: string;
    beforeEach(async () => {
      id = (await create("a")).id;
      path = `${USERS}/${id}/factors`;
    });

    it("enrols a one-time password, activates it with a code, and verifies the next one", async () => {
      const made = await okta.must(200, "POST", path, { factorType: "token:software:totp", provider: "GOOGLE" });
      assert.deepEqual(
        [made.status, made.factorType, made.provider],
        ["PENDING_ACTIVATION", "token:software:totp", "GOOGLE"],
      );
      const { sharedSecret, ...activation } = made._embedded.activation;
      assert.deepEqual(activation, { timeStep: 30, encoding: "base32", keyLength: 16, factorResult: "WAITING" });
      const code = () => totp(sharedSecret, okta.org.seconds());
      const wrong = { passCode: code() === "000000" ? "000001" : "000000" };
      assertApiError(
        await okta.api("POST", `${path}/${made.id}/lifecycle/activate`, wrong),
        403,
        "E0000068",
        "Invalid Passcode/Answer",
        ["Your code doesn't match our records. Please try again."],
      );
      const active = await okta.must(200, "POST", `${path}/${made.id}/lifecycle/activate`, { passCode: code() });
      assert.deepEqual([active.status, "_embedded" in active], ["ACTIVE", false]);
      assertApiError(
        await okta.api("POST", `${path}/${made.id}/verify`, { passCode: code() }),
        403,
        "E0000082",
        "Each code can only be used once. Please wait for a new code and try again.",
      );
      okta.pass(30);
      assert.deepEqual(await okta.must(200, "POST", `${path}/${made.id}/verify`, { passCode: code() }), {
        factorResult: "SUCCESS",
      });
      okta.pass(120);
      assert.equal(
        (await okta.api("POST", `${path}/${made.id}/verify`, { passCode: totp(sharedSecret, START / 1000) })).status,
        403,
      );
    });

    it("challenges and verifies a text message with the fixed code", async () => {
      const made = await okta.must(200, "POST", path, {
        factorType: "sms",
        provider: "OKTA",
        profile: { phoneNumber: "+1 555 0100" },
      });
      await okta.must(200, "POST", `${path}/${made.id}/lifecycle/activate`, { passCode: "123456" });
      assert.deepEqual(await okta.must(200, "POST", `${path}/${made.id}/verify`, {}), { factorResult: "CHALLENGE" });
      assert.equal((await okta.api("POST", `${path}/${made.id}/verify`, { passCode: "1" })).body.errorCode, "E0000068");
      assert.deepEqual(await okta.must(200, "POST", `${path}/${made.id}/verify`, { passCode: "123456" }), {
        factorResult: "SUCCESS",
      });
    });

    it("checks the answer to a security question and never tells it", async () => {
      const made = await okta.must(200, "POST", path, {
        factorType: "question",
        provider: "OKTA",
        profile: { question: "Pet?", answer: "Rex" },
      });
      assert.deepEqual([made.status, made.profile], ["ACTIVE", { question: "Pet?" }]);
      assert.deepEqual(await okta.must(200, "POST", `${path}/${made.id}/verify`, { answer: "Rex" }), {
        factorResult: "SUCCESS",
      });
      assert.equal((await okta.api("POST", `${path}/${made.id}/verify`, { answer: "Max" })).status, 403);
    });

    it("refuses a factor twice, an unknown one, one without its profile, and one of an inactive user", async () => {
      const sms = { factorType: "sms", provider: "OKTA", profile: { phoneNumber: "1" } };
      await okta.must(200, "POST", path, sms);
      assert.deepEqual((await okta.api("POST", path, sms)).body.errorCauses, [
        { errorSummary: "factorType: A factor of this type is already set up" },
      ]);
      assert.equal((await okta.api("POST", path, { factorType: "telepathy", provider: "OKTA" })).status, 400);
      assert.deepEqual((await okta.api("POST", path, { factorType: "email", provider: "OKTA" })).body.errorCauses, [
        { errorSummary: "profile.email: The field cannot be left blank" },
      ]);
      await okta.must(200, "POST", `${USERS}/${id}/lifecycle/deactivate`);
      assert.equal((await okta.api("POST", path, { factorType: "push", provider: "OKTA" })).body.errorCode, "E0000038");
    });

    it("waits for a push, and asks for the code of a one-time password", async () => {
      const push = await okta.must(200, "POST", path, { factorType: "push", provider: "OKTA" });
      assert.equal((await okta.api("POST", `${path}/${push.id}/verify`, {})).body.errorCode, "E0000038");
      await okta.must(200, "POST", `${path}/${push.id}/lifecycle/activate`, { passCode: "123456" });
      assert.equal(
        (await okta.api("POST", `${path}/${push.id}/lifecycle/activate`, { passCode: "123456" })).status,
        403,
      );
      assert.deepEqual(await okta.must(200, "POST", `${path}/${push.id}/verify`, {}), { factorResult: "WAITING" });
      const email = await okta.must(200, "POST", `${path}?activate=true`, {
        factorType: "email",
        provider: "OKTA",
        profile: { email: "a@x.test" },
      });
      assert.equal(email.status, "ACTIVE");
      const one = await okta.must(200, "POST", path, { factorType: "token:software:totp", provider: "OKTA" });
      await okta.must(200, "POST", `${path}/${one.id}/lifecycle/activate`, {
        passCode: totp(one._embedded.activation.sharedSecret, okta.org.seconds()),
      });
      assert.equal((await okta.api("POST", `${path}/${one.id}/verify`, {})).body.errorCode, "E0000068");
      assert.equal((await okta.must(200, "GET", `${path}/${one.id}`)).factorType, "token:software:totp");
    });

    it("lists, removes and resets factors", async () => {
      const made = await okta.must(200, "POST", path, { factorType: "push", provider: "OKTA" });
      assert.deepEqual(
        (await okta.must(200, "GET", path)).map((factor: any) => factor.id),
        [made.id],
      );
      const catalog = await okta.must(200, "GET", `${path}/catalog`);
      assert.equal(catalog.find((each: any) => each.factorType === "push").status, "ACTIVE");
      await okta.must(204, "DELETE", `${path}/${made.id}`);
      await okta.must(200, "POST", path, { factorType: "push", provider: "OKTA" });
      await okta.must(200, "POST", `${USERS}/${id}/lifecycle/reset_factors`);
      assert.deepEqual(await okta.must(200, "GET", path), []);
    });
  });

  it("makes the passwords of RFC 6238", () => {
    const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    const times: [number, string][] = [
      [59, "287082"],
      [1111111109, "081804"],
      [1234567890, "005924"],
      [20000000000, "353130"],
    ];
    for (const [seconds, code] of times) assert.equal(totp(secret, seconds), code);
  });
});
