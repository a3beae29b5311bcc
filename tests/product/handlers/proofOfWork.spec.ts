/** The proof of work: what it is over, how much it takes, and for how long it counts. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  leadingZeros,
  PROOF_BITS,
  proofHash,
  proofSchema,
  provesWork,
  type Proof,
  type ProvenRequest,
} from "../../../handlers/lib/proofOfWork";

const NOW = 1_800_000_000;
const BITS = 8;
const REQUEST = { key: "key-0123456789abcdef", email: "ada@example.com" };

/** The first nonce that does, or that does not. */
function work(request: ProvenRequest, at: number, enough = true): Proof {
  for (let i = 0; i < 100_000; i += 1) {
    const proof = { at, nonce: `n${i}` };
    if (leadingZeros(proofHash(request, proof)) >= BITS === enough) return proof;
  }
  return assert.fail("no proof was found");
}

describe("a proof of work", () => {
  const proves = provesWork(() => NOW, BITS);

  it("is over a JSON list of key, address, time and nonce", () => {
    const text = '["k","ada@example.com",7,"n"]';
    const hash = createHash("sha256").update(text).digest();
    assert.deepEqual(proofHash({ key: "k", email: "ada@example.com" }, { at: 7, nonce: "n" }), hash);
  });

  it("counts with its work, and not without", () => {
    assert.equal(proves(REQUEST, work(REQUEST, NOW)), true);
    assert.equal(proves(REQUEST, work(REQUEST, NOW, false)), false);
  });

  for (const [age, counts] of [
    [600, true],
    [601, false],
    [-60, true],
    [-61, false],
  ] as const) {
    it(`${counts ? "counts" : "refuses to count"} ${age} seconds after it was made`, () => {
      assert.equal(proves(REQUEST, work(REQUEST, NOW - age)), counts);
    });
  }

  it("refuses to count for another key, address, time or nonce", () => {
    const others = Array.from({ length: 5 }, (_, i) => i);
    const proof = work(REQUEST, NOW);
    const counted = [
      ...others.map((i) => proves({ ...REQUEST, key: `${REQUEST.key}${i}` }, proof)),
      ...others.map((i) => proves({ ...REQUEST, email: `${i}@example.com` }, proof)),
      ...others.map((i) => proves(REQUEST, { ...proof, at: NOW - 1 - i })),
      ...others.map((i) => proves(REQUEST, { ...proof, nonce: `${proof.nonce}${i}` })),
    ];
    // Of twenty others one may have as many zeros by chance, not each.
    assert.ok(counted.filter(Boolean).length <= 2, String(counted));
  });

  it("takes two or three seconds of a browser, unless otherwise said", () => {
    assert.equal(PROOF_BITS, 16);
    assert.equal(provesWork(() => NOW)(REQUEST, work(REQUEST, NOW)), false);
  });

  for (const [bytes, zeros] of [
    [[0x80], 0],
    [[0x7f], 1],
    [[0x01], 7],
    [[0x00, 0xff], 8],
    [[0x00, 0x10, 0x00], 11],
    [[0x00, 0x00], 16],
    [[], 0],
  ] as const) {
    it(`counts ${zeros} zeros in ${JSON.stringify(bytes)}`, () => {
      assert.equal(leadingZeros(Buffer.from(bytes)), zeros);
    });
  }

  const bad: unknown[] = [
    {},
    { at: NOW },
    { nonce: "a" },
    { at: 1.5, nonce: "a" },
    { at: "1", nonce: "a" },
    { at: NOW, nonce: "" },
    { at: NOW, nonce: "a".repeat(65) },
    { at: NOW, nonce: "a b" },
    { at: NOW, nonce: "a\n" },
    { at: NOW, nonce: "a", x: 1 },
    null,
  ];
  for (const value of bad) {
    it(`refuses ${JSON.stringify(value)}`, () => assert.equal(proofSchema.safeParse(value).success, false));
  }
  it("is a time and a short text", () => {
    assert.deepEqual(proofSchema.parse({ at: NOW, nonce: "a-_Z9" }), { at: NOW, nonce: "a-_Z9" });
  });
});
