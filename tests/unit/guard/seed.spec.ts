/** Seeds of the property tests: repeatable by day, new by night, and a failure of the night can be had once more. */
import assert from "node:assert/strict";
import { draw } from "../../support/seed";

describe("draw", () => {
  it("gives the spec's own seed and number", () => {
    assert.deepEqual(draw("x", 7, 100, {}), { seed: 7, numRuns: 100 });
    assert.deepEqual(draw("x", 7, 100, { NIGHTLY: "0" }), { seed: 7, numRuns: 100 });
    assert.deepEqual(draw("x", 7, 101, { QUICK: "1" }), { seed: 7, numRuns: 26 });
    assert.deepEqual(draw("x", 7, 100, { QUICK: "0" }), { seed: 7, numRuns: 100 });
  });

  it("gives a new seed and ten times as many values by night", () => {
    const nights = Array.from({ length: 5 }, () => draw("x", 7, 100, { NIGHTLY: "1" }));
    for (const { numRuns } of nights) assert.equal(numRuns, 1_000);
    assert.ok(new Set(nights.map(({ seed }) => seed)).size > 1);
  });

  it("takes the seed that it is given", () => {
    assert.deepEqual(draw("x", 7, 100, { SEED: "12" }), { seed: 12, numRuns: 100 });
    assert.deepEqual(draw("x", 7, 100, { SEED: "12", NIGHTLY: "1" }), { seed: 12, numRuns: 1_000 });
    assert.throws(() => draw("x", 7, 100, { SEED: "a" }), { message: "`SEED` must be a whole number, not `a`" });
  });
});
