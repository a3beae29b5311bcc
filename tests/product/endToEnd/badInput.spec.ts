/** What the admin service is sent by mistake or on purpose: refused, without half of it done. */
import assert from "node:assert/strict";
import { auditOf, call, newKey, okta, tokenOf, withFault } from "./support/world";

const USER = { email: "input@example.test", firstName: "In", lastName: "Put" };

const users = async () => (await okta<unknown[]>("/api/v1/users?limit=200")).length;

describe("bad input at the admin service", () => {
  let token: string;
  before(async () => {
    token = await tokenOf("leo", "support-console", ["users:read", "users:create", "users:update"]);
  });

  const create = (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
    call("admin", "POST /users", { token, body, headers: { "idempotency-key": newKey(), ...headers } });

  it("refuses bodies that are too large, of another type, no JSON, or not what is asked for", async () => {
    const before = await users();
    const bad: [unknown, Record<string, string>, number][] = [
      [{ ...USER, firstName: "x".repeat(20_000) }, {}, 413],
      [JSON.stringify(USER), { "content-type": "text/plain" }, 415],
      ["{", {}, 400],
      ["null", {}, 400],
      [{ ...USER, firstName: 7 }, {}, 400],
      [{ ...USER, firstName: ["a"] }, {}, 400],
      [{ ...USER, isAdmin: true }, {}, 400],
      ['{"__proto__":{"isAdmin":true},"email":"input@example.test","firstName":"In","lastName":"Put"}', {}, 400],
      [{ email: USER.email }, {}, 400],
      [USER, { "idempotency-key": "short" }, 400],
    ];
    for (const [body, headers, status] of bad) {
      const answer = await create(body, headers);
      assert.equal(answer.status, status, JSON.stringify(body).slice(0, 60));
      assert.equal(answer.headers.get("content-type"), "application/problem+json");
    }
    assert.equal(await users(), before);
  });

  it("refuses line breaks and control characters in what becomes a part of mails and pages", async () => {
    for (const name of ["A\r\nBcc: x@example.test", "A\u0000", "A\u202Eb", "<script>", "A\u2028B", "", " "]) {
      assert.equal((await create({ ...USER, firstName: name })).status, 400, JSON.stringify(name));
      assert.equal((await create({ ...USER, lastName: name })).status, 400, JSON.stringify(name));
    }
    for (const email of ["a@b", "a b@example.test", "a@example.test\r\nBcc: b@example.test", "<a@example.test>"])
      assert.equal((await create({ ...USER, email })).status, 400, email);
  });

  it("refuses ids that are none, and asks Okta nothing about them", async () => {
    const tried = [
      "me",
      "..%2f..%2foauth2%2fv1%2fclients",
      "00u1",
      "00u1example1example1%2f..%2f..%2fgroups",
      "ada@example.test",
      "00g1example1example1",
      "%2e%2e",
      "00u1example1example1%00",
    ];
    const asked = async () =>
      (await okta<{ path: string }[]>("/__requests")).filter(({ path }) => path.startsWith("/api/v1/users")).length;
    const before = await asked();
    for (const id of tried) {
      const answer = await call("admin", `GET /users/${id}`, { token });
      assert.ok([400, 404].includes(answer.status), `${id}: ${answer.status}`);
    }
    assert.equal(await asked(), before);
    await call("admin", `GET /users/00u1example1example1`, { token });
    assert.equal(await asked(), before + 1);
  });

  it("refuses a query with something else in it", async () => {
    for (const query of ["search=status%20pr", "limit=0", "limit=1000", "q=", "q=a%0Ab", "after=..%2F", "expand=x"])
      assert.equal((await call("admin", `GET /users?${query}`, { token })).status, 400, query);
    const found = await call("admin", "GET /users?q=ada", { token });
    assert.deepEqual(
      (found.body["users"] as { login: string }[]).map(({ login }) => login),
      ["ada@example.test"],
    );
  });

  it("counts a forged identity header of a load balancer for nothing", async () => {
    const forged = {
      "x-amzn-oidc-data": "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.",
      "x-amzn-oidc-identity": "00u1example1example1",
      "x-amzn-oidc-accesstoken": await tokenOf("ada", "support-console", ["users:delete"], { acr_values: "phr" }),
    };
    assert.equal((await call("admin", "GET /users", { headers: forged })).status, 401);
    const weak = await tokenOf("agnes", "support-console", ["users:read"]);
    const { status } = await call("admin", "POST /users", { token: weak, body: USER, headers: forged });
    assert.equal(status, 403);
  });

  it("says that Okta is down, does nothing, and does it when asked again with the same key", async () => {
    const headers = { "idempotency-key": newKey() };
    await withFault({ path: "/api/v1/users", status: 503, times: 50 }, async () => {
      const answer = await create(USER, headers);
      assert.equal(answer.status, 503);
      assert.ok(Number(answer.headers.get("retry-after")) >= 1);
    });
    const { outcome, reason } = (await auditOf("admin-admin")).at(-1)!;
    assert.deepEqual({ outcome, reason }, { outcome: "failed", reason: "Okta does not answer" });
    // The circuit may have opened: it closes by itself.
    let answer = await create(USER, headers);
    for (let i = 0; i < 15 && answer.status === 503; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      answer = await create(USER, headers);
    }
    assert.equal(answer.status, 201);
  });
});
