/** Doing a request once: replays, other requests, attempts at once, attempts that were lost, and what is kept of them. */
import assert from "node:assert/strict";
import { HANDLER_TIMEOUT } from "../../../components/aws/shared/handlerFunction";
import { KEPT_SECONDS, LEASE_SECONDS, once, type OnceArgs, type Outcome } from "../../../service/store/once";
import type { Table } from "../../../service/store/table";
import { START, startTable, type TestTable } from "./support/testTable";

const NOW = START / 1000;
const DONE: Outcome = { status: 201, result: "00u1" };

describe("once", () => {
  let test: TestTable;
  let keys = 0;
  /** What each attempt was told of earlier ones. */
  let attempts: boolean[];
  before(async () => void (test = await startTable()));
  after(() => test.close());
  beforeEach(() => {
    keys += 1;
    attempts = [];
    test.time = START;
  });

  const args = (more: Partial<OnceArgs> = {}): OnceArgs => ({
    table: test.table,
    caller: "0oa1 ada",
    key: `key-${keys}`,
    request: "a",
    now: Math.floor(test.time / 1000),
    ...more,
  });
  const done = async (again: boolean) => {
    attempts.push(again);
    return DONE;
  };
  const fails = (error: Error) => async (again: boolean) => {
    attempts.push(again);
    throw error;
  };
  const never = () => false;
  const isLost = (error: unknown) => (error as Error).message === "lost";
  const FRESH = { kind: "done", outcome: DONE, replayed: false };
  const REPLAYED = { kind: "done", outcome: DONE, replayed: true };

  it("does a request, and gives what came of it", async () => {
    assert.deepEqual(await once(args(), done, never), FRESH);
    assert.deepEqual(attempts, [false]);
  });

  it("gives the same again to who asks again, and does nothing", async () => {
    await once(args(), done, never);
    assert.deepEqual(await once(args(), done, never), REPLAYED);
    assert.deepEqual(attempts, [false]);
  });

  it("keeps what came of it for a day", async () => {
    await once(args(), done, never);
    test.time = START + KEPT_SECONDS * 1000;
    assert.deepEqual(await once(args(), done, never), REPLAYED);
    test.time += 1_000;
    assert.deepEqual(await once(args(), done, never), FRESH);
    assert.deepEqual(attempts, [false, false]);
  });

  it("refuses the same key for another request, done or under way", async () => {
    let during: unknown;
    await once(
      args(),
      async () => {
        during = await once(args({ request: "b" }), done, never);
        return DONE;
      },
      never,
    );
    assert.deepEqual(during, { kind: "other" });
    assert.deepEqual(await once(args({ request: "b" }), done, never), { kind: "other" });
    assert.deepEqual(attempts, []);
  });

  it("tells the same key of two callers apart, wherever their names end", async () => {
    await once(args({ caller: "a", key: `b${keys}` }), done, never);
    assert.deepEqual(await once(args({ caller: "ab", key: String(keys) }), done, never), FRESH);
    assert.deepEqual(attempts, [false, false]);
  });

  it("keeps others out for longer than a function can be at it", () => {
    assert.ok(LEASE_SECONDS > HANDLER_TIMEOUT, `${LEASE_SECONDS} s of lease, ${HANDLER_TIMEOUT} s of a function`);
  });

  /** What becomes of four at once, of which one is done when the others have been told that it is being done. */
  async function fourAtOnce(): Promise<readonly string[]> {
    let told = 0;
    let finish!: () => void;
    const othersTold = new Promise<void>((resolve) => (finish = resolve));
    const afterOthers = async (again: boolean) => {
      await othersTold;
      return done(again);
    };
    const one = async () => {
      const { kind } = await once(args(), afterOthers, never);
      if (kind === "busy" && ++told === 3) finish();
      return kind;
    };
    return (await Promise.all([one(), one(), one(), one()])).sort();
  }

  it("does what comes several times at once a single time", async () => {
    assert.deepEqual(await fourAtOnce(), ["busy", "busy", "busy", "done"]);
    assert.deepEqual(attempts, [false]);
    assert.deepEqual(await once(args(), done, never), REPLAYED);
  });

  it("gives the key free where an attempt had no effect", async () => {
    await assert.rejects(once(args(), fails(new Error("refused")), isLost), { message: "refused" });
    assert.deepEqual(await once(args(), done, never), FRESH);
    assert.deepEqual(attempts, [false, false]);
  });

  it("tells the next attempt, at once, of one that may have had its effect", async () => {
    await assert.rejects(once(args(), fails(new Error("lost")), isLost), { message: "lost" });
    assert.deepEqual(await once(args(), done, never), FRESH);
    assert.deepEqual(await once(args(), done, never), REPLAYED);
    assert.deepEqual(attempts, [false, true]);
  });

  it("does not forget a lost attempt because a later one was refused", async () => {
    await assert.rejects(once(args(), fails(new Error("lost")), isLost));
    await assert.rejects(once(args(), fails(new Error("refused")), isLost));
    await once(args(), done, never);
    assert.deepEqual(attempts, [false, true, true]);
  });

  it("lets one of many take over what was lost", async () => {
    await assert.rejects(once(args(), fails(new Error("lost")), isLost));
    assert.deepEqual(await fourAtOnce(), ["busy", "busy", "busy", "done"]);
    assert.deepEqual(attempts, [false, true]);
  });

  describe("an attempt that never ends", () => {
    const begin = () =>
      new Promise<void>((resolve) => {
        const attempt = () => {
          resolve();
          return new Promise<never>(() => undefined);
        };
        void once(args(), attempt, never);
      });

    it("keeps others out for longer than a function lives, and then gives way to one that knows of it", async () => {
      await begin();
      test.time = START + LEASE_SECONDS * 1000 + 999;
      assert.deepEqual(await once(args(), done, never), { kind: "busy" });
      test.time += 1;
      assert.deepEqual(await once(args(), done, never), FRESH);
      assert.deepEqual(attempts, [true]);
    });
  });

  describe("an attempt that ends after another one took over", () => {
    for (const [how, late] of [
      ["done", done],
      ["failed", fails(new Error("refused"))],
      ["lost", fails(new Error("lost"))],
    ] as const) {
      it(`leaves what the other one has kept alone when it is ${how}`, async () => {
        const attempt = async (again: boolean) => {
          test.time = START + (LEASE_SECONDS + 1) * 1000;
          await once(args(), async () => ({ status: 201, result: "the other one" }), never);
          return late(again);
        };
        await once(args(), attempt, isLost).catch(() => undefined);
        const kept = await once(args(), done, never);
        assert.deepEqual(kept, { kind: "done", replayed: true, outcome: { status: 201, result: "the other one" } });
        assert.deepEqual(attempts, [false]);
      });
    }
  });

  describe("where the table fails in between", () => {
    const broken = (more: Partial<Table>): Table => ({ ...test.table, ...more });
    const down = () => Promise.reject(new Error("the table is down"));

    it("gives what was done, and tells the next attempt of it once the lease is over", async () => {
      assert.deepEqual(await once(args({ table: broken({ update: down }) }), done, never), FRESH);
      assert.deepEqual(await once(args(), done, never), { kind: "busy" });
      test.time = START + (LEASE_SECONDS + 1) * 1000;
      assert.deepEqual(await once(args(), done, never), FRESH);
      assert.deepEqual(attempts, [false, true]);
    });

    it("throws what went wrong first", async () => {
      const table = broken({ update: down, delete: down });
      await assert.rejects(once(args({ table }), fails(new Error("refused")), isLost), { message: "refused" });
      test.time = START + (LEASE_SECONDS + 1) * 1000;
      await assert.rejects(once(args({ table }), fails(new Error("lost")), isLost), { message: "lost" });
    });

    it("refuses to do anything where the key cannot be kept", async () => {
      await assert.rejects(once(args({ table: broken({ put: down }) }), done, never), { message: "the table is down" });
      assert.deepEqual(attempts, []);
    });

    it("says that it is being done where the key was given free a moment ago", async () => {
      const table = broken({ put: async () => false });
      assert.deepEqual(await once(args({ table }), done, never), { kind: "busy" });
      assert.deepEqual(attempts, []);
    });
  });

  it("keeps the key and the request as digests alone", async () => {
    const puts: unknown[] = [];
    const put: Table["put"] = (item, condition) => {
      puts.push(item);
      return test.table.put(item, condition);
    };
    await once(args({ table: { ...test.table, put }, request: "ada@example.com" }), done, never);
    const { owner, id, fingerprint, ...others } = puts[0] as Record<string, string | number>;
    assert.match(`${id} ${fingerprint}`, /^once#[\w-]{43} [\w-]{43}$/);
    assert.match(String(owner), /^[0-9a-f-]{36}$/);
    assert.deepEqual(others, { expires: NOW + KEPT_SECONDS, lease: NOW + LEASE_SECONDS, status: 0, result: "" });
  });
});
