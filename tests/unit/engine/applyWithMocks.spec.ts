/** A stack on the SDK's mock monitor: its outputs, and its first error with nothing after it. */
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { applyWithMocks } from "../../../local/engine/applyWithMocks";
import { assertNothingLost } from "../../setup/rootHooks";

class Thing extends pulumi.CustomResource {
  declare readonly made: pulumi.Output<string>;
  constructor(name: string, inputs: pulumi.Inputs = {}) {
    super("test:index:Thing", name, { made: undefined, ...inputs });
  }
}

/** Runs a program whose things are made after a while, but for one that cannot be made. */
function apply(program: () => object): Promise<Record<string, unknown>> {
  return applyWithMocks({
    project: "test",
    stack: "local",
    config: {},
    secretKeys: [],
    mocks: {
      async newResource({ name, inputs }) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        if (name === "impossible") throw new Error("this thing cannot be made");
        return { id: `id-of-${name}`, state: { ...(inputs as object), made: `made of ${name}` } };
      },
      call: () => ({}),
    },
    program: async () => program(),
  });
}

describe("applyWithMocks", () => {
  it("gives the outputs as plain values", async () => {
    const outputs = await apply(() => ({ id: new Thing("one").id, nested: { made: new Thing("two").made } }));
    assert.deepEqual(outputs, { id: "id-of-one", nested: { made: "made of two" } });
  });

  it("throws the program's own error, and nothing of what was under way comes after it", async () => {
    const program = () => {
      const one = new Thing("one");
      void new Thing("two", { from: one.made });
      throw new Error("the program's own");
    };
    await assert.rejects(apply(program), { message: "the program's own" });
    await assertNothingLost();
  });

  it("throws the error of a resource, and nothing of those that waited for it", async () => {
    const program = () => {
      const made = new Thing("impossible").made;
      return { names: ["a", "b", "c"].map((name) => new Thing(name, { made }).id) };
    };
    await assert.rejects(apply(program), /this thing cannot be made/);
  });
});
