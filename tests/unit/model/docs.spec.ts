/** The README and the two guides to the model: their examples run, and their tables have every field of the schema. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { checkAccess } from "../../../model/file/load";
import { accessFileSchema } from "../../../model/file/schema";
import { defineAccess } from "../../../model/file/define";
import { fieldNamesAt } from "../../../model/file/zodFindings";
import { runCli } from "../cli/runCli";

const ROOT = path.join(__dirname, "../../..");
const guide = (name: string) => readFileSync(path.join(ROOT, "docs", name), "utf8");

function blocks(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "gms"))].map((match) => match[1]!);
}

/** The fields in the first column of the table under a heading. */
function tableUnder(text: string, heading: string): string[] {
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`))!;
  return [...section.matchAll(/^\| `(\w+)`/gm)].map((match) => match[1]!);
}

describe("docs/access-file.md", () => {
  const text = guide("access-file.md");

  it("has an example that is right", () => {
    const [example] = blocks(text, "ts");
    const module = { exports: {} as { default?: unknown } };
    const code = ts.transpileModule(example!, { compilerOptions: { module: ts.ModuleKind.CommonJS } }).outputText;
    // The example is our own text; it may only ask for what it imports.
    new Function("exports", "require", code)(module.exports, () => ({ defineAccess }));
    assert.deepEqual(checkAccess(module.exports.default).findings, []);
  });

  const TABLES: Readonly<Record<string, readonly string[]>> = {
    "The whole file": [],
    scopes: ["scopes", "x"],
    groups: ["groups", "x"],
    clients: ["clients", "x"],
    claims: ["claims", "x"],
    apis: ["apis", "x"],
    routes: ["apis", "x", "routes", "y"],
  };
  for (const [heading, place] of Object.entries(TABLES)) {
    it(`has every field under "${heading}", in the order of the schema`, () => {
      assert.deepEqual(tableUnder(text, heading), fieldNamesAt(accessFileSchema, place));
    });
  }
});

describe("README.md", () => {
  it("has the access file of the example of orders, word for word", () => {
    const text = readFileSync(path.join(ROOT, "README.md"), "utf8");
    const example = readFileSync(path.join(ROOT, "examples/orders/access.ts"), "utf8");
    assert.deepEqual(blocks(text, "ts"), [example]);
  });
});

describe("docs/how-it-compiles.md", () => {
  for (const block of blocks(guide("how-it-compiles.md"), "console")) {
    const [command, ...output] = block.trimEnd().split("\n");
    const words = command!.replace(/^\$ npm run -s access -- /, "").split(" ");
    it(`shows what is printed by access ${words.join(" ")}`, async () => {
      assert.ok(words.includes("--model"), "a sample names the example that it is of");
      const { out } = await runCli(
        ...words.map((word) => (word.startsWith("examples/") ? path.join(ROOT, word) : word)),
      );
      assert.equal(out, output.join("\n"));
    });
  }
});
