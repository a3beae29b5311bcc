/** What the SDK is spared for every resource. */
import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import { quieten, withoutStacks } from "../../../components/stack/quietSdk";

describe("the SDK's debug messages", () => {
  const told = async (environment: Record<string, string>): Promise<readonly string[]> => {
    const messages: string[] = [];
    const log = { debug: async (message: string) => void messages.push(message) };
    quieten(log, environment);
    await log.debug("Registering resource");
    return messages;
  };

  it("are dropped, and kept where they are asked for", async () => {
    assert.deepEqual(await told({}), []);
    assert.deepEqual(await told({ PULUMI_SDK_DEBUG: "1" }), []);
    assert.deepEqual(await told({ PULUMI_SDK_DEBUG: "true" }), ["Registering resource"]);
  });

  it("are dropped in the log that the SDK itself uses, and nothing else of it", () => {
    const inside = require("@pulumi/pulumi/log") as typeof pulumi.log;
    assert.equal(inside.debug.toString(), "() => Promise.resolve()");
    for (const level of ["info", "warn", "error"] as const) assert.match(inside[level].toString(), /getEngine/);
  });
});

describe("stack traces", () => {
  it("stay those of real errors, and are not made for the SDK's promises", () => {
    assert.match(new Error("real").stack!, /quietSdk\.spec\.ts/);
    assert.match(new TypeError().stack!, /quietSdk\.spec\.ts/);
    assert.equal(new Error().stack, "Error");
  });

  it("are not made while the SDK watches a promise, and made again at once", () => {
    const limits: number[] = [];
    const watch = { debuggablePromise: <T>(promise: Promise<T>) => (limits.push(Error.stackTraceLimit), promise) };
    const promise = Promise.resolve();
    const { stackTraceLimit } = Error;
    withoutStacks(watch);
    assert.equal(watch.debuggablePromise(promise), promise);
    assert.deepEqual([limits, Error.stackTraceLimit], [[0], stackTraceLimit]);
  });

  it("are not made in the watch that the SDK itself uses, which goes on", async () => {
    const inside = require("@pulumi/pulumi/runtime/debuggable") as {
      debuggablePromise<T>(promise: Promise<T>, context: string): Promise<T>;
      leakedPromises(): [Set<unknown>, string];
    };
    const never = new Promise<never>(() => undefined) as Promise<never> & { _debugStackTrace?: string };
    void inside.debuggablePromise(never, "test");
    assert.equal(never._debugStackTrace, "Error");
    assert.equal(inside.leakedPromises()[0].has(never), true);
  });
});
