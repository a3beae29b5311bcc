/** What docs/guard.md says, held against the program. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as guardModule from "../../../guard";
import { VARIABLES } from "../../../guard/contract";
import { requirementProblem } from "../../../model/routes/requirement";

const ROOT = join(__dirname, "../../..");
const text = readFileSync(join(ROOT, "docs/guard.md"), "utf8");

/** The names in the first column of the table below a heading. */
function firstColumn(heading: string): string[] {
  const section = text.split(`\n## ${heading}\n`)[1]!.split("\n## ")[0]!;
  const rows = section.split("\n").filter((line) => line.startsWith("|"));
  return rows.slice(2).flatMap((row) => [...row.split("|")[1]!.matchAll(/`(\w+)`/g)].map(([, name]) => name!));
}

describe("docs/guard.md", () => {
  it("names every option of the guard", () => {
    const source = readFileSync(join(ROOT, "guard/guard.ts"), "utf8");
    const options = /export interface GuardOptions \{([\s\S]*?)\n\}/.exec(source)![1]!;
    assert.deepEqual(
      firstColumn("Options").sort(),
      [...options.matchAll(/\n  (\w+)\??:/g)].map(([, name]) => name!).sort(),
    );
  });

  it("names every field of a requirement", () => {
    const allowed = /allowed: (.*)\)/.exec(requirementProblem({ other: 1 })!)![1]!.split(", ");
    assert.deepEqual(firstColumn("Requirements").sort(), allowed.sort());
  });

  it("names every variable of the environment", () => {
    const source = readFileSync(join(ROOT, "guard/settings.ts"), "utf8");
    const names = [...source.matchAll(/VARIABLES\.(\w+)/g)].map(([, name]) => name as keyof typeof VARIABLES);
    const read = new Set(names.map((name) => VARIABLES[name]));
    assert.deepEqual(firstColumn("The authorizer's environment").sort(), [...read].sort());
  });

  it("names adapters that the module has", () => {
    const section = text.split("\n## Adapters\n")[1]!;
    const named = [...section.matchAll(/^- `(\w+)\(/gm)].map(([, name]) => name!);
    const exported = new Map<string, unknown>(Object.entries(guardModule));
    for (const name of named) assert.equal(typeof exported.get(name), "function", name);
    assert.equal(named.length, 7);
  });
});
