/** The factor broker and approvals from end to end: for callers that do not speak OIDC, and for people on their phones. */
import assert from "node:assert/strict";
import { auditOf, call, control, okta, tokenOf, tokenOfService, world } from "./support/world";

const PURPOSE = "reset-pin";
const SENT_CODE = "123456";
const TWO_FACTORS = "urn:okta:loa:2fa:any";

let people = 0;

interface Challenged {
  readonly id: string;
  readonly factorId: string;
}

/** An active customer whom no other test knows. */
async function someone(): Promise<string> {
  people += 1;
  const email = `caller-${people}@example.test`;
  const [customers] = await okta<{ id: string }[]>("/api/v1/groups?q=customers");
  const { id } = await okta<{ id: string }>("/api/v1/users?activate=true", "POST", {
    profile: { login: email, email, firstName: "Call", lastName: "Er" },
    credentials: { password: { value: "Correct-Horse-9" } },
    groupIds: [customers!.id],
  });
  return id;
}

/** One with a factor; that was enrolled long ago, as far as codes are counted. */
async function someoneWith(type: "sms" | "email"): Promise<Challenged> {
  const id = await someone();
  const profile = type === "sms" ? { phoneNumber: "+4915112345678" } : { email: `caller-${people}@example.test` };
  const { id: factorId } = await okta<{ id: string }>(`/api/v1/users/${id}/factors?activate=true`, "POST", {
    factorType: type,
    provider: "OKTA",
    profile,
  });
  return { id, factorId };
}

async function leoWithPush(): Promise<Challenged> {
  const { id } = (await world()).environment.personas["leo"]!;
  const factors = await okta<{ id: string; factorType: string }[]>(`/api/v1/users/${id}/factors`);
  return { id, factorId: factors.find(({ factorType }) => factorType === "push")!.id };
}

const hotline = () => tokenOfService("partner-hotline", ["factors:verify"]);

const challenge = (token: string, { id, factorId }: Challenged, purpose = PURPOSE) =>
  call("admin", `POST /users/${id}/challenges`, { token, body: { factorId, purpose } });

describe("the factor broker", () => {
  it("enrols a factor at the factor desk, by a code, and asks for no second one a moment later", async () => {
    const scopes = ["factors:enroll", "factors:verify"];
    const id = await someone();
    const body = { type: "sms", phoneNumber: "+4915112345678" };
    const weak = await tokenOf("frida", "support-console", scopes);
    const challenged = await call("admin", `POST /users/${id}/factors`, { token: weak, body });
    assert.deepEqual([challenged.status, challenged.body["acr_values"]], [401, TWO_FACTORS]);
    const token = await tokenOf("frida", "support-console", scopes, { acr_values: TWO_FACTORS });
    const own = (await world()).environment.personas["frida"]!.id;
    const oneself = await call("admin", `POST /users/${own}/factors`, { token, body: { type: "totp" } });
    assert.deepEqual(
      [oneself.status, oneself.body["detail"]],
      [409, "nobody does this to the account that they are signed in with"],
    );
    const enrolled = await call("admin", `POST /users/${id}/factors`, { token, body });
    assert.deepEqual(
      [enrolled.status, enrolled.body["type"], enrolled.body["status"], enrolled.body["to"]],
      [201, "sms", "PENDING_ACTIVATION", "***5678"],
    );
    const factorId = String(enrolled.body["id"]);
    const activate = `POST /users/${id}/factors/${factorId}/activate`;
    assert.equal((await call("admin", activate, { token, body: { passCode: "000000" } })).status, 422);
    const activated = await call("admin", activate, { token, body: { passCode: SENT_CODE } });
    assert.deepEqual([activated.status, activated.body["status"]], [200, "ACTIVE"]);
    assert.equal((await call("admin", `POST /users/${id}/factors`, { token, body })).status, 409);
    const mine = await challenge(token, { id, factorId });
    assert.deepEqual([mine.status, mine.body["detail"]], [403, "whoever has set up a factor does not challenge it"]);
    const agent = await tokenOf("agnes", "support-console", ["factors:verify"]);
    const soon = await challenge(agent, { id, factorId });
    assert.deepEqual([soon.status, soon.body["detail"]], [429, "a code was sent a moment ago"]);
  });

  it("verifies a code for a partner's hotline, once, and says for what", async () => {
    const token = await hotline();
    const person = await someoneWith("sms");
    const begun = await challenge(token, person);
    assert.deepEqual([begun.status, begun.body["type"], begun.body["status"]], [201, "sms", "waiting"]);
    const path = `/users/${person.id}/challenges/${String(begun.body["id"])}`;
    const verify = (passCode: string, purpose = PURPOSE) =>
      call("admin", `POST ${path}/verify`, { token, body: { passCode, purpose } });
    const wrong = await verify("000000");
    assert.deepEqual([wrong.status, wrong.body["codesLeft"]], [422, 2]);
    assert.equal((await verify(SENT_CODE, "transfer-money")).status, 422);
    const right = await verify(SENT_CODE);
    assert.deepEqual(
      [right.status, right.body],
      [200, { id: begun.body["id"], type: "sms", status: "verified", purpose: PURPOSE }],
    );
    assert.equal((await verify(SENT_CODE)).status, 409);
    assert.equal((await call("admin", `GET ${path}`, { token })).body["status"], "verified");
  });

  it("ends a challenge with the third wrong code", async () => {
    const token = await hotline();
    const person = await someoneWith("email");
    const begun = await challenge(token, person);
    const path = `POST /users/${person.id}/challenges/${String(begun.body["id"])}/verify`;
    const codes = ["000001", "000002", "000003", SENT_CODE];
    const statuses: number[] = [];
    for (const passCode of codes)
      statuses.push((await call("admin", path, { token, body: { passCode, purpose: PURPOSE } })).status);
    assert.deepEqual(statuses, [422, 422, 422, 409]);
  });

  it("refuses a challenge to everybody but the caller that began it, and for another user's id", async () => {
    const token = await hotline();
    const person = await someoneWith("sms");
    const other = await someoneWith("sms");
    const begun = await challenge(token, person);
    const id = String(begun.body["id"]);
    const body = { passCode: SENT_CODE, purpose: PURPOSE };
    const agent = await tokenOf("agnes", "support-console", ["factors:verify"]);
    for (const [who, bearer, user] of [
      ["another user's id", token, other.id],
      ["another client", agent, person.id],
    ] as const) {
      const path = `/users/${user}/challenges/${id}`;
      assert.equal((await call("admin", `GET ${path}`, { token: bearer })).status, 404, who);
      assert.equal((await call("admin", `POST ${path}/verify`, { token: bearer, body })).status, 404, who);
    }
    const mismatched = await challenge(token, { id: other.id, factorId: person.factorId });
    assert.equal(mismatched.status, 404);
    const verified = await call("admin", `POST /users/${person.id}/challenges/${id}/verify`, { token, body });
    assert.equal(verified.status, 200);
  });

  it("waits for a push until the person has answered, and takes a no for a no", async () => {
    const token = await tokenOf("agnes", "support-console", ["factors:verify"]);
    const person = await leoWithPush();
    for (const [decision, outcome] of [
      ["allow", "verified"],
      ["deny", "rejected"],
    ] as const) {
      const begun = await challenge(token, person);
      assert.equal(begun.status, 201);
      const path = `GET /users/${person.id}/challenges/${String(begun.body["id"])}`;
      assert.equal((await call("admin", path, { token })).body["status"], "waiting");
      await control("/__push", { login: "leo@example.test", decision });
      assert.equal((await call("admin", path, { token })).body["status"], outcome);
      assert.equal((await call("admin", path, { token })).body["status"], outcome);
    }
  });

  it("refuses to challenge one person more often than five times in ten minutes", async () => {
    const token = await tokenOf("agnes", "support-console", ["factors:verify"]);
    const { id } = (await world()).environment.personas["aldo"]!;
    const factors = await okta<{ id: string; factorType: string }[]>(`/api/v1/users/${id}/factors`);
    const factorId = factors.find(({ factorType }) => factorType === "token:software:totp")!.id;
    const statuses: number[] = [];
    for (let i = 0; i < 6; i += 1) statuses.push((await challenge(token, { id, factorId })).status);
    assert.deepEqual(statuses, [201, 201, 201, 201, 201, 429]);
  });

  it("refuses the hotline everything but factors, at Okta and at the gateway", async () => {
    const token = await hotline();
    const { id } = await someoneWith("sms");
    await assert.rejects(tokenOfService("partner-hotline", ["users:read"]));
    for (const route of ["GET /users", `GET /users/${id}`, `POST /users/${id}/factors`, "POST /approvals"]) {
      assert.equal((await call("admin", route, { token, body: route.startsWith("GET") ? undefined : {} })).status, 403);
    }
    const factors = await call("admin", `GET /users/${id}/factors`, { token });
    assert.equal(factors.status, 200);
    assert.equal(JSON.stringify(factors.body).includes("15112345"), false);
  });

  it("shows the hotline nobody but customers, and leaves support its challenges", async () => {
    const token = await hotline();
    const leo = await leoWithPush();
    assert.equal((await call("admin", `GET /users/${leo.id}/factors`, { token })).status, 404);
    for (let i = 0; i < 6; i += 1) assert.equal((await challenge(token, leo)).status, 404);
    const person = await someoneWith("email");
    const statuses: number[] = [];
    for (let i = 0; i < 6; i += 1) statuses.push((await challenge(token, person)).status);
    assert.equal(statuses.at(-1), 429);
    const agent = await tokenOf("agnes", "support-console", ["factors:verify"]);
    const { status, body } = await challenge(agent, person);
    assert.deepEqual([status, body["detail"]], [429, "a code was sent a moment ago"]);
  });
});

describe("approvals", () => {
  /** Okta counts how often it is asked: the interval has to pass. */
  async function settled(token: string, id: string): Promise<string> {
    for (let i = 0; i < 12; i += 1) {
      const { body } = await call("admin", `GET /approvals/${id}`, { token });
      if (body["status"] !== "pending") return String(body["status"]);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
    return "pending";
  }

  const ask = async (token: string, bindingMessage = "Transfer 250 EUR to account 12") => {
    const { id } = (await world()).environment.personas["carla"]!;
    return call("admin", "POST /approvals", { token, body: { userId: id, bindingMessage } });
  };

  it("are given and refused by the person on a device, who sees what it is for", async () => {
    const token = await tokenOf("agnes", "support-console", ["approvals:create"]);
    const outcomes: string[] = [];
    for (const decision of ["allow", "deny"]) {
      const asked = await ask(token);
      assert.deepEqual([asked.status, asked.body["status"]], [201, "pending"]);
      const waiting = (await control("/__backchannel")) as { login: string; bindingMessage: string }[];
      assert.deepEqual(
        waiting.map(({ login, bindingMessage }) => [login, bindingMessage]),
        [["carla@example.test", "Transfer 250 EUR to account 12"]],
      );
      await control("/__backchannel", { login: "carla@example.test", decision });
      outcomes.push(await settled(token, String(asked.body["id"])));
    }
    assert.deepEqual(outcomes, ["approved", "denied"]);
    assert.equal(JSON.stringify(await auditOf("admin-admin")).includes("Transfer"), false);
  });

  it("refuse another caller, a person who cannot be asked, and who may not ask", async () => {
    const token = await tokenOf("agnes", "support-console", ["approvals:create"]);
    const asked = await ask(token);
    const path = `GET /approvals/${String(asked.body["id"])}`;
    const other = await tokenOf("leo", "support-console", ["approvals:create"]);
    assert.equal((await call("admin", path, { token: other })).status, 404);
    const { id } = (await world()).environment.personas["aldo"]!;
    const body = { userId: id, bindingMessage: "x" };
    assert.equal((await call("admin", "POST /approvals", { token, body })).status, 422);
    assert.equal((await call("admin", "POST /approvals", { token: await hotline(), body })).status, 403);
    for (const bindingMessage of ["", "<b>", "a\nb", "x".repeat(101)])
      assert.equal((await ask(token, bindingMessage)).status, 400, bindingMessage);
  });
});
