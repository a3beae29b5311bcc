/** The proof of work: what it is over, how much it takes, and for how long it counts. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { solveChallenge } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/sha";
import { challengeOf, PROOF_PREFIX, proofSchema, provesWork } from "../../../handlers/lib/proofOfWork";
import { derivedKey, work } from "../support/work";

const NOW = 1_800_000_000;
const PREFIX = "00";
const REQUEST = { key: "key-0123456789abcdef", email: "ada@example.com" };

describe("a proof of work", () => {
  const proves = provesWork(() => NOW, PREFIX);

  it("is over a JSON list of key, address and time, by ALTCHA's SHA-256", () => {
    const hash = createHash("sha256").update('["k","ada@example.com",7]').digest("hex");
    assert.deepEqual(challengeOf({ key: "k", email: "ada@example.com" }, 7), {
      parameters: {
        algorithm: "SHA-256",
        cost: 1,
        keyLength: 32,
        keyPrefix: "0000",
        nonce: hash.slice(0, 32),
        salt: hash.slice(32),
      },
    });
  });

  it("counts with its work, and not without", async () => {
    assert.equal(await proves(REQUEST, work(REQUEST, NOW, PREFIX)), true);
    assert.equal(await proves(REQUEST, work(REQUEST, NOW, PREFIX, false)), false);
  });

  it("counts as ALTCHA's own solver makes it", async () => {
    const solution = await solveChallenge({ challenge: challengeOf(REQUEST, NOW, PREFIX), deriveKey });
    const { counter, derivedKey: key } = solution!;
    assert.deepEqual({ at: NOW, counter, derivedKey: key }, work(REQUEST, NOW, PREFIX));
  });

  it("refuses a key that its counter does not give, and one that begins otherwise", async () => {
    const good = work(REQUEST, NOW, PREFIX);
    assert.equal(await proves(REQUEST, { ...good, derivedKey: "0".repeat(64) }), false);
    assert.equal(await proves(REQUEST, { ...good, counter: good.counter + 1 }), false);
    const other = work(REQUEST, NOW, PREFIX, false);
    assert.equal(other.derivedKey, derivedKey(REQUEST, NOW, other.counter));
    assert.equal(await proves(REQUEST, other), false);
  });

  for (const [age, counts] of [
    [600, true],
    [601, false],
    [-60, true],
    [-61, false],
  ] as const) {
    it(`${counts ? "counts" : "refuses to count"} ${age} seconds after it was made`, async () => {
      assert.equal(await proves(REQUEST, work(REQUEST, NOW - age, PREFIX)), counts);
    });
  }

  it("refuses to count for another key, address or time", async () => {
    const proof = work(REQUEST, NOW, PREFIX);
    for (let i = 0; i < 5; i += 1) {
      assert.equal(await proves({ ...REQUEST, key: `${REQUEST.key}${i}` }, proof), false);
      assert.equal(await proves({ ...REQUEST, email: `${i}@example.com` }, proof), false);
      assert.equal(await proves(REQUEST, { ...proof, at: NOW - 1 - i }), false);
    }
  });

  it("takes some 65,000 tries, unless otherwise said", async () => {
    assert.equal(PROOF_PREFIX, "0000");
    const light = { ...REQUEST, email: "light@example.com" };
    assert.equal(await provesWork(() => NOW)(light, work(light, NOW, PREFIX)), false);
    assert.equal(await provesWork(() => NOW)(light, work(light, NOW)), true);
  });

  const KEY = "00".repeat(32);
  const bad: unknown[] = [
    {},
    { at: NOW },
    { at: NOW, counter: 1 },
    { at: 1.5, counter: 1, derivedKey: KEY },
    { at: "1", counter: 1, derivedKey: KEY },
    { at: NOW, counter: -1, derivedKey: KEY },
    { at: NOW, counter: 0.5, derivedKey: KEY },
    { at: NOW, counter: 4_294_967_296, derivedKey: KEY },
    { at: NOW, counter: 1, derivedKey: "" },
    { at: NOW, counter: 1, derivedKey: KEY.slice(2) },
    { at: NOW, counter: 1, derivedKey: `${KEY}00` },
    { at: NOW, counter: 1, derivedKey: "0A".repeat(32) },
    { at: NOW, counter: 1, derivedKey: KEY, time: 5 },
    null,
  ];
  for (const value of bad) {
    it(`refuses ${JSON.stringify(value)}`, () => assert.equal(proofSchema.safeParse(value).success, false));
  }
  it("is a time, a counter and a key", () => {
    const proof = { at: NOW, counter: 4_294_967_295, derivedKey: "0a".repeat(32) };
    assert.deepEqual(proofSchema.parse(proof), proof);
  });
});
