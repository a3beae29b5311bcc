/** Runs the whole program of a product, its `index.ts`, on mocks. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type * as program from "../../models/console/index";
import { runProgram, type ProgramOptions, type Recording } from "../../setup/mocks";
import { CONSOLE } from "../../support/products";

export interface StackRun {
  /** The product's folder. @default the model of a console */
  readonly product?: string;
  readonly stack?: string;
  readonly preview?: boolean;
  /** Another access file in place of the product's own. */
  readonly accessFile?: unknown;
  /** Settings to change; undefined takes one out. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly secretKeys?: readonly string[];
  readonly stacks?: ProgramOptions["stacks"];
  readonly read?: ProgramOptions["read"];
  readonly called?: ProgramOptions["called"];
}

export type Outputs = typeof program;

/** The outputs of the stack and all that it registered. */
export async function runStack(
  run: StackRun = {},
): Promise<{ readonly outputs: Outputs; readonly recording: Recording }> {
  const {
    product = CONSOLE,
    stack = "dev",
    preview,
    accessFile,
    settings = {},
    secretKeys,
    stacks,
    read,
    called,
  } = run;
  const file = parse(readFileSync(join(product, `Pulumi.${stack}.yaml`), "utf8")) as { config: object };
  const given = Object.entries({ ...file.config, ...settings }).filter(([, value]) => value !== undefined);
  const config = Object.fromEntries(
    given.map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
  const { result, recording } = await runProgram(() => freshProgram(product, accessFile), {
    project: productOf(product, accessFile),
    stack,
    preview,
    config,
    secretKeys,
    stacks,
    read,
    called,
  });
  return { outputs: result, recording };
}

/** As `Pulumi.yaml` names the project: after the product. */
function productOf(folder: string, accessFile: unknown): string {
  const { default: own } = require(join(folder, "access")) as { default: { product: string } };
  return ((accessFile ?? own) as { product: string }).product;
}

/** The program as the engine loads it: once, from its beginning. */
function freshProgram(product: string, accessFile: unknown): Outputs {
  const index = require.resolve(join(product, "index"));
  const access = require.resolve(join(product, "access"));
  const own = require(access) as object;
  delete require.cache[index];
  if (accessFile !== undefined) require.cache[access]!.exports = { __esModule: true, default: accessFile };
  try {
    return require(index) as Outputs;
  } finally {
    require.cache[access]!.exports = own;
    delete require.cache[index];
  }
}
