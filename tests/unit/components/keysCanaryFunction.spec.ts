/** The look at an issuer's key set. */
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { checkKeys } from "../../../lambda/keysCanary/checkKeys";

async function look(set: unknown): Promise<string[]> {
  const lines: string[] = [];
  await checkKeys({ fetchKeys: async () => set, log: (line) => void lines.push(line) });
  return lines;
}

const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
const KEY = { ...publicKey.export({ format: "jwk" }), kid: "k1", use: "sig" };

describe("checkKeys", () => {
  it("names the keys that it has found, and nothing more of them", async () => {
    const { use: _use, ...unmarked } = KEY;
    const set = { keys: [KEY, { ...unmarked, kid: "k2" }, { ...KEY, kid: "k3", use: "enc" }] };
    assert.deepEqual(await look(set), ['{"canary":"keys","keys":["k1","k2"]}']);
  });

  const useless: readonly [title: string, set: unknown][] = [
    ["without keys", { keys: [] }],
    ["with an elliptic key alone", { keys: [{ ...KEY, kty: "EC" }] }],
    ["with a key for encryption alone", { keys: [{ ...KEY, use: "enc" }] }],
    ["with a key without an id", { keys: [{ ...KEY, kid: undefined }] }],
    ["with a key whose exponent is 1", { keys: [{ ...KEY, e: "AQ" }] }],
    ["with a key whose modulus is 0", { keys: [{ ...KEY, n: "AA" }] }],
    ["whose key is nothing", { keys: [null] }],
  ];
  for (const [title, set] of useless) {
    it(`fails for a key set ${title}`, () =>
      assert.rejects(look(set), { message: "the key set has no RSA key for signatures" }));
  }

  for (const set of [[KEY], undefined, "keys", { keys: {} }]) {
    it(`fails for ${JSON.stringify(set)?.slice(0, 20)}, which is no key set`, () =>
      assert.rejects(look(set), { message: "the answer is no key set" }));
  }

  it("fails where the key set cannot be had", () =>
    assert.rejects(
      checkKeys({ fetchKeys: () => Promise.reject(new Error("503")), log: () => assert.fail("nothing was found") }),
      { message: "503" },
    ));
});
