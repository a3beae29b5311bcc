/** The guide to the public registration: the code that it gives to callers makes proofs that are taken. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PROOF_BITS, provesWork, type Proof } from "../../../handlers/lib/proofOfWork";

type Prove = (key: string, email: string, zeroBits?: number) => Promise<Proof>;

describe("docs/registration.md", () => {
  const text = readFileSync(join(__dirname, "../../../docs/registration.md"), "utf8");
  const code = /^```js\n(.*?)^```/ms.exec(text)![1]!;
  // The code is our own text: a function of a browser's, which Node.js has all the parts of.
  const prove = new Function(`${code}; return prove;`)() as Prove;

  it("gives code whose proofs are taken, for that key and that address alone", async () => {
    const key = "4f1c9a1e-8f5e-4c55-9d2e-1f6f6a0f3b7d";
    const check = provesWork(() => Math.floor(Date.now() / 1000), 8);
    const proof = await prove(key, "stella@example.com", 8);
    assert.equal(await check({ key, email: "stella@example.com" }, proof), true);
    const others = await Promise.all(
      Array.from({ length: 20 }, (_, index) => check({ key, email: `other-${index}@example.com` }, proof)),
    );
    assert.ok(others.filter(Boolean).length < 3);
  });

  it("asks for as many bits as the service does", () => {
    assert.ok(code.includes(`zeroBits = ${PROOF_BITS}`));
  });
});
