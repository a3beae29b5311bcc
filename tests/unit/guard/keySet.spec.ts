/** The guard's key set: when it is read, what it holds, and for how long it serves without Okta. */
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import {
  createKeySet,
  KEYS_COOLDOWN_MS,
  KEYS_FRESH_MS,
  KEYS_RETRY_MS,
  KEYS_STALE_MS,
  KeysUnavailable,
} from "../../../guard/keySet";
import { firstKey, secondKey } from "./tokens";

const START = 1_800_000_000_000;

/** A key set over an issuer whose answer and clock the test moves. */
async function keySet() {
  const issuer = {
    now: START,
    reads: 0,
    answer: { keys: [(await firstKey()).jwk] } as unknown,
    isDown: false,
  };
  const keys = createKeySet({
    now: () => issuer.now,
    fetch: async () => {
      issuer.reads++;
      if (issuer.isDown) throw new Error("down");
      return issuer.answer;
    },
  });
  return { issuer, keys };
}

describe("the guard's key set", () => {
  it("is read once for as long as it is fresh", async () => {
    const { issuer, keys } = await keySet();
    assert.ok(await keys.find("first"));
    issuer.now += KEYS_FRESH_MS - 1;
    assert.ok(await keys.find("first"));
    assert.equal(issuer.reads, 1);
    issuer.now += 1;
    assert.ok(await keys.find("first"));
    assert.equal(issuer.reads, 2);
  });

  it("is read once for many at the same time", async () => {
    const { issuer, keys } = await keySet();
    await Promise.all(Array.from({ length: 20 }, () => keys.find("first")));
    assert.equal(issuer.reads, 1);
  });

  it("finds a rotated key by reading again, and forgets the withdrawn one", async () => {
    const { issuer, keys } = await keySet();
    await keys.find("first");
    issuer.answer = { keys: [(await secondKey()).jwk] };
    issuer.now += KEYS_COOLDOWN_MS;
    assert.ok(await keys.find("second"));
    assert.equal(await keys.find("first"), undefined);
    assert.equal(issuer.reads, 2);
  });

  it("reads for unknown ids no more than once in a cool-down", async () => {
    const { issuer, keys } = await keySet();
    await keys.find("first");
    for (let i = 0; i < 50; i++) assert.equal(await keys.find(`made-up-${i}`), undefined);
    assert.equal(issuer.reads, 2);
    issuer.now += KEYS_COOLDOWN_MS - 1;
    for (let i = 0; i < 50; i++) assert.equal(await keys.find(`made-up-${i}`), undefined);
    assert.equal(issuer.reads, 2);
    issuer.now += 1;
    for (let i = 0; i < 50; i++) assert.equal(await keys.find(`made-up-${i}`), undefined);
    assert.equal(issuer.reads, 3);
  });

  it("finds a new key at once after a read that no unknown id has caused", async () => {
    const { issuer, keys } = await keySet();
    assert.equal(await keys.find("made-up"), undefined);
    assert.equal(issuer.reads, 1, "what was read for this very call is not read again");
    issuer.answer = { keys: [(await secondKey()).jwk] };
    assert.ok(await keys.find("second"));
    issuer.answer = { keys: [(await firstKey()).jwk] };
    issuer.now += KEYS_FRESH_MS;
    assert.equal(await keys.find("second"), undefined);
    issuer.answer = { keys: [(await secondKey()).jwk] };
    assert.ok(await keys.find("second"));
    assert.equal(issuer.reads, 4);
  });

  for (const [what, keysOf] of [
    ["no keys", () => []],
    ["no key for signatures", async () => [{ ...(await firstKey()).jwk, use: "enc" }]],
  ] as const) {
    it(`keeps its keys over an answer with ${what}, and cannot judge where it has none`, async () => {
      const { issuer, keys } = await keySet();
      assert.ok(await keys.find("first"));
      issuer.answer = { keys: await keysOf() };
      issuer.now += KEYS_FRESH_MS;
      assert.ok(await keys.find("first"));
      await assert.rejects(keys.find("second"), KeysUnavailable);
      issuer.now += KEYS_STALE_MS;
      await assert.rejects(keys.find("first"), KeysUnavailable);
      const fresh = await keySet();
      fresh.issuer.answer = issuer.answer;
      await assert.rejects(fresh.keys.find("first"), KeysUnavailable);
    });
  }

  it("serves a while without Okta, and then no longer", async () => {
    const { issuer, keys } = await keySet();
    await keys.find("first");
    issuer.isDown = true;
    issuer.now += KEYS_STALE_MS - 1;
    assert.ok(await keys.find("first"));
    issuer.now += 1;
    await assert.rejects(keys.find("first"), KeysUnavailable);
    issuer.isDown = false;
    issuer.now += KEYS_RETRY_MS;
    assert.ok(await keys.find("first"));
  });

  it("cannot tell of an unknown key while Okta is away", async () => {
    const { issuer, keys } = await keySet();
    await keys.find("first");
    issuer.isDown = true;
    issuer.now += KEYS_COOLDOWN_MS;
    await assert.rejects(keys.find("second"), KeysUnavailable);
  });

  it("does not ask again at once after a read that failed", async () => {
    const { issuer, keys } = await keySet();
    issuer.isDown = true;
    for (let i = 0; i < 10; i++) await assert.rejects(keys.find("first"), KeysUnavailable);
    assert.equal(issuer.reads, 1);
    issuer.now += KEYS_RETRY_MS;
    issuer.isDown = false;
    assert.ok(await keys.find("first"));
    assert.equal(issuer.reads, 2);
  });

  it("takes a key whose `use` and `alg` are null, as Okta stores them", async () => {
    const { issuer, keys } = await keySet();
    issuer.answer = { keys: [{ ...(await firstKey()).jwk, use: null, alg: null }] };
    assert.ok(await keys.find("first"));
  });

  it("passes over what is no RSA signing key with an id", async () => {
    const { issuer, keys } = await keySet();
    const { jwk } = await firstKey();
    issuer.answer = {
      keys: [
        null,
        "x",
        { ...jwk, kid: "encrypts", use: "enc" },
        { ...jwk, kid: "other-algorithm", alg: "RS512" },
        { ...jwk, kid: "" },
        { ...jwk, kid: 1 },
        { kty: "EC", kid: "curve", crv: "P-256", x: "x", y: "y" },
        { kty: "oct", kid: "secret", k: "c2VjcmV0" },
        { kty: "RSA", kid: "incomplete", n: jwk.n },
        jwk,
      ],
    };
    for (const kid of ["encrypts", "other-algorithm", "", "curve", "secret", "incomplete"]) {
      assert.equal(await keys.find(kid), undefined);
    }
    assert.ok(await keys.find("first"));
  });

  it("keeps the first of two keys with one id", async () => {
    const { issuer, keys } = await keySet();
    const first = (await firstKey()).jwk;
    issuer.answer = { keys: [first, { ...(await secondKey()).jwk, kid: "first" }] };
    const found = await keys.find("first");
    assert.equal(found?.export({ format: "jwk" }).n, first.n);
  });

  it("keeps the object of a key that has not changed, and makes a new one of a key that has", async () => {
    const { issuer, keys } = await keySet();
    const before = await keys.find("first");
    issuer.now += KEYS_FRESH_MS;
    assert.equal(await keys.find("first"), before);
    issuer.now += KEYS_FRESH_MS;
    issuer.answer = { keys: [{ ...(await secondKey()).jwk, kid: "first" }] };
    assert.notEqual(await keys.find("first"), before);
  });

  it("passes over a key that is too short", async () => {
    const { issuer, keys } = await keySet();
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 1_024 });
    const { jwk } = await firstKey();
    issuer.answer = { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "short" }, jwk] };
    assert.equal(await keys.find("short"), undefined);
    assert.ok(await keys.find("first"));
  });

  it("passes over numbers that are no key, and an exponent of 1, with which every text is its own signature", async () => {
    const { issuer, keys } = await keySet();
    const { jwk } = await firstKey();
    const bad = { e1: { e: "AQ" }, n0: { n: "AA" }, text: { n: "!" }, empty: { n: "", e: "" } };
    issuer.answer = { keys: [...Object.entries(bad).map(([kid, more]) => ({ ...jwk, ...more, kid })), jwk] };
    for (const kid of Object.keys(bad)) assert.equal(await keys.find(kid), undefined, kid);
    assert.ok(await keys.find("first"));
  });

  for (const answer of [null, [], {}, { keys: {} }, "keys", 1]) {
    it(`refuses ${JSON.stringify(answer)} as a key set`, async () => {
      const { issuer, keys } = await keySet();
      issuer.answer = answer;
      await assert.rejects(keys.find("first"), KeysUnavailable);
    });
  }
});
