/** The admin service from end to end: who may do what, through every client, and what the audit trail says of it. */
import assert from "node:assert/strict";
import { SignInRefused } from "../../../local/check/signIn";
import { auditOf, call, newKey, okta, tokenOf, tokenOfService, world } from "./support/world";

const STEP_UP = { acr_values: "urn:okta:loa:2fa:any", max_age: "300" };
const STRONG = { acr_values: "phr", max_age: "300" };

const NO_POLICY = "Policy evaluation failed for this request, please check the policy configurations.";

interface OktaUser {
  readonly id: string;
  readonly status: string;
  readonly profile: Readonly<Record<string, unknown>>;
}

let people = 0;

/** A user of the org, active, whom no other test knows. */
async function someone(): Promise<OktaUser> {
  people += 1;
  const email = `someone-${people}@example.test`;
  return okta<OktaUser>("/api/v1/users?activate=true", "POST", {
    profile: { login: email, email, firstName: "Some", lastName: "One" },
    credentials: { password: { value: "Correct-Horse-9" } },
  });
}

describe("the admin service: deactivating a user", () => {
  it("is done by a lead after a step-up, and not before", async () => {
    const { id } = await someone();
    const before = await call("admin", `POST /users/${id}/deactivate`, {
      token: await tokenOf("leo", "support-console", ["users:deactivate"]),
    });
    assert.equal(before.status, 401);
    assert.equal(before.body["error"], "insufficient_user_authentication");
    assert.match(before.headers.get("www-authenticate") ?? "", /acr_values="urn:okta:loa:2fa:any"/);
    assert.equal((await okta<OktaUser>(`/api/v1/users/${id}`)).status, "ACTIVE");

    const after = await call("admin", `POST /users/${id}/deactivate`, {
      token: await tokenOf("leo", "support-console", ["users:deactivate"], STEP_UP),
    });
    assert.deepEqual([after.status, after.body], [200, { id, status: "DEPROVISIONED" }]);
    assert.equal((await okta<OktaUser>(`/api/v1/users/${id}`)).status, "DEPROVISIONED");
    const { who, client, operation, target, outcome, status } = (await auditOf("admin-admin")).at(-1)!;
    assert.deepEqual(
      { who, client, operation, target, outcome, status },
      {
        who: "leo@example.test",
        client: (await world()).environment.clients["support-console"]!.clientId,
        operation: "POST /users/{id}/deactivate",
        target: id,
        outcome: "done",
        status: 200,
      },
    );
  });

  it("refuses an agent at Okta, and at the gateway with whatever token an agent can have", async () => {
    const { id } = await someone();
    await assert.rejects(tokenOf("agnes", "support-console", ["users:deactivate"], STEP_UP), (error: unknown) => {
      assert.ok(error instanceof SignInRefused);
      assert.deepEqual([error.error, error.description], ["access_denied", NO_POLICY]);
      return true;
    });
    const token = await tokenOf("agnes", "support-console", ["users:read", "factors:verify"], STEP_UP);
    assert.equal((await call("admin", `POST /users/${id}/deactivate`, { token })).status, 403);
    assert.equal((await okta<OktaUser>(`/api/v1/users/${id}`)).status, "ACTIVE");
  });

  it("refuses a lead who has but one factor at the sign-in, before any step-up", async () => {
    await assert.rejects(tokenOf("penny", "support-console", ["users:read"]), (error: unknown) => {
      assert.ok(error instanceof SignInRefused);
      assert.equal(error.error, "unmet_authentication_requirements");
      return true;
    });
  });

  it("refuses to deactivate the one who asks", async () => {
    const { environment } = await world();
    const { id } = environment.personas["leo"]!;
    const token = await tokenOf("leo", "support-console", ["users:deactivate"], STEP_UP);
    const answer = await call("admin", `POST /users/${id}/deactivate`, { token });
    assert.equal(answer.status, 409);
    assert.equal((await okta<OktaUser>(`/api/v1/users/${id}`)).status, "ACTIVE");
  });
});

describe("the admin service: clients", () => {
  it("refuses the customer app every administrative scope at Okta", async () => {
    for (const scope of ["users:read", "users:deactivate", "factors:enroll", "approvals:create"]) {
      await assert.rejects(tokenOf("carla", "customer-app", [scope]), SignInRefused, scope);
    }
  });

  it("shows a customer her own profile, and nobody else's", async () => {
    const token = await tokenOf("carla", "customer-app", ["profile:read"]);
    const own = await call("admin", "GET /profile", { token });
    assert.deepEqual([own.status, own.body["login"]], [200, "carla@example.test"]);
    const { id } = await someone();
    assert.equal((await call("admin", `GET /users/${id}`, { token })).status, 403);
    assert.equal((await call("admin", "GET /users", { token })).status, 403);
  });

  it("lets the nightly job read, and refuses it every change", async () => {
    const token = await tokenOfService("nightly-sync", ["users:read"]);
    const list = await call("admin", "GET /users?limit=3", { token });
    assert.equal(list.status, 200);
    assert.equal((list.body["users"] as unknown[]).length, 3);
    const { id } = await someone();
    for (const [route, body] of [
      ["POST /users", { email: "x@example.test", firstName: "X", lastName: "Y" }],
      [`PATCH /users/${id}`, { firstName: "Z" }],
      [`POST /users/${id}/activate`, undefined],
      [`POST /users/${id}/deactivate`, undefined],
      [`DELETE /users/${id}`, undefined],
      [`POST /users/${id}/factors`, { type: "totp" }],
      ["POST /approvals", { userId: id, bindingMessage: "x" }],
      ["GET /profile", undefined],
    ] as const) {
      assert.equal((await call("admin", route, { token, body })).status, 403, route);
    }
    await assert.rejects(tokenOfService("nightly-sync", ["users:create"]));
    assert.deepEqual((await okta<OktaUser>(`/api/v1/users/${id}`)).profile["firstName"], "Some");
  });

  it("tells the clients apart in the org's log: each has a client id of its own", async () => {
    const { environment } = await world();
    const ids = Object.values(environment.clients).map(({ clientId }) => clientId);
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(ids.length, 9);
  });
});

describe("the admin service: the life of a user", () => {
  const email = "newcomer@example.test";
  const body = { email, firstName: "New", lastName: "Comer" };
  let id: string;

  it("creates a user once, however often the request is sent", async () => {
    const token = await tokenOf("leo", "support-console", ["users:create"]);
    const key = newKey();
    const create = () => call("admin", "POST /users", { token, body, headers: { "idempotency-key": key } });
    const first = await create();
    assert.deepEqual([first.status, first.body["status"]], [201, "STAGED"]);
    id = String(first.body["id"]);
    assert.equal(first.headers.get("location"), `/users/${id}`);
    const again = await create();
    assert.deepEqual([again.status, again.body["id"], again.headers.get("idempotency-replayed")], [201, id, "true"]);
    const other = await call("admin", "POST /users", {
      token,
      body: { ...body, lastName: "Else" },
      headers: { "idempotency-key": key },
    });
    assert.equal(other.status, 422);
    const twin = await call("admin", "POST /users", { token, body, headers: { "idempotency-key": newKey() } });
    assert.equal(twin.status, 409);
    const found = await okta<OktaUser[]>(`/api/v1/users?search=${encodeURIComponent(`profile.login eq "${email}"`)}`);
    assert.deepEqual(
      found.map((user) => [user.id, user.status]),
      [[id, "STAGED"]],
    );
  });

  it("changes a name, and refuses to change what an account hangs on", async () => {
    const token = await tokenOf("leo", "support-console", ["users:update"]);
    const changed = await call("admin", `PATCH /users/${id}`, { token, body: { lastName: "Changed" } });
    assert.deepEqual([changed.status, changed.body["lastName"]], [200, "Changed"]);
    for (const field of ["email", "login", "department", "secondEmail"]) {
      const refused = await call("admin", `PATCH /users/${id}`, { token, body: { [field]: "x@example.test" } });
      assert.deepEqual([refused.status, refused.body["fields"]], [400, ["(unknown field)"]], field);
    }
    assert.equal((await call("admin", `PATCH /users/${id}`, { token, body: {} })).status, 400);
    assert.equal((await okta<OktaUser>(`/api/v1/users/${id}`)).profile["email"], email);
  });

  it("activates, deactivates and deletes, each with its own scope and step-up", async () => {
    const activated = await call("admin", `POST /users/${id}/activate`, {
      token: await tokenOf("leo", "support-console", ["users:activate"], STEP_UP),
    });
    assert.deepEqual([activated.status, activated.body], [200, { id, status: "PROVISIONED" }]);
    const token = await tokenOf("ada", "support-console", ["users:delete"], STRONG);
    assert.equal((await call("admin", `DELETE /users/${id}`, { token })).status, 409);
    const deactivated = await call("admin", `POST /users/${id}/deactivate`, {
      token: await tokenOf("ada", "support-console", ["users:deactivate"], STRONG),
    });
    assert.equal(deactivated.status, 200);
    assert.equal((await call("admin", `DELETE /users/${id}`, { token })).status, 204);
    assert.equal((await call("admin", `DELETE /users/${id}`, { token })).status, 404);
    await assert.rejects(okta(`/api/v1/users/${id}`), /404/);
  });

  it("refuses to delete with a step-up that any two factors would do for", async () => {
    const { id: other } = await someone();
    await assert.rejects(tokenOf("leo", "support-console", ["users:delete"], STRONG), SignInRefused);
    const weak = await tokenOf("ada", "support-console", ["users:delete"], STEP_UP);
    assert.equal((await call("admin", `DELETE /users/${other}`, { token: weak })).status, 401);
  });

  it("counts users for the auditors, and refuses the report to whoever is not one", async () => {
    const token = await tokenOf("aldo", "audit-portal", ["reports:read"]);
    const report = await call("admin", "GET /reports", { token });
    assert.equal(report.status, 200);
    const users = report.body["users"] as Record<string, number>;
    assert.ok(users["ACTIVE"]! > 5);
    assert.ok(users["DEPROVISIONED"]! > 0);
    const job = await tokenOfService("nightly-sync", ["reports:read"]);
    assert.equal((await call("admin", "GET /reports", { token: job })).status, 403);
  });
});
