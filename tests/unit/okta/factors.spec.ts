/** The Management API of a user's factors: codes, pushes, and what people answer. */
import assert from "node:assert/strict";
import { SENT_CODE } from "../../../local/okta/management/users/factorCodes";
import { totp } from "../../../local/okta/management/users/totp";
import { assertApiError, assertOAuthError, START, startStand, type Reply, type Stand } from "./support/stand";

const USERS = "/api/v1/users";

describe("local Okta: factors", () => {
  let okta: Stand;
  let id: string;
  let path: string;
  beforeEach(async () => {
    okta = await startStand();
    id = (await newUser("a")).id;
    path = `${USERS}/${id}/factors`;
  });
  afterEach(() => okta.close());

  const newUser = (name: string) =>
    okta.must(200, "POST", USERS, {
      profile: { login: `${name}@x.test`, email: `${name}@x.test`, firstName: name, lastName: "X" },
      credentials: { password: { value: "Secret-1" } },
    });
  const enrol = (factorType: string, profile: object = {}, query = "") =>
    okta.must(200, "POST", `${path}${query}`, { factorType, provider: "OKTA", profile });
  const code = (factorId: string, passCode: string) => okta.api("POST", `${path}/${factorId}/verify`, { passCode });
  const wrong = (answer: Reply) =>
    assertApiError(answer, 403, "E0000068", "Invalid Passcode/Answer", [
      "Your code doesn't match our records. Please try again.",
    ]);
  /** Where Okta says one verifies again, and where the factor is. */
  const links = (factorId: string) => ({
    verify: { href: `${okta.url}${path}/${factorId}/verify`, hints: { allow: ["POST"] } },
    factor: { href: `${okta.url}${path}/${factorId}`, hints: { allow: ["GET", "DELETE"] } },
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

  it("sends a code that counts once, and refuses it before it was sent, wrong, used, and too late", async () => {
    const { id: sms, status } = await enrol("sms", { phoneNumber: "+15550100" }, "?activate=true");
    assert.equal(status, "ACTIVE");
    wrong(await code(sms, SENT_CODE));
    assert.deepEqual(await okta.must(200, "POST", `${path}/${sms}/verify`, {}), {
      factorResult: "CHALLENGE",
      profile: { phoneNumber: "+15550100" },
      _links: links(sms),
    });
    wrong(await code(sms, "1"));
    okta.pass(299);
    assert.deepEqual([(await code(sms, SENT_CODE)).status, (await code(sms, SENT_CODE)).status], [200, 403]);
    await okta.must(200, "POST", `${path}/${sms}/verify`);
    okta.pass(300);
    wrong(await code(sms, SENT_CODE));
    await okta.must(200, "POST", `${path}/${sms}/verify?tokenLifetimeSeconds=600`);
    okta.pass(599);
    assert.deepEqual((await code(sms, SENT_CODE)).body, { factorResult: "SUCCESS" });
    for (const seconds of ["0", "86401", "x", "1.5"]) {
      const answer = await okta.api("POST", `${path}/${sms}/verify?tokenLifetimeSeconds=${seconds}`);
      assertApiError(answer, 400, "E0000001", "Api validation failed: tokenLifetimeSeconds", [
        "tokenLifetimeSeconds: The field must be a whole number from 1 to 86400",
      ]);
    }
  });

  const SOON: readonly (readonly [string, object, number, string, string])[] = [
    ["sms", { phoneNumber: "1" }, 30, "E0000109", "An SMS message was recently sent. Please wait 30 seconds"],
    ["call", { phoneNumber: "1" }, 30, "E0000133", "A phone call was recently made. Please wait 30 seconds"],
    ["email", { email: "a@x.test" }, 5, "E0000118", "An email was recently sent. Please wait 5 seconds"],
  ];
  for (const [type, profile, seconds, error, summary] of SOON) {
    it(`refuses another code by ${type} within ${seconds} seconds`, async () => {
      const made = await enrol(type, profile);
      const soon = async (where: string) =>
        assertApiError(
          await okta.api("POST", `${path}/${made.id}/${where}`),
          429,
          error,
          `${summary} before trying again.`,
        );
      okta.pass(seconds - 1);
      await soon("resend");
      okta.pass(1);
      const resent = await okta.must(200, "POST", `${path}/${made.id}/resend`);
      assert.deepEqual(resent, made);
      await okta.must(200, "POST", `${path}/${made.id}/lifecycle/activate`, { passCode: SENT_CODE });
      await soon("verify");
      okta.pass(seconds);
      const { factorResult, profile: shown } = await okta.must(200, "POST", `${path}/${made.id}/verify`);
      assert.deepEqual([factorResult, shown], ["CHALLENGE", type === "email" ? undefined : profile]);
      await soon("verify");
      // That the next one is refused does not take the last one away.
      assert.equal((await code(made.id, SENT_CODE)).status, 200);
    });
  }

  it("refuses the code of an enrolment after five minutes, and sends another", async () => {
    const { id: sms } = await enrol("sms", { phoneNumber: "1" });
    const activate = () => okta.api("POST", `${path}/${sms}/lifecycle/activate`, { passCode: SENT_CODE });
    okta.pass(300);
    wrong(await activate());
    await okta.must(200, "POST", `${path}/${sms}/resend`);
    assert.equal((await activate()).status, 200);
    okta.pass(30);
    assert.equal((await okta.api("POST", `${path}/${sms}/resend`)).body.errorCode, "E0000038");
    const push = await enrol("push");
    assert.equal((await okta.api("POST", `${path}/${push.id}/resend`)).body.errorCode, "E0000038");
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

  it("asks for the code of a one-time password, and sends none", async () => {
    const { id: one, _embedded } = await enrol("token:software:totp");
    const { sharedSecret } = _embedded.activation;
    await okta.must(200, "POST", `${path}/${one}/lifecycle/activate`, {
      passCode: totp(sharedSecret, okta.org.seconds()),
    });
    wrong(await okta.api("POST", `${path}/${one}/verify`, {}));
    assert.equal((await okta.must(200, "GET", `${path}/${one}`)).factorType, "token:software:totp");
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

  describe("a push", () => {
    let push: string;
    beforeEach(async () => {
      push = (await enrol("push")).id;
      await okta.must(200, "POST", `${path}/${push}/lifecycle/activate`, { passCode: SENT_CODE });
    });

    const ask = async (): Promise<string> => {
      const { _links } = await okta.must(201, "POST", `${path}/${push}/verify`);
      return new URL(_links.poll.href).pathname;
    };
    const result = async (transaction: string) => (await okta.must(200, "GET", transaction)).factorResult;
    const asked = async () => (await fetch(`${okta.url}/__push`)).json();
    const decide = (decision: string, login = "a@x.test") => okta.post("/__push", { login, decision });

    it("waits for the person, and says in Okta's shape what they answered", async () => {
      const first = await okta.must(201, "POST", `${path}/${push}/verify`, {});
      const href = first._links.poll.href as string;
      assert.match(href, new RegExp(`^${okta.url}${path}/${push}/transactions/mst\\w{17}$`));
      const waiting = {
        factorResult: "WAITING",
        expiresAt: "2026-11-01T12:05:00.000Z",
        _links: { poll: { href, hints: { allow: ["GET"] } }, cancel: { href, hints: { allow: ["DELETE"] } } },
      };
      assert.deepEqual(first, waiting);
      const transaction = new URL(href).pathname;
      const profile = { credentialId: "a@x.test" };
      assert.deepEqual(await okta.must(200, "GET", transaction), { ...waiting, profile });
      assert.deepEqual(await asked(), [{ login: "a@x.test", expiresAt: "2026-11-01T12:05:00.000Z" }]);
      assert.equal((await decide("allow")).status, 204);
      assert.deepEqual(await okta.must(200, "GET", transaction), { factorResult: "SUCCESS" });
      assert.deepEqual(await asked(), []);

      const second = await ask();
      assert.equal((await decide("deny")).status, 204);
      assert.deepEqual(await okta.must(200, "GET", second), {
        factorResult: "REJECTED",
        profile,
        _links: links(push),
      });
      assert.equal(await result(transaction), "SUCCESS");

      const third = await ask();
      okta.pass(299);
      assert.equal(await result(third), "WAITING");
      okta.pass(1);
      assert.deepEqual(await okta.must(200, "GET", third), { factorResult: "TIMEOUT", profile, _links: links(push) });
      assert.deepEqual(await asked(), []);
    });

    it("is answered newest first", async () => {
      const [old, young] = [await ask(), await ask()];
      await decide("allow");
      assert.deepEqual([await result(old), await result(young)], ["WAITING", "SUCCESS"]);
      await decide("deny");
      assert.equal(await result(old), "REJECTED");
    });

    it("asks no more once it is cancelled, or its factor removed", async () => {
      const first = await ask();
      await okta.must(204, "DELETE", first);
      const missing = `Not found: Resource not found: ${first.split("/").at(-1)} (FactorTransaction)`;
      assertApiError(await okta.api("GET", first), 404, "E0000007", missing);
      assert.equal((await decide("allow")).status, 404);
      const second = await ask();
      await okta.must(204, "DELETE", `${path}/${push}`);
      assert.deepEqual(await asked(), []);
      assert.equal((await decide("allow")).status, 404);
      assert.equal((await okta.api("GET", second)).status, 404);
    });

    it("refuses the transaction of another user and of another factor", async () => {
      const id = (await ask()).split("/").at(-1)!;
      const missing = `Not found: Resource not found: ${id} (FactorTransaction)`;
      const sms = await enrol("sms", { phoneNumber: "1" });
      assertApiError(await okta.api("GET", `${path}/${sms.id}/transactions/${id}`), 404, "E0000007", missing);
      const other = `${USERS}/${(await newUser("b")).id}/factors`;
      const theirs = await okta.must(200, "POST", other, { factorType: "push", provider: "OKTA" });
      assertApiError(await okta.api("GET", `${other}/${theirs.id}/transactions/${id}`), 404, "E0000007", missing);
      assertApiError(await okta.api("DELETE", `${other}/${theirs.id}/transactions/${id}`), 404, "E0000007", missing);
      assertApiError(
        await okta.api("GET", `${other}/${push}/transactions/${id}`),
        404,
        "E0000007",
        `Not found: Resource not found: ${push} (UserFactor)`,
      );
      assert.equal(await result(`${path}/${push}/transactions/${id}`), "WAITING");
    });

    it("refuses an answer that is none, one of somebody who is not asked, and a code in place of one", async () => {
      const transaction = await ask();
      assertOAuthError(await decide("perhaps"), 400, "invalid_request", "Invalid request");
      const missing = "Not found: Resource not found: b@x.test (UserFactor)";
      assertApiError(await decide("allow", "b@x.test"), 404, "E0000007", missing);
      assert.equal((await okta.post("/__push", { decision: "allow" })).status, 400);
      assert.equal((await code(push, SENT_CODE)).body.factorResult, "WAITING");
      assert.equal(await result(transaction), "WAITING");
      const numbers = await okta.api("POST", `${path}/${push}/verify`, { useNumberMatchingChallenge: true });
      assertApiError(numbers, 400, "E0000001", "Api validation failed: useNumberMatchingChallenge", [
        "useNumberMatchingChallenge: The local Okta does not model a challenge by numbers",
      ]);
    });

    it("refuses to ask before it is activated, and a user who is suspended", async () => {
      await okta.must(200, "POST", `${USERS}/${id}/lifecycle/suspend`);
      assert.equal((await okta.api("POST", `${path}/${push}/verify`)).body.errorCode, "E0000038");
      await okta.must(200, "POST", `${USERS}/${id}/lifecycle/unsuspend`);
      await okta.must(204, "DELETE", `${path}/${push}`);
      const again = await enrol("push");
      assert.equal((await okta.api("POST", `${path}/${again.id}/verify`)).body.errorCode, "E0000038");
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
