/** Keys that change and keys that cannot be had, under load: nothing wrong gets in, and nothing right is turned away too soon. */
import assert from "node:assert/strict";
import { createGuard } from "../../../guard/guard";
import { KEYS_COOLDOWN_MS, KEYS_FRESH_MS, KEYS_STALE_MS } from "../../../guard/keySet";
import { firstKey, oktaClaims, secondKey, sign } from "./tokens";

const ISSUER = "https://example.okta.com/oauth2/aus1";
const START = 1_800_000_000_000;
/** Requests at once, of each kind. */
const LOAD = 16;

async function underLoad() {
  const [first, second] = [await firstKey(), await secondKey()];
  const world = { now: START, keys: [first.jwk], isDown: false, reads: 0 };
  const guard = createGuard(
    { issuer: ISSUER, audience: "api://admin" },
    {
      now: () => world.now,
      async fetchKeys() {
        world.reads++;
        const { keys, isDown } = world;
        await new Promise((resolve) => setImmediate(resolve));
        if (isDown) throw new Error("down");
        return { keys };
      },
    },
  );
  const token = (key: typeof first, jti: string) =>
    sign(key, oktaClaims(ISSUER, START / 1000, { jti, exp: START / 1000 + 86_400 }));
  const tokens = {
    first: await Promise.all(Array.from({ length: LOAD }, (_, i) => token(first, `a${i}`))),
    second: await Promise.all(Array.from({ length: LOAD }, (_, i) => token(second, `b${i}`))),
    forged: await Promise.all(Array.from({ length: LOAD }, (_, i) => token({ ...second, kid: "first" }, `c${i}`))),
  };
  /** The statuses of a wave of requests, each once: 200 for what was allowed. */
  async function wave(kind: keyof typeof tokens): Promise<number[]> {
    const decisions = await Promise.all(
      tokens[kind].map((one) => guard.check({ headers: { authorization: `Bearer ${one}` } }, {})),
    );
    return [...new Set(decisions.map((decision) => (decision.allowed ? 200 : decision.status)))];
  }
  /** All three kinds at the same time; the forged ones must be refused whatever happens. */
  async function waves(): Promise<{ first: number[]; second: number[] }> {
    const [a, b, c] = await Promise.all([wave("first"), wave("second"), wave("forged")]);
    assert.ok(!c.includes(200), "a forged token got in");
    return { first: a, second: b };
  }
  return { world, first, second, waves };
}

describe("keys that change under load", () => {
  it("takes tokens of a new key as soon as the cool-down is over, and those of the old one all the time", async () => {
    const { world, first, second, waves } = await underLoad();
    assert.deepEqual(await waves(), { first: [200], second: [401] });
    world.keys = [first.jwk, second.jwk];
    for (let ms = 0; ms <= 60_000; ms += 1_000) {
      world.now = START + ms;
      const seen = await waves();
      assert.deepEqual(seen.first, [200], `${ms}`);
      assert.deepEqual(seen.second, [ms < KEYS_COOLDOWN_MS ? 401 : 200], `${ms}`);
    }
    // One for the first of them, one for the unknown key that came while that was under way, one after the cool-down.
    assert.equal(world.reads, 3);
  });

  it("refuses tokens of a withdrawn key after the fresh time at the latest, also those seen before", async () => {
    const { world, second, waves } = await underLoad();
    await waves();
    world.keys = [second.jwk];
    for (let ms = 0; ms <= 2 * KEYS_FRESH_MS; ms += 60_000) {
      world.now = START + ms;
      const seen = await waves();
      // In the wave that brings the new key the old one may be a moment ahead of it.
      if (ms > 60_000) assert.deepEqual(seen, { first: [401], second: [200] }, `${ms}`);
    }
  });

  it("asks no more than once in a cool-down, however many unknown keys come", async () => {
    const { world, waves } = await underLoad();
    for (let ms = 0; ms < 10 * KEYS_COOLDOWN_MS; ms += 500) {
      world.now = START + ms;
      await waves();
    }
    assert.equal(world.reads, 1 + 10);
  });
});

describe("keys that cannot be had under load", () => {
  it("refuses no good token while the keys are not too old, and every token afterwards", async () => {
    const { world, waves } = await underLoad();
    await waves();
    world.isDown = true;
    for (let ms = 30_000; ms < KEYS_STALE_MS + 300_000; ms += 30_000) {
      world.now = START + ms;
      const { first } = await waves();
      assert.deepEqual(first, [ms < KEYS_STALE_MS ? 200 : 503], `${ms}`);
    }
    world.isDown = false;
    world.now += KEYS_COOLDOWN_MS;
    assert.deepEqual((await waves()).first, [200]);
  });

  it("refuses every token where there never were keys, and no longer than that", async () => {
    const { world, waves } = await underLoad();
    world.isDown = true;
    assert.deepEqual(await waves(), { first: [503], second: [503] });
    world.isDown = false;
    world.now += 1_000;
    assert.deepEqual(await waves(), { first: [200], second: [401] });
  });
});
