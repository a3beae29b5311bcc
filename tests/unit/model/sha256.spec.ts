/** The model's own SHA-256 against Node's. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { sha256 } from "../../../model/sha256";

describe("sha256", () => {
  const node = (text: string) => createHash("sha256").update(text).digest("hex");

  it("is that of Node for texts of every length around a block, and for others than ASCII", () => {
    for (let length = 0; length <= 130; length++) {
      const text = "é".repeat(length % 3) + "x".repeat(length);
      assert.equal(sha256(text), node(text), String(length));
    }
    fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (text) => sha256(text) === node(text)));
  });
});
