/** A server that was made by clicking, taken over by the real engine: nothing is replaced, and ids, client ids, secrets and keys stay. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { nameOf, Stand, typeOf } from "../../local/engine/stand";
import { clickServer, JWK, type Clicked } from "../support/clickedServer";
import { EXAMPLES } from "../support/products";
import { runCli } from "../unit/cli/runCli";

describe("a server that exists, on the real engine", () => {
  let stand: Stand;
  let clicked: Clicked;

  before(async () => {
    stand = await Stand.create(EXAMPLES["okta-only"]!, "adopt");
    clicked = await clickServer((path, method, body) => stand.okta(path, method, body));
    // Its tokens name the address by which it was called.
    const server = `/api/v1/authorizationServers/${clicked.serverId}`;
    await stand.okta(server, "PUT", { ...(await stand.okta<object>(server)), issuerMode: "DYNAMIC" });
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
    const read = (file: string) => readFileSync(join(folder, file), "utf8");
    await stand.write("access.ts", read("access.ts"));
    const { config } = parse(read("Pulumi.local.yaml")) as { config: Record<string, unknown> };
    for (const text of [read("access.ts"), read("Pulumi.local.yaml"), read("import.json"), read("adopted.md")])
      assert.equal(text.includes(stand.cloud.okta.apiToken), false);
    await stand.configure({ ...config, "okta:apiToken": stand.cloud.okta.apiToken });
    await stand.write("import.json", read("import.json"));
    await stand.succeed("import", "--file", "import.json", "--protect=false", "--generate-code=false", "--yes");
  });

  it("shows no replacement, and takes away only the rule that the file does not have", async () => {
    // Components are nothing in the org: one without anything to import is new.
    const steps = (await stand.plannedChanges()).filter(({ urn }) => typeOf(urn).startsWith("okta:"));
    const of = (op: string) => steps.filter((step) => step.op.includes(op)).map(({ urn }) => nameOf(urn));
    assert.deepEqual(of("replace"), []);
    assert.deepEqual(of("create"), []);
    const [gone, ...others] = of("delete");
    assert.match(gone!, /^taken over: Console: /);
    assert.deepEqual(others, []);
  });

  it("keeps ids, client ids, secrets and keys with up, and changes nothing when up runs again", async () => {
    const secrets = () =>
      [...stand.cloud.okta.org.apps.values()].map((app) => [
        app.clientId,
        [...app.secrets.values()].map((one) => one.value),
      ]);
    const before = secrets();
    await stand.succeed("up", "--yes", "--skip-preview");
    assert.deepEqual(secrets(), before);
    const outputs = await stand.outputs();
    assert.equal(outputs["issuer"], `${stand.cloud.okta.org.domainUrl}/oauth2/${clicked.serverId}`);
    assert.equal(stand.cloud.okta.org.servers.get(clicked.serverId)!.issuerMode, "DYNAMIC");
    assert.deepEqual(outputs["clientIds"], { "order-console": clicked.console, "order-sync": clicked.sync });
    const app = stand.cloud.okta.org.apps.get(clicked.sync)!;
    assert.deepEqual(
      app.jwks.map(({ kid, n }) => ({ kid, n })),
      [{ kid: JWK.kid, n: JWK.n }],
    );
    await stand.succeed("up", "--yes", "--skip-preview", "--expect-no-changes");
  });

  const verify = () =>
    runCli(
      "verify",
      "--org-url",
      stand.cloud.okta.url,
      "--model",
      stand.fileAt("access.ts"),
      "--server",
      clicked.serverId,
    );

  it("gives exactly what the file says, as verify finds", async () => {
    assert.deepEqual(await verify(), { status: 0, out: "the org gives exactly what the file says", err: "" });
  });

  it("loses the limit of a claim by hand: verify sees it, and a refresh does not", async () => {
    const path = `/api/v1/authorizationServers/${clicked.serverId}/claims/${clicked.claims.permissions}`;
    const claim = await stand.okta<object>(path);
    await stand.okta(path, "PUT", { ...claim, conditions: { scopes: [] } });
    await stand.succeed("refresh", "--yes", "--expect-no-changes");
    const { status, out } = await verify();
    assert.equal(status, 1);
    assert.equal(
      out,
      "the org gives more than the file says:\n  claims.permissions is in every token, and should be released only with `orders:write`",
    );
    await stand.succeed(
      "up",
      "--yes",
      "--skip-preview",
      "--target-replace",
      "**okta:auth/serverClaim:ServerClaim::**permissions",
    );
    assert.equal((await verify()).status, 0);
  });
});
