/** A stand for trials with the real engine: a local cloud, attached providers, and a copy of a product that may be changed. */
import assert from "node:assert/strict";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { productAt } from "../../components/stack/product";
import { startCloud, type LocalCloud } from "../cloud";
import { findEngine } from "./findEngine";
import { REPOSITORY } from "./locations";
import { createStack, pulumi, stackOutputs, type CliOptions, type CliResult, type RunOptions } from "./pulumiCli";
import { createWorkspace, writeStackFile } from "./workspace";
import { serveProviders, type ServedProviders } from "../providers";
import { createServiceKeys } from "../serviceKeys";
import { localStackConfig, STACK } from "../stackConfig";
import { readLocalProduct, type LocalProduct } from "../started";

export const RUN_PACK = join(REPOSITORY, "policies/run-pack");

/** Below the repository, where the copies find the packages. */
const STANDS = join(REPOSITORY, ".local/engine-tests");

/** One step of a preview: `create`, `update`, `replace`, `same`, `delete` … and the resource's URN. */
export interface PlannedStep {
  readonly op: string;
  readonly urn: string;
  /** The properties that differ. */
  readonly diffReasons?: readonly string[];
}

export class Stand {
  #kept = 0;

  private constructor(
    public cloud: LocalCloud,
    private readonly local: LocalProduct,
    private readonly options: CliOptions,
    private readonly providers: ServedProviders,
  ) {}

  /** A stand with an empty stack of the product in a folder; `name` keeps the folders of several stands apart. */
  static async create(
    folder: string,
    name: string,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<Stand> {
    const engine = await findEngine();
    assert.ok(engine, "there is no Pulumi CLI; run `npm run engine` first");
    const local = readLocalProduct(productAt(folder));
    const { product, access, people } = local;
    const cloud = await startCloud(access, { people, oktaPort: 0, awsPort: 0 });
    const providers = await serveProviders();
    const workspace = await createWorkspace(join(STANDS, name), product.folder, "copy");
    const config = localStackConfig(product, access, {
      oktaUrl: cloud.okta.localUrl,
      oktaToken: cloud.okta.apiToken,
      awsUrl: cloud.aws.url,
      serviceKeys: await createServiceKeys(access),
    });
    await writeStackFile(workspace, STACK, { config });
    const options = { engine, workspace, providers: providers.ports, environment };
    await createStack(options, STACK);
    return new Stand(cloud, local, options, providers);
  }

  /** Ends the cloud as a crash would: everything in it is lost. */
  killCloud(): Promise<void> {
    return this.cloud.close();
  }

  /** Starts an empty cloud at the addresses of the one that was killed. */
  async reviveCloud(): Promise<void> {
    const { okta, aws } = this.cloud;
    this.cloud = await startCloud(this.local.access, {
      people: this.local.people,
      oktaPort: Number(new URL(okta.url).port),
      awsPort: Number(new URL(aws.url).port),
      apiToken: okta.apiToken,
    });
  }

  /** Keeps the engine's state as it is now. @returns what puts it back, without a call of the CLI. */
  async keptState(): Promise<() => Promise<void>> {
    const { backend } = this.options.workspace;
    const kept = `${backend}-${++this.#kept}`;
    await cp(backend, kept, { recursive: true });
    return async () => {
      await rm(backend, { recursive: true, force: true });
      await cp(kept, backend, { recursive: true });
    };
  }

  async close(): Promise<void> {
    await Promise.all([this.cloud.close(), this.providers.close()]);
    await rm(join(this.options.workspace.project, ".."), { recursive: true, force: true });
  }

  /** Where a file of the copy is. */
  fileAt(file: string): string {
    return join(this.options.workspace.project, file);
  }

  /** One call of the CLI on this stand's stack. */
  pulumi(args: readonly string[], run?: RunOptions): Promise<CliResult> {
    return pulumi(this.options, [...args, "--stack", STACK], run);
  }

  /** The same, and the call must succeed. */
  async succeed(...args: string[]): Promise<CliResult> {
    const result = await this.pulumi(args);
    assert.equal(result.status, 0, `pulumi ${args.join(" ")} failed:\n${result.stdout}\n${result.stderr}`);
    return result;
  }

  /** Puts another configuration in the place of the product's. */
  configure(config: object): Promise<void> {
    return writeStackFile(this.options.workspace, STACK, { config });
  }

  outputs(): Promise<Record<string, unknown>> {
    return stackOutputs(this.options, STACK);
  }

  /** The steps of a preview that are not `same`. */
  async plannedChanges(...args: string[]): Promise<PlannedStep[]> {
    const { stdout } = await this.succeed("preview", "--json", ...args);
    const { steps } = JSON.parse(stdout) as { steps: PlannedStep[] };
    return steps.filter(({ op }) => op !== "same");
  }

  /** Replaces text in a file of the copy, which must hold it exactly once. */
  async edit(file: string, from: string, to: string): Promise<void> {
    const path = this.fileAt(file);
    const text = await readFile(path, "utf8");
    assert.equal(text.split(from).length, 2, `${file} must hold ${JSON.stringify(from)} once`);
    await writeFile(
      path,
      text.replace(from, () => to),
    );
  }

  /** Writes a file of the program, in a folder that may be new. */
  async write(file: string, text: string): Promise<void> {
    const path = this.fileAt(file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }

  /**
   * Gives the product's access file other APIs, as text. Functions that act as clients go: each has a key of its own, and
   * tests share theirs.
   */
  async useApis(apis: string): Promise<void> {
    const [kept = ""] = (await readFile(join(this.local.product.folder, "access.ts"), "utf8")).split("\n  apis: {");
    const [before = "", after = ""] = kept.split("\n    // The rest are the functions of this program");
    const rest = after.slice(after.indexOf("\n  },\n\n  claims"));
    assert.ok(rest.startsWith("\n  },"), "access.ts has its functions elsewhere");
    await this.write("access.ts", `${before}${rest}\n  apis: {\n${apis}  },\n});\n`);
    await this.succeed("config", "rm", "--path", "okta-api-access:clients.approval-service");
  }

  /** Puts the product's own version of a file back. */
  async restore(file: string): Promise<void> {
    await writeFile(this.fileAt(file), await readFile(join(this.local.product.folder, file), "utf8"));
  }

  /** Replaces the whole program by another. */
  async program(text: string): Promise<void> {
    await writeFile(this.fileAt("index.ts"), text);
  }

  /** A call to the Management API of the local Okta. */
  async okta<T>(path: string, method = "GET", body?: unknown): Promise<T> {
    const response = await fetch(`${this.cloud.okta.url}${path}`, {
      method,
      headers: { authorization: `SSWS ${this.cloud.okta.apiToken}`, "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    assert.ok(response.ok, `${method} ${path}: ${response.status} ${await response.clone().text()}`);
    return (response.status === 204 ? undefined : await response.json()) as T;
  }

  /** A read of the local AWS's control plane. */
  async aws<T>(path: string): Promise<T> {
    const response = await fetch(`${this.cloud.aws.url}${path}`);
    assert.ok(response.ok, `GET ${path}: ${response.status}`);
    return (await response.json()) as T;
  }
}

/** The last part of a URN: the resource's logical name. */
export function nameOf(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}

/** The type of a URN's resource, without its parents: `okta:auth/serverScope:ServerScope`. */
export function typeOf(urn: string): string {
  return urn.split("::")[2]!.split("$").at(-1)!;
}
