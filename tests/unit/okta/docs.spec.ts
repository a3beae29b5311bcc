/** What docs/local-okta.md says, held against the program. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { STANDARD_ROLES } from "../../../local/okta/admin/standardRoles";
import { controlEndpoints } from "../../../local/okta/control/endpoints";
import { notModelledAt } from "../../../local/okta/management/notModelled";

const ROOT = join(__dirname, "../../..");
const text = readFileSync(join(ROOT, "docs/local-okta.md"), "utf8");

describe("docs/local-okta.md", () => {
  it("has an example that runs", async () => {
    const [, example] = /```ts\n([\s\S]*?)```/.exec(text)!;
    const body = example!.replace(/^import \{ (\w+) \} from "\.\/(.*)";$/gm, 'const { $1 } = load("$2");');
    const load = (path: string): unknown => require(join(ROOT, path));
    const run = new Function("load", `return (async () => { ${body}; return answer.status; })()`) as (
      of: typeof load,
    ) => Promise<number>;
    assert.equal(await run(load), 200);
  });

  it("names every address of the local Okta's own", () => {
    for (const { method, path } of controlEndpoints)
      assert.ok(text.includes(`\`${method} ${path}\``), `${method} ${path}`);
  });

  it("names every standard role, and where the tables are", () => {
    for (const type of Object.keys(STANDARD_ROLES)) assert.ok(text.includes(`\`${type}\``), type);
    for (const name of ["needs.ts", "permissions.ts", "standardRoles.ts"]) {
      assert.ok(existsSync(join(ROOT, "local/okta/admin", name)), name);
      assert.ok(text.includes(name), name);
    }
  });

  it("names what answers 501, and nothing else does", () => {
    const [, section] = /What it does not model([\s\S]*?)A setting that/.exec(text)!;
    const bases: Record<string, string> = {
      Applications: "/api/v1/apps/0oa1/",
      "Application credentials": "/api/v1/apps/0oa1/credentials/",
      "Authorization servers": "/api/v1/authorizationServers/aus1/",
      Groups: "/api/v1/groups/00g1/",
    };
    const iam = { assignees: "/api/v1/iam/assignees/users", bindings: "/api/v1/iam/resource-sets/iam1/bindings" };
    for (const [name, path] of Object.entries(iam)) {
      assert.equal(notModelledAt(path), `IAM: ${name}`);
      assert.match(section!, new RegExp(`- IAM: .*${name}`));
    }
    for (const [title, base] of Object.entries(bases)) {
      const [, names] = new RegExp(`- ${title}: (.*)`).exec(section!)!;
      for (const name of names!.split(", ")) assert.equal(notModelledAt(base + name), `${title}: ${name}`);
    }
    assert.equal(notModelledAt("/api/v1/groups/00g1/users"), undefined);
  });
});
