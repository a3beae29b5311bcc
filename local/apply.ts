/** Applies the `local` stack to a running local cloud, with the real CLI or on the SDK's mock monitor. */
import { join } from "node:path";
import { ACCESS } from "../components/program";
import { projectName, type Product } from "../components/stack/product";
import type { Access } from "../model/file";
import type { LocalCloud } from "./cloud";
import { applyWithCli } from "./engine/applyWithCli";
import { applyWithMocks } from "./engine/applyWithMocks";
import { findEngine, type Engine } from "./engine/findEngine";
import { createProviders, mocksFor, serveProviders, type ServedProviders } from "./providers";
import { flatConfig, localStackConfig, STACK, type StackConfig, type StackOutputs } from "./stackConfig";
import type { ServiceKey } from "./serviceKeys";

export type EngineChoice = "auto" | "cli" | "mock";

/** What applies the stack: an engine, or nothing but the SDK. */
export type Applier =
  { readonly kind: "cli"; readonly engine: Engine; readonly providers: ServedProviders } | { readonly kind: "mock" };

/**
 * The CLI if there is one and nothing else was asked for. Its providers listen until `closeApplier`.
 *
 * @throws if the CLI was asked for by name and there is none.
 */
export async function chooseApplier(choice: EngineChoice): Promise<Applier> {
  const engine = choice === "mock" ? undefined : await findEngine();
  if (engine) return { kind: "cli", engine, providers: await serveProviders() };
  if (choice === "cli")
    throw new ApplyError(
      `there is no Pulumi CLI on this machine; get one with \`${ACCESS} engine\`, or leave out \`--engine cli\``,
    );
  return { kind: "mock" };
}

/** Ends what the applier has started. */
export async function closeApplier(applier: Applier): Promise<void> {
  if (applier.kind === "cli") await applier.providers.close();
}

/** A mistake of the user's that needs no stack. */
export class ApplyError extends Error {
  override readonly name = "ApplyError";
}

/** In words for a person. */
export function describeApplier(applier: Applier): string {
  return applier.kind === "cli"
    ? `the real Pulumi CLI ${applier.engine.version} (${applier.engine.source})`
    : `the SDK's mock monitor (no Pulumi CLI was found or wanted; \`${ACCESS} engine\` gets one)`;
}

/** `mock`: the SDK's own monitor, which keeps no state. `cli`: the real CLI; its providers listen while the cloud runs. */
export type AppliedBy =
  { readonly kind: "mock" } | { readonly kind: "cli"; readonly providers: Readonly<Record<string, number>> };

export interface Applied {
  readonly outputs: StackOutputs;
  readonly config: StackConfig;
  readonly engine: AppliedBy;
}

/** What is applied: a product, and the keys that its service clients have in this cloud. */
export interface Applying {
  readonly product: Product;
  readonly access: Access;
  readonly cloud: LocalCloud;
  readonly serviceKeys: Readonly<Record<string, ServiceKey>>;
  /** Where the real CLI keeps its state. @default `engineFolder(product)` */
  readonly workspace?: string;
}

export async function applyStack(
  applier: Applier,
  { product, access, cloud, serviceKeys, workspace = engineFolder(product) }: Applying,
  onProgress: (detail: string) => void,
): Promise<Applied> {
  const config = localStackConfig(product, access, {
    oktaUrl: cloud.okta.localUrl,
    oktaToken: cloud.okta.apiToken,
    awsUrl: cloud.aws.url,
    serviceKeys,
  });
  if (applier.kind === "mock")
    return { outputs: asOutputs(await withMocks(product, config)), config, engine: { kind: "mock" } };
  const outputs = await applyWithCli({
    engine: applier.engine,
    product: product.folder,
    folder: workspace,
    stack: STACK,
    config,
    providers: applier.providers.ports,
    onProgress: (created) => onProgress(`${created} resources`),
  });
  return { outputs: asOutputs(outputs), config, engine: { kind: "cli", providers: applier.providers.ports } };
}

/** Where the real CLI keeps the state of the local stack; a check has one of its own, for another cloud may be running. */
export function engineFolder({ local }: Product, check = false): string {
  return join(local, check ? "check" : "engine");
}

function asOutputs(outputs: Record<string, unknown>): StackOutputs {
  return outputs as unknown as StackOutputs;
}

function withMocks(product: Product, config: StackConfig) {
  return applyWithMocks({
    project: projectName(product) ?? "product",
    stack: STACK,
    config: flatConfig(config),
    secretKeys: ["okta:apiToken"],
    mocks: mocksFor(createProviders()),
    // Not `import()`: the program must load after the mocks are set, and through the same loader as everything else.
    program: async () => require(join(product.folder, "index")) as object,
  });
}
