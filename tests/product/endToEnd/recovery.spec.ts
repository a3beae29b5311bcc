/** A forgotten password from end to end: a mail to its owner, and nothing to anybody else. */
import assert from "node:assert/strict";
import { recover } from "./support/registrations";
import { auditOf, call, control, newKey, okta, world } from "./support/world";

interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly link: string;
}

const mailsTo = async (email: string) => ((await control("/__mail")) as Mail[]).filter(({ to }) => to === email);

describe("the public recovery", () => {
  it("has a mail sent whose link works once, and leaves the account as it is", async () => {
    const { login, id } = (await world()).environment.personas["carla"]!;
    const answer = await recover(login);
    assert.deepEqual(
      [answer.status, answer.body],
      [
        202,
        {
          status: "accepted",
          detail:
            "if there is an account of that address, a mail is on its way to it, or has come within the last hour",
        },
      ],
    );
    const [mail] = await mailsTo(login);
    assert.equal(mail?.subject, "Account password reset");
    assert.equal((await okta<{ status: string }>(`/api/v1/users/${id}`)).status, "ACTIVE");
    assert.equal((await fetch(mail!.link, { method: "POST" })).status, 200);
    assert.equal((await fetch(mail!.link, { method: "POST" })).status, 400);
  });

  it("answers the same for an unknown address and for staff, and writes to neither", async () => {
    const { login } = (await world()).environment.personas["carla"]!;
    const known = await recover(login);
    const { length } = (await control("/__mail")) as Mail[];
    // The first has had a mail a moment ago.
    for (const email of [login, "nobody@example.test", "ada@example.test", "dora@example.test"]) {
      const answer = await recover(email);
      assert.deepEqual([answer.status, answer.body], [known.status, known.body], email);
      if (email !== login) assert.deepEqual(await mailsTo(email), [], email);
    }
    assert.equal(((await control("/__mail")) as Mail[]).length, length);
    const reasons = (await auditOf("recovery-recovery")).slice(-3).map(({ reason }) => reason);
    assert.deepEqual(reasons, [
      "no mail: Okta answered E0000007",
      "no mail: Okta answered E0000006",
      "no mail: Okta answered E0000006",
    ]);
    assert.equal(JSON.stringify(await auditOf("recovery-recovery")).includes("@"), false);
  });

  it("sends one mail to one mailbox, however often it is asked for, and its link is the one that counts", async () => {
    const email = "forgetful@example.test";
    const [customers] = await okta<{ id: string }[]>("/api/v1/groups?q=customers");
    await okta("/api/v1/users?activate=true", "POST", {
      profile: { login: email, email, firstName: "For", lastName: "Getful" },
      credentials: { password: { value: "Correct-Horse-9" } },
      groupIds: [customers!.id],
    });
    const key = newKey();
    for (const given of [key, key, newKey(), newKey()]) assert.equal((await recover(email, given)).status, 202);
    const mails = await mailsTo(email);
    assert.equal(mails.length, 1);
    assert.equal((await fetch(mails[0]!.link, { method: "POST" })).status, 200);
  });

  it("refuses what asks for more than that", async () => {
    const headers = { "idempotency-key": newKey() };
    for (const more of [{ password: "x" }, { sendEmail: false }, { email: ["a@example.test"] }]) {
      const body = { email: "carla@example.test", proof: { at: 1, counter: 1, derivedKey: "0".repeat(64) }, ...more };
      const answer = await call("recovery", "POST /recoveries", { body, headers });
      assert.equal(answer.status, 400);
    }
  });
});
