/** Answers that take the same time, whatever was found, and however that ended. */
import assert from "node:assert/strict";
import { evenly, STEP_MS, type Clock } from "../../../handlers/lib/evenly";

describe("evenly", () => {
  let time: number;
  let slept: number[];
  const clock: Clock = {
    now: () => time,
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
      time += milliseconds;
    },
  };
  beforeEach(() => {
    time = 500;
    slept = [];
  });
  const takes = (milliseconds: number) => async () => {
    time += milliseconds;
    return "done";
  };

  for (const [taken, whole] of [
    [0, 100],
    [1, 100],
    [99.5, 100],
    [100, 100],
    [100.5, 200],
    [350, 400],
  ] as const) {
    it(`answers after ${whole} ms what took ${taken} ms, in steps of 100 ms`, async () => {
      assert.equal(await evenly(takes(taken), 100, clock), "done");
      assert.deepEqual([time - 500, slept], [whole, [whole - taken]]);
    });
  }

  it("fails as late as it answers", async () => {
    const fails = async () => {
      time += 30;
      throw new Error("failed");
    };
    await assert.rejects(evenly(fails, 100, clock), { message: "failed" });
    assert.equal(time - 500, 100);
  });

  it("has steps of two seconds by itself", async () => {
    await evenly(takes(10), undefined, clock);
    assert.deepEqual([STEP_MS, slept], [2_000, [1_990]]);
  });

  it("waits by the machine's own clock where no other is given", async () => {
    const start = performance.now();
    await evenly(async () => undefined, 30);
    const took = performance.now() - start;
    assert.ok(took >= 29, `took ${took} ms`);
  });
});
