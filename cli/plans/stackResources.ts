/** What the product's own program declares in a stack, found without an engine, credentials or a cloud. */
import Module from "node:module";
import { existsSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { parse } from "yaml";
import { PROGRAM } from "../../components/program";
import { projectName, ProductError, readModule, type Product } from "../../components/stack/product";
import type * as Recorder from "../../local/engine/recordProgram";
import { flatConfig } from "../../local/stackConfig";
import type { Access } from "../../model/file";
import { elsewhere } from "./elsewhere";
import { readableSettings } from "../stackFiles";

type Registration = Recorder.Registration;

/**
 * Runs the product's program for one stack on the SDK's mock monitor. Ids are `id-of-<resource>`, since the real ones exist
 * only after deployment.
 *
 * @returns the resources, in no order that means anything; secret inputs are `{ secret }`, see `Registration`.
 * @throws ProductError with what the program says of a mistake: of the stack's settings, or of its own.
 */
export async function stackResources(product: Product, access: Access, stack: string): Promise<readonly Registration[]> {
  const main = mainOf(product);
  const { settings, secretKeys } = readableSettings(product, access, stack);
  forgetModules(product);
  // The SDK takes most of a second to load.
  const { runProgram } = require("../../local/engine/recordProgram") as typeof Recorder;
  const unwatch = findingOurselves();
  try {
    const { recording } = await runProgram(() => readModule(main), {
      project: projectName(product) ?? access.product,
      stack,
      config: flatConfig(settings),
      secretKeys: [...secretKeys],
      ...elsewhere(access, settings),
    });
    return recording.resources;
  } catch (error) {
    if (error instanceof ProductError) throw error;
    throw new ProductError(`stack \`${stack}\`: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    unwatch();
  }
}

/** The file that `Pulumi.yaml` names as the program. */
function mainOf(product: Product): string {
  const file = join(product.folder, "Pulumi.yaml");
  const named: unknown = existsSync(file) ? Reflect.get(Object(parse(readFileSync(file, "utf8"))), "main") : undefined;
  const main = join(product.folder, typeof named === "string" ? named : "index.ts");
  if (existsSync(main)) return main;
  throw new ProductError("there is no `index.ts`, the program that declares the stack; `docs/make-it-yours.md` shows one");
}

/** The rooms of this program: in its own repository they lie in the folder of the product at its root. */
const ROOMS = ["cli", "components", "guard", "lambda", "local", "model", "node_modules", "policies", "service", "tests"];

/** A program declares its resources when it is loaded, so that the next stack needs a new load. */
function forgetModules({ folder }: Product): void {
  const kept = folder === PROGRAM ? ROOMS : ["node_modules"];
  for (const file of Object.keys(require.cache)) {
    if (!file.startsWith(folder + sep)) continue;
    if (!kept.includes(file.slice(folder.length + 1).split(sep)[0]!)) delete require.cache[file];
  }
}

interface Resolver {
  _resolveFilename(request: string, parent: unknown, ...rest: unknown[]): string;
}

/**
 * A product that has just been written has no packages yet. Its program then gets this package, and the packages of this one.
 *
 * @returns how to end that.
 */
function findingOurselves(): () => void {
  const resolver = Module as unknown as Resolver;
  const original = resolver._resolveFilename;
  resolver._resolveFilename = function resolve(request, parent, ...rest) {
    try {
      return original.call(this, request, parent, ...rest);
    } catch (error) {
      if (!/^(okta-api-access|@pulumi\/)/.test(request)) throw error;
      return original.call(this, request, module, ...rest);
    }
  };
  return () => void (resolver._resolveFilename = original);
}
