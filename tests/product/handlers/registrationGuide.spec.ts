/** The guide to the public registration: the code that it gives to callers makes proofs that are taken. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { solveChallenge, type Challenge } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/sha";
import { challengeOf, PROOF_PREFIX, provesWork, type Proof } from "../../../handlers/lib/proofOfWork";

interface Guide {
  challengeOf(key: string, email: string, at: number, keyPrefix?: string): Promise<Challenge>;
  prove(widget: object, key: string, email: string): Promise<Proof>;
}

describe("docs/registration.md", () => {
  const text = readFileSync(join(__dirname, "../../../docs/registration.md"), "utf8");
  const code = /^```js\n(.*?)^```/ms.exec(text)![1]!;
  // The code is our own text: functions of a browser's, which Node.js has all the parts of.
  const guide = new Function(`${code}; return { challengeOf, prove };`)() as Guide;

  const key = "4f1c9a1e-8f5e-4c55-9d2e-1f6f6a0f3b7d";
  const email = "stella@example.com";

  it("gives code that makes the challenge which the service makes", async () => {
    assert.deepEqual(await guide.challengeOf(key, email, 7), challengeOf({ key, email }, 7));
    assert.deepEqual(
      await guide.challengeOf(key, "é@example.com", 7, "00"),
      challengeOf({ key, email: "é@example.com" }, 7, "00"),
    );
    assert.ok(code.includes(`keyPrefix = "${PROOF_PREFIX}"`));
  });

  it("gives code whose proofs are taken, for that key and that address alone", async () => {
    let challenge: Challenge | undefined;
    // In the place of the widget, which a browser has: the same solver.
    const widget = {
      configure: (given: { challenge: Challenge }) => void (challenge = given.challenge),
      verify: async () => ({ payload: "", solution: await solveChallenge({ challenge: challenge!, deriveKey }) }),
    };
    const proof = await guide.prove(widget, key, email);
    const check = provesWork(() => Math.floor(Date.now() / 1000));
    assert.equal(await check({ key, email }, proof), true);
    assert.equal(await check({ key, email: "other@example.com" }, proof), false);
    assert.equal(await check({ key: `${key}x`, email }, proof), false);
  });
});
