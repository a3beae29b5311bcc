/** A server that was made by clicking, taken over by the real engine: nothing is replaced, and ids, client ids, secrets and keys stay. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { nameOf, Stand, typeOf } from "../../local/engine/stand";
import { clickServer, type Clicked } from "../support/clickedServer";
import { EXAMPLES } from "../support/products";
import { runCli } from "../unit/cli/runCli";

describe("a server that exists, on the real engine", () => {
  let stand: Stand;
  let clicked: Clicked;

  before(async () => {
    stand = await Stand.create(EXAMPLES["okta-only"]!, "adopt");
    clicked = await clickServer((path, method, body) => stand.okta(path, method, body));
    process.env["OKTA_API_TOKEN"] = stand.cloud.okta.apiToken;
  });

  after(async () => {
    delete process.env["OKTA_API_TOKEN"];
    await stand.close();
  });

  it("is read into files, and imported", async () => {
    const folder = stand.fileAt("adopted");
    const { status, err } = await runCli(
      ...["adopt", "--org-url", stand.cloud.okta.url, "--server", "Order Desk"],
      ...["--product", "orders", "--stack", "local", "--own-org", "--out", folder],
    );
    assert.deepEqual([status, err], [0, ""]);
    assert.ok(clicked.serverId.startsWith("aus"));
    const read = (file: string) => readFileSync(join(folder, file), "utf8");
    await stand.write("access.ts", read("access.ts"));
    const { config } = parse(read("Pulumi.local.yaml")) as { config: Record<string, unknown> };
    for (const text of [read("access.ts"), read("Pulumi.local.yaml"), read("import.json"), read("adopted.md")])
      assert.equal(text.includes(stand.cloud.okta.apiToken), false);
    await stand.configure({ ...config, "okta:apiToken": stand.cloud.okta.apiToken });
    await stand.write("import.json", read("import.json"));
    await stand.succeed("import", "--file", "import.json", "--protect=false", "--generate-code=false", "--yes");
  });

  it("shows no replacement, and takes away only the rules and policies that the file does not have", async () => {
    const steps = await stand.plannedChanges();
    assert.deepEqual(
      steps
        .filter(({ op }) => op.includes("replace"))
        .map(({ op, urn, diffReasons }) => [op, nameOf(urn), diffReasons]),
      [],
    );
    assert.deepEqual(
      steps.filter(({ op }) => op === "create").map(({ urn }) => [typeOf(urn), nameOf(urn)]),
      [],
    );
    assert.deepEqual(
      steps.filter(({ op }) => op === "delete").map(({ urn }) => nameOf(urn)),
      [],
    );
  });
});
