/** Wrong usage and wrong files: status 2, a sentence that helps, no stack trace. */
import assert from "node:assert/strict";
import { Files, runCli } from "./runCli";

describe("access: wrong usage", () => {
  const files = new Files();
  after(() => files.remove());

  const expectError = async (argv: readonly string[], message: RegExp) => {
    const { status, out, err } = await runCli(...argv);
    assert.deepEqual([status, out], [2, ""]);
    assert.match(err, message);
    assert.equal(/\n\s+at /.test(err), false);
  };

  it("refuses an unknown command", () => expectError(["can-you"], /^error: unknown command 'can-you'/));

  it("refuses an unknown option", () => expectError(["check", "--fast"], /^error: unknown option '--fast'/));

  it("refuses a missing client", () =>
    expectError(["can-i", "x"], /^error: required option '--client <key>' not specified/));

  it("refuses a file that is not there", () =>
    expectError(
      ["check", "--model", "nowhere.json"],
      /^there is no file `nowhere\.json`; name the access file with `--model FILE`$/,
    ));

  it("refuses a file that is neither TypeScript nor JSON", () => {
    const file = files.write("access.yaml", "product: x");
    return expectError(["check", "--model", file], /access\.yaml` is neither a `\.ts` nor a `\.json` file$/);
  });

  it("refuses JSON that is not JSON", () => {
    const file = files.write("broken.json", "{ not json");
    return expectError(["check", "--model", file], /broken\.json` is not valid JSON: /);
  });

  it("refuses TypeScript that does not run", () => {
    const file = files.write("throws.ts", 'throw new Error("no such thing");');
    return expectError(["compile", "--model", file], /throws\.ts` cannot be read: no such thing$/);
  });

  it("refuses a model with mistakes, with all of them", () => {
    const file = files.orders("wrong", (model) => {
      model.groups.clerks!.scopes = ["orders:raed"];
      model.clients.sync!.refreshTokens = true;
    });
    return expectError(
      ["matrix", "--model", file],
      /wrong\.json has 2 errors:\nerror: clients\.sync\.refreshTokens: .*\nerror: groups\.clerks\.scopes\[0\]: /,
    );
  });

  it("reads TypeScript with a default export", async () => {
    const file = files.write(
      "tiny.ts",
      `export default { product: "p", audience: "api://p", scopes: { "a:read": { description: "A" } },
        groups: { g: { scopes: ["a:read"] } }, clients: { c: { type: "spa", scopes: ["a:read"] } } } as const;`,
    );
    const { status, out } = await runCli("can-i", "--model", file, "--groups", "g", "--client", "c", "a:read");
    assert.deepEqual([status, out.split("\n")[0]], [0, "granted by rule 1 `g 60 min` of policy `c`"]);
  });

  it("reads JSON that starts with a byte order mark", async () => {
    const file = files.write("bom.json", "\uFEFF{}");
    assert.equal((await runCli("check", "--model", file)).status, 1);
  });

  it("answers --help with examples, and ends with 0", async () => {
    const { status, out } = await runCli("can-i", "--help");
    assert.equal(status, 0);
    assert.match(out, /Example: access can-i --groups support-leads --client support-console openid users:create/);
    assert.match(
      (await runCli("--help")).out,
      /Exit status: 0 yes or in order, 1 no or something found, 2 wrong usage or invalid model\./,
    );
  });
});
