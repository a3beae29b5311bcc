/** The root hooks themselves: a test that would pass by accident must fail. */
import assert from "node:assert/strict";
import Mocha from "mocha";
import * as pulumi from "@pulumi/pulumi";
import { assertNothingLost, mochaHooks } from "../../setup/rootHooks";
import { runProgram } from "../../setup/mocks";

/** A resource whose mock fails. */
class Unlucky extends pulumi.CustomResource {
  constructor() {
    super("test:index:Unlucky", "unlucky", {});
  }
}

async function withMocks(newResource: pulumi.runtime.Mocks["newResource"]): Promise<void> {
  await pulumi.runtime.setMocks({ newResource, call: () => ({}) });
}

describe("the root hooks", () => {
  it("notice a promise whose rejection nobody handles", async () => {
    void Promise.reject(new Error("lost"));
    await assert.rejects(assertNothingLost(), { message: "lost" });
  });

  it("notice a failing assertion in an `apply` that nobody awaits", async () => {
    await withMocks(() => ({ id: "1", state: {} }));
    new Unlucky().urn.apply(() => assert.equal("given", "expected"));
    await assert.rejects(assertNothingLost(), { name: "AssertionError", actual: "given", expected: "expected" });
  });

  it("notice a mock that throws after the test has ended", async () => {
    await withMocks(async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      throw new Error("the mock fails");
    });
    new Unlucky();
    await assert.rejects(assertNothingLost(), {
      message: "failed to register new resource unlucky [test:index:Unlucky]: the mock fails",
    });
  });

  it("let pass what is handled and awaited", async () => {
    await Promise.reject(new Error("handled")).catch(() => undefined);
    await runProgram(() => undefined);
    await assertNothingLost();
  });

  it("fail the test in a real run", async () => {
    const mocha = new Mocha({ rootHooks: mochaHooks, reporter: function silent() {} as never });
    const suite = Mocha.Suite.create(mocha.suite, "a suite");
    suite.addTest(new Mocha.Test("passes by accident", () => void Promise.reject(new Error("lost in a run"))));
    const failed: string[] = [];
    await new Promise((resolve) => {
      const runner = mocha.run(resolve);
      runner.on("fail", (_, error: Error) => void failed.push(error.message));
    });
    assert.deepEqual(failed, ["lost in a run"]);
  });
});
