/** The public registration from end to end: a stranger comes in by it, and nobody learns anything from it. */
import assert from "node:assert/strict";
import { patiently, register, work } from "./support/registrations";
import { STEP_MS } from "../../../handlers/lib/evenly";
import { auditOf, call, control, newKey, okta, tokenOf, withFault } from "./support/world";

interface OktaUser {
  readonly id: string;
  readonly status: string;
  readonly profile: { readonly login: string };
}

const stranger = (email: string) => ({ email, firstName: "Stella", lastName: "Stranger" });

const found = (email: string) =>
  okta<OktaUser[]>(`/api/v1/users?search=${encodeURIComponent(`profile.login eq "${email}"`)}`);

describe("the public registration", () => {
  it("lets a stranger register, follow the mail, and sign in", async () => {
    const email = "stella@example.test";
    const answer = await register(stranger(email));
    assert.equal(answer.status, 202);
    assert.deepEqual(answer.body, {
      status: "accepted",
      detail: "if the address is not registered yet, a mail is on its way to it; if it is, ask for a recovery",
    });
    const [user] = await found(email);
    assert.equal(user?.status, "PROVISIONED");
    const groups = await okta<{ profile: { name: string } }[]>(`/api/v1/users/${user!.id}/groups`);
    assert.deepEqual(groups.map(({ profile }) => profile.name).sort(), ["Everyone", "customers"]);

    const mails = (await control("/__mail")) as { to: string; link: string }[];
    const mail = mails.find(({ to }) => to === email);
    assert.ok(mail, "no mail was sent");
    assert.equal((await fetch(mail.link, { method: "POST" })).status, 200);
    const token = await tokenOf(email, "customer-app", ["profile:read"]);
    const profile = await call("admin", "GET /profile", { token });
    assert.deepEqual([profile.status, profile.body["login"], profile.body["id"]], [200, email, user!.id]);
    await assert.rejects(tokenOf(email, "support-console", ["users:read"]));
  });

  it("answers for a known address as for an unknown one, in the same time", async () => {
    const timed = async (email: string) => {
      const key = newKey();
      const proof = work(key, email);
      const start = performance.now();
      const answer = await register(stranger(email), { key, proof });
      return { took: performance.now() - start, answer: [answer.status, answer.body] };
    };
    await timed("warm-up@example.test");
    const [unknown, known] = [await timed("nobody-yet@example.test"), await timed("ada@example.test")];
    assert.deepEqual(known.answer, unknown.answer);
    for (const { took } of [known, unknown]) assert.ok(took >= STEP_MS && took < STEP_MS + 600, `took ${took} ms`);
    const mails = (await control("/__mail")) as { to: string }[];
    assert.equal(
      mails.some(({ to }) => to === "ada@example.test"),
      false,
    );
  });

  it("does a replayed registration once", async () => {
    const email = "replayed@example.test";
    const key = newKey();
    const proof = work(key, email);
    const answers = await Promise.all([1, 2, 3].map(() => register(stranger(email), { key, proof })));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [202, 202, 202],
    );
    assert.equal((await found(email)).length, 1);
    const mails = (await control("/__mail")) as { to: string }[];
    assert.equal(mails.filter(({ to }) => to === email).length, 1);
  });

  it("refuses a proof that was made for another address, another key or another time", async () => {
    const key = newKey();
    const now = Math.floor(Date.now() / 1000);
    const person = stranger("proofless@example.test");
    const wrong = [
      { key, proof: work(key, "else@example.test") },
      { key, proof: work(newKey(), person.email) },
      { key, proof: work(key, person.email, now - 700) },
      { key, proof: work(key, person.email, now + 120) },
      { key, proof: { at: now, counter: 1, derivedKey: "0".repeat(64) } },
    ];
    for (const given of wrong) {
      const answer = await register(person, given);
      assert.equal(answer.status, 400);
      assert.equal(answer.body["detail"], "the proof is missing its work, or is too old");
    }
    assert.deepEqual(await found(person.email), []);
  });

  it("refuses what is no registration, and repeats nothing of it", async () => {
    const key = newKey();
    const email = "bad@example.test";
    const good = { ...stranger(email), proof: work(key, email) };
    const bad: [unknown, number][] = [
      [{ ...good, role: "admin" }, 400],
      [{ ...good, groupIds: ["00g1"] }, 400],
      [{ ...good, firstName: "A\r\nBcc: all@example.test" }, 400],
      [{ ...good, firstName: "<b>A</b>" }, 400],
      [{ ...good, email: "x" }, 400],
      [{ ...good, lastName: 7 }, 400],
      [{ ...good, lastName: "x".repeat(5_000) }, 413],
      ["{", 400],
      ["[]", 400],
    ];
    for (const [body, status] of bad) {
      const answer = await patiently(() =>
        call("registration", "POST /registrations", { body, headers: { "idempotency-key": key } }),
      );
      assert.equal(answer.status, status, JSON.stringify(body).slice(0, 80));
      assert.equal(JSON.stringify(answer.body).includes("Bcc"), false);
    }
    const keyless = await patiently(() => call("registration", "POST /registrations", { body: good }));
    assert.equal(keyless.status, 400);
    assert.deepEqual(await found(email), []);
  });

  it("writes an audit line for each request, without the person's data", async () => {
    await register(stranger("audited@example.test"));
    const { requestId, ...line } = (await auditOf("registration-registration")).at(-1)!;
    assert.deepEqual(line, { audit: "registration", outcome: "accepted", status: 202 });
    assert.equal(typeof requestId, "string");
    const all = JSON.stringify(await auditOf("registration-registration"));
    for (const text of ["example.test", "Stella", "Stranger"]) assert.equal(all.includes(text), false, text);
  });

  it("answers an outage of Okta with 503, and registers nobody twice when it is tried again", async () => {
    const email = "patient@example.test";
    const key = newKey();
    const proof = work(key, email);
    await withFault({ path: "/api/v1/users", method: "POST", status: 503, times: 3 }, async () => {
      const first = await register(stranger(email), { key, proof });
      assert.equal(first.status, 503);
      assert.ok(Number(first.headers.get("retry-after")) >= 1);
    });
    assert.deepEqual(await found(email), []);
    assert.equal((await register(stranger(email), { key, proof })).status, 202);
    assert.equal((await found(email)).length, 1);
  });

  it("loses no registration whose answer from Okta was lost, and does it once", async () => {
    const email = "lost@example.test";
    await withFault({ path: "/api/v1/users", method: "POST", status: 502, times: 1, afterwards: true }, async () => {
      assert.equal((await register(stranger(email))).status, 202);
    });
    assert.equal((await found(email)).length, 1);
  });
});
