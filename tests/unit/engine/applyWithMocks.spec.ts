/** A stack on the SDK's mock monitor: its outputs, and its first error with nothing after it. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const REPOSITORY = join(__dirname, "../../..");

/** In a process of its own, for what a failed program leaves under way never ends. `things` take a moment to be made. */
const STAND = `
const pulumi = require("@pulumi/pulumi");
const { applyWithMocks } = require("./local/engine/applyWithMocks");
class Thing extends pulumi.CustomResource {
  constructor(name, inputs = {}) { super("test:index:Thing", name, { made: undefined, ...inputs }); }
}
const mocks = {
  async newResource({ name, inputs }) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (name === "impossible") throw new Error("this thing cannot be made");
    return { id: "id-of-" + name, state: { ...inputs, made: "made of " + name } };
  },
  call: () => ({}),
};
const program = async () => { PROGRAM };
applyWithMocks({ project: "test", stack: "local", config: {}, secretKeys: [], mocks, program }).then(
  (outputs) => console.log(JSON.stringify(outputs)),
  (error) => { console.log("failed: " + error.message.split("\\n")[0]); process.exitCode = 1; },
);
`;

function apply(program: string): { status: number | null; out: string; err: string } {
  const flags = ["-C", "okta-api-access-source", "-r", "./local/node/register.cjs"];
  const text = STAND.replace("PROGRAM", () => program);
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, "-e", text], {
    cwd: REPOSITORY,
    encoding: "utf8",
  });
  return { status, out: stdout.trim(), err: stderr.trim() };
}

describe("applyWithMocks", function () {
  this.timeout(60_000);

  it("gives the outputs as plain values", () => {
    assert.deepEqual(apply(`return { id: new Thing("one").id, nested: { name: new Thing("two").urn } };`), {
      status: 0,
      out: '{"id":"id-of-one","nested":{"name":"urn:pulumi:local::test::test:index:Thing::two"}}',
      err: "",
    });
  });

  it("throws the program's own error, and says nothing of what was under way", () => {
    const program = `new Thing("two", { from: new Thing("one").made }); throw new Error("the program's own");`;
    assert.deepEqual(apply(program), { status: 1, out: "failed: the program's own", err: "" });
  });

  it("throws the error of a resource, and says nothing of those that waited for it", () => {
    const program = `
      const made = new Thing("impossible").made;
      return { ids: ["a", "b", "c"].map((name) => new Thing(name, { made }).id) };`;
    const { status, out, err } = apply(program);
    assert.deepEqual({ status, err }, { status: 1, err: "" });
    assert.match(out, /^failed: .*this thing cannot be made/);
  });
});
