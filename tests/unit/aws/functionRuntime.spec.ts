/** How the local Lambda runs code: apart, with its own environment, within its time. */
import assert from "node:assert/strict";
import { FunctionError } from "../../../local/aws/lambda/functionWorker";
import { FunctionRuntime, type RuntimeSpec } from "../../../local/aws/lambda/runtime";

describe("the local Lambda runtime", () => {
  const open: FunctionRuntime[] = [];
  const lines: string[] = [];

  afterEach(async () => {
    await Promise.all(open.splice(0).map((runtime) => runtime.close()));
    lines.length = 0;
  });

  function runtime(code: string | Record<string, string>, more: Partial<RuntimeSpec> = {}): FunctionRuntime {
    const made = new FunctionRuntime({
      files: typeof code === "string" ? { "index.mjs": code } : code,
      handler: "index.handler",
      env: {},
      timeoutSeconds: 5,
      memoryMegabytes: 128,
      maxConcurrency: Infinity,
      log: (line) => lines.push(line),
      ...more,
    });
    open.push(made);
    return made;
  }

  it("gives a function its own environment and nothing of this process's", async () => {
    const made = runtime("export const handler = () => ({ ...process.env });", { env: { ONE: "1" } });
    assert.deepEqual(await made.invoke({}, {}), { ONE: "1" });
  });

  it("hands event and context over, with the time that is left", async () => {
    const made = runtime(
      "export const handler = (event, context) => ({ event, id: context.awsRequestId, left: context.getRemainingTimeInMillis() });",
    );
    const answer = (await made.invoke({ a: [1] }, { awsRequestId: "r" })) as { left: number };
    assert.deepEqual({ ...answer, left: undefined }, { event: { a: [1] }, id: "r", left: undefined });
    assert.ok(answer.left > 3_000 && answer.left <= 5_000);
  });

  it("keeps what a module remembers from one call to the next", async () => {
    const made = runtime("let n = 0; export const handler = async () => ++n;");
    assert.deepEqual([await made.invoke({}, {}), await made.invoke({}, {})], [1, 2]);
  });

  it("runs several at once in threads of their own, up to the reservation", async () => {
    const many = runtime(
      `let busy = 0; export const handler = async () => { busy++; await new Promise((r) => setTimeout(r, 20)); return busy--; };`,
    );
    const all = await Promise.all([1, 2, 3, 4].map((event) => many.invoke(event, {})));
    assert.deepEqual(all, [1, 1, 1, 1]);
    const one = runtime(`let n = 0; export const handler = async () => ++n;`, { maxConcurrency: 1 });
    assert.deepEqual(await Promise.all([one.invoke({}, {}), one.invoke({}, {}), one.invoke({}, {})]), [1, 2, 3]);
  });

  it("serves those that wait in the order in which they came, also while others keep coming", async () => {
    const made = runtime(`let n = 0; export const handler = async () => ++n;`, { maxConcurrency: 1 });
    const calls: Promise<unknown>[] = [];
    for (let i = 0; i < 400; i++) {
      calls.push(made.invoke({}, {}));
      // So that calls come while others end.
      if (i % 2 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    assert.deepEqual(
      await Promise.all(calls),
      calls.map((_, i) => i + 1),
    );
  });

  it("runs no call that nobody waits for any more, and serves those behind it", async () => {
    const code = `let n = 0; export const handler = async () => { await new Promise((r) => setTimeout(r, 50)); return ++n; };`;
    const made = runtime(code, { maxConcurrency: 1 });
    const [running, gone] = [new AbortController(), new AbortController()];
    const first = made.invoke({}, {}, running.signal);
    const second = assert.rejects(made.invoke({}, {}, gone.signal), FunctionError);
    const third = made.invoke({}, {});
    await new Promise((resolve) => setTimeout(resolve, 20));
    gone.abort();
    // One that runs already goes on, as in AWS.
    running.abort();
    assert.deepEqual([await first, await third], [1, 2]);
    await second;
    await assert.rejects(Promise.all([made.invoke({}, {}), made.invoke({}, {}, gone.signal)]), FunctionError);
  });

  it("starts another environment where one has died since its last answer", async () => {
    const code = `export const handler = () => { setTimeout(() => process.exit(1), 1); return 1; };`;
    const made = runtime(code, { maxConcurrency: 1 });
    for (let i = 0; i < 3; i++) {
      assert.equal(await made.invoke({}, {}), 1);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  });

  it("takes modules of several files, CommonJS too, and another handler", async () => {
    const files = {
      "src/app.cjs": `exports.run = () => require("./other.cjs");`,
      "src/other.cjs": "module.exports = 7;",
    };
    assert.equal(await runtime(files, { handler: "src/app.run" }).invoke({}, {}), 7);
  });

  it("logs what a function prints, line by line", async () => {
    const made = runtime(`export const handler = () => { console.log("one\\ntwo"); console.error("three"); };`);
    await made.invoke({}, {});
    await made.close();
    assert.deepEqual([...lines].sort(), ["one", "three", "two"]);
  });

  const failures: [string, string, Partial<RuntimeSpec>, RegExp][] = [
    ["a handler that throws", `export const handler = () => { throw new TypeError("no"); };`, {}, /^TypeError: no$/],
    ["a handler that rejects", `export const handler = async () => { throw "text"; };`, {}, /^Error: text$/],
    ["a module that throws", `throw new Error("at load"); export const handler = 1;`, {}, /^Error: at load$/],
    ["a handler that is none", "export const handler = 1;", {}, /handler is undefined or not exported/],
    ["a missing module", "", { handler: "other.handler" }, /^Runtime.ImportModuleError: Cannot find module 'other'$/],
    ["a process that ends", "export const handler = () => process.exit(1);", {}, /the runtime exited with status 1/],
    [
      "a rejection that nobody handles",
      `export const handler = () => new Promise(() => { Promise.reject(new Error("lost")); });`,
      {},
      /lost/,
    ],
    [
      "a loop without end",
      "export const handler = () => { for (;;); };",
      { timeoutSeconds: 0.2 },
      /^Runtime.ExitError: Task timed out after 0.20 seconds$/,
    ],
    [
      "a promise without end",
      "export const handler = () => new Promise(() => {});",
      { timeoutSeconds: 0.2 },
      /^Runtime.ExitError: Task timed out after 0.20 seconds$/,
    ],
    [
      "a call where none may run",
      "export const handler = () => 1;",
      { maxConcurrency: 0 },
      /^TooManyRequestsException/,
    ],
  ];
  for (const [what, code, more, message] of failures) {
    it(`refuses ${what}, and lives on`, async () => {
      const made = runtime(code, more);
      for (let i = 0; i < 2; i++) {
        await assert.rejects(made.invoke({}, {}), (error: Error) => {
          assert.ok(error instanceof FunctionError);
          assert.match(error.message, message);
          return true;
        });
      }
    });
  }

  it("refuses calls once it is closed, also those that wait", async () => {
    const made = runtime("export const handler = () => new Promise(() => {});", { maxConcurrency: 1 });
    const calls = [made.invoke({}, {}), made.invoke({}, {})].map((call) => assert.rejects(call, FunctionError));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await made.close();
    await Promise.all(calls);
    await assert.rejects(made.invoke({}, {}), FunctionError);
  });
});
