/** Two products on one state backend and in one org: neither touches what is the other's. */
import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { productAt } from "../../components/stack/product";
import { startCloud, type LocalCloud } from "../../local/cloud";
import { findEngine, type Engine } from "../../local/engine/findEngine";
import { REPOSITORY } from "../../local/engine/locations";
import { createStack, pulumi, type CliOptions, type CliResult } from "../../local/engine/pulumiCli";
import { createWorkspace, writeStackFile } from "../../local/engine/workspace";
import { OktaApi } from "../../local/oktaApi";
import { serveProviders, type ServedProviders } from "../../local/providers";
import { createServiceKeys } from "../../local/serviceKeys";
import { localStackConfig, STACK } from "../../local/stackConfig";
import { readLocalProduct } from "../../local/started";

const FOLDER = join(REPOSITORY, ".local/engine-tests/two-products");

describe("two products on one state backend, in one org", function () {
  // Each of these calls the CLI several times.
  this.timeout(300_000);

  let engine: Engine;
  let cloud: LocalCloud;
  let providers: ServedProviders;

  before(async () => {
    const found = await findEngine();
    assert.ok(found, "there is no Pulumi CLI; run `npm run engine` first");
    engine = found;
    const { access, people } = readLocalProduct(productAt(join(REPOSITORY, "examples/orders")));
    cloud = await startCloud(access, { people, oktaPort: 0, awsPort: 0 });
    providers = await serveProviders();
    await rm(FOLDER, { recursive: true, force: true });
  });

  after(async () => {
    await Promise.all([cloud.close(), providers.close()]);
    await rm(FOLDER, { recursive: true, force: true });
  });

  /** A checkout of an example, with a stack on the backend that all of them share. */
  async function checkout(example: string, name = example): Promise<CliOptions> {
    const local = readLocalProduct(productAt(join(REPOSITORY, "examples", example)));
    const { product, access } = local;
    const okta = new OktaApi(cloud.okta.url, cloud.okta.apiToken);
    for (const { name: group, managed } of access.groups.values()) {
      if (!managed && !(await okta.hasGroup(group))) await okta.createGroup(group);
    }
    const own = await createWorkspace(join(FOLDER, name), product.folder, "copy");
    const workspace = { ...own, backend: join(FOLDER, "orders/state") };
    const config = localStackConfig(product, access, {
      oktaUrl: cloud.okta.url,
      oktaToken: cloud.okta.apiToken,
      awsUrl: cloud.aws.url,
      serviceKeys: await createServiceKeys(access),
    });
    await writeStackFile(workspace, STACK, { config });
    return { engine, workspace, providers: providers.ports };
  }

  async function edit({ workspace }: CliOptions, file: string, from: string, to: string): Promise<void> {
    const path = join(workspace.project, file);
    const text = await readFile(path, "utf8");
    assert.ok(text.includes(from), `${file} has no ${from}`);
    await writeFile(
      path,
      text.replace(from, () => to),
    );
  }

  async function succeed(options: CliOptions, ...args: string[]): Promise<CliResult> {
    const result = await pulumi(options, args);
    assert.equal(result.status, 0, `pulumi ${args.join(" ")} failed:\n${result.stdout}\n${result.stderr}`);
    return result;
  }

  const up = (options: CliOptions) => succeed(options, "up", "--yes", "--skip-preview", "--stack", STACK);

  async function changes(options: CliOptions): Promise<string[]> {
    const { stdout } = await succeed(options, "preview", "--json", "--stack", STACK);
    const { steps } = JSON.parse(stdout) as { steps: { op: string; urn: string }[] };
    return steps.filter(({ op }) => op !== "same").map(({ op, urn }) => `${op} ${urn}`);
  }

  let orders: CliOptions;
  let partners: CliOptions;

  it("are both made", async () => {
    orders = await checkout("orders");
    await createStack(orders, STACK);
    await up(orders);
    partners = await checkout("partners");
    await createStack(partners, STACK);
    await up(partners);
  });

  it("plan to change nothing, neither at home nor at the other", async () => {
    assert.deepEqual(await changes(orders), []);
    assert.deepEqual(await changes(partners), []);
  });

  it("keep what is theirs when the project is renamed as the warning says", async () => {
    await edit(partners, "Pulumi.yaml", "name: partners", "name: partner-portal");
    const renamed = await pulumi(partners, ["preview", "--stack", STACK]);
    assert.notEqual(renamed.status, 0, "a stack of the new name was found before it was renamed");
    await edit(partners, "Pulumi.yaml", "name: partner-portal", "name: partners");
    await succeed(partners, "stack", "rename", "organization/partner-portal/local", "--stack", STACK);
    await edit(partners, "Pulumi.yaml", "name: partners", "name: partner-portal");
    const { stdout } = await succeed(partners, "preview", "--stack", STACK);
    assert.match(stdout, /warning: .*the project is named `partner-portal`, and the product `partners`/);
    assert.deepEqual(await changes(partners), []);
  });

  it("cannot have one name: the second is refused in the preview, before anything is made", async () => {
    const second = await checkout("orders", "second");
    await edit(second, "Pulumi.yaml", "name: orders", "name: second");
    await createStack(second, STACK);
    const { status, stdout } = await pulumi(second, ["preview", "--stack", STACK]);
    assert.notEqual(status, 0, "the preview was not stopped");
    assert.match(
      stdout,
      /error: the org has an authorization server `orders` already \(`aus\w+`\), and this stack has not made it/,
    );
    assert.doesNotMatch(stdout, /unhandled exception|node_modules/);
  });

  it("go one by one: the other stays as it is", async () => {
    await succeed(partners, "destroy", "--yes", "--skip-preview", "--stack", STACK);
    assert.deepEqual(await changes(orders), []);
  });
});
