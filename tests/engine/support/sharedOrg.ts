/** One local org and one state backend for several checkouts: products, or stacks of one product, as companies have them. */
import assert from "node:assert/strict";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { productAt } from "../../../components/stack/product";
import { startCloud, type LocalCloud } from "../../../local/cloud";
import { findEngine, type Engine } from "../../../local/engine/findEngine";
import { REPOSITORY } from "../../../local/engine/locations";
import { createStack, pulumi, stackOutputs, type CliOptions, type CliResult } from "../../../local/engine/pulumiCli";
import { createWorkspace, writeStackFile } from "../../../local/engine/workspace";
import { OktaApi } from "../../../local/oktaApi";
import { serveProviders, type ServedProviders } from "../../../local/providers";
import { createServiceKeys } from "../../../local/serviceKeys";
import { localStackConfig, STACK } from "../../../local/stackConfig";
import { readLocalProduct } from "../../../local/started";

type Settings = Readonly<Record<string, unknown>>;

/** What a stack of a checkout is like. */
export interface CheckoutOptions {
  /** What its folder is called. @default the product's folder */
  readonly name?: string;
  /** What its project is called. @default as in the product's `Pulumi.yaml` */
  readonly project?: string;
  /** @default "local" */
  readonly stack?: string;
  /** Settings to change; undefined takes one out. */
  readonly settings?: Settings;
}

/** A product's folder, copied so that it may be changed, with one stack. */
export class Checkout {
  constructor(
    private readonly options: CliOptions,
    readonly stack: string,
  ) {}

  pulumi(...args: string[]): Promise<CliResult> {
    return pulumi(this.options, [...args, "--stack", this.stack]);
  }

  /** The call must succeed. */
  async succeed(...args: string[]): Promise<CliResult> {
    const result = await this.pulumi(...args);
    assert.equal(result.status, 0, `pulumi ${args.join(" ")} failed:\n${result.stdout}\n${result.stderr}`);
    return result;
  }

  up(): Promise<CliResult> {
    return this.succeed("up", "--yes", "--skip-preview");
  }

  /** What a preview that must be stopped says is wrong. */
  async refusal(): Promise<string> {
    const { status, stdout } = await this.pulumi("preview");
    assert.notEqual(status, 0, `the preview was not stopped:\n${stdout}`);
    assert.doesNotMatch(stdout, /unhandled exception|node_modules/);
    return [...stdout.matchAll(/error: (.*)/g)].map(([, message]) => message).join("\n");
  }

  /** The steps of a preview that change something, each as `update <URN>`. */
  async changes(...args: string[]): Promise<string[]> {
    const { stdout } = await this.succeed("preview", "--json", ...args);
    const { steps } = JSON.parse(stdout) as { steps: { op: string; urn: string }[] };
    return steps.filter(({ op }) => !["same", "read"].includes(op)).map(({ op, urn }) => `${op} ${urn}`);
  }

  outputs(): Promise<Record<string, unknown>> {
    return stackOutputs(this.options, this.stack);
  }

  fileAt(file: string): string {
    return join(this.options.workspace.project, file);
  }

  async edit(file: string, from: string, to: string): Promise<void> {
    const text = await readFile(this.fileAt(file), "utf8");
    assert.ok(text.includes(from), `${file} has no ${from}`);
    await writeFile(
      this.fileAt(file),
      text.replace(from, () => to),
    );
  }

  /** Changes settings of the stack; undefined takes one out. */
  async set(changes: Settings): Promise<void> {
    const file = `Pulumi.${this.stack}.yaml`;
    const { config, ...rest } = parse(await readFile(this.fileAt(file), "utf8")) as { config: Settings };
    await writeStackFile(this.options.workspace, this.stack, { ...rest, config: changed(config, changes) });
  }
}

export class SharedOrg {
  private constructor(
    readonly cloud: LocalCloud,
    private readonly folder: string,
    private readonly engine: Engine,
    private readonly providers: ServedProviders,
  ) {}

  /** @param first The folder of a product whose people are in the org. */
  static async start(name: string, first: string): Promise<SharedOrg> {
    const engine = await findEngine();
    assert.ok(engine, "there is no Pulumi CLI; run `npm run engine` first");
    const { access, people } = readLocalProduct(productAt(first));
    const folder = join(REPOSITORY, ".local/engine-tests", name);
    await rm(folder, { recursive: true, force: true });
    const cloud = await startCloud(access, { people, oktaPort: 0, awsPort: 0 });
    return new SharedOrg(cloud, folder, engine, await serveProviders());
  }

  async close(): Promise<void> {
    await Promise.all([this.cloud.close(), this.providers.close()]);
    await rm(this.folder, { recursive: true, force: true });
  }

  /** A copy of a product with an empty stack, on the backend that all of them share. */
  async checkout(product: string, options: CheckoutOptions = {}): Promise<Checkout> {
    const local = readLocalProduct(productAt(product));
    const { access } = local;
    const okta = new OktaApi(this.cloud.okta.url, this.cloud.okta.apiToken);
    for (const { name: group, managed } of access.groups.values()) {
      if (!managed && !(await okta.hasGroup(group))) await okta.createGroup(group);
    }
    const { name = product.slice(product.lastIndexOf("/") + 1), stack = STACK, settings = {} } = options;
    const own = await createWorkspace(join(this.folder, name), product, "copy");
    if (options.project !== undefined) await renameProject(join(own.project, "Pulumi.yaml"), options.project);
    const workspace = { ...own, backend: join(this.folder, "state") };
    await mkdir(workspace.backend, { recursive: true });
    const config = localStackConfig(local.product, access, {
      oktaUrl: this.cloud.okta.url,
      oktaToken: this.cloud.okta.apiToken,
      awsUrl: this.cloud.aws.url,
      serviceKeys: await createServiceKeys(access),
    });
    await writeStackFile(workspace, stack, { config: changed(config, settings) });
    const cli = { engine: this.engine, workspace, providers: this.providers.ports };
    await createStack(cli, stack);
    return new Checkout(cli, stack);
  }

  /** A call to the Management API. */
  async okta<T>(path: string, method = "GET", body?: unknown): Promise<T> {
    const { url, apiToken } = this.cloud.okta;
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `SSWS ${apiToken}`, "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    assert.ok(response.ok, `${method} ${path}: ${response.status} ${await response.clone().text()}`);
    return (response.status === 204 ? undefined : await response.json()) as T;
  }
}

async function renameProject(file: string, name: string): Promise<void> {
  await writeFile(file, (await readFile(file, "utf8")).replace(/^name: .*$/m, `name: ${name}`));
}

function changed(config: Settings, changes: Settings): Settings {
  return Object.fromEntries(Object.entries({ ...config, ...changes }).filter(([, value]) => value !== undefined));
}
