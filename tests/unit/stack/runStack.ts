/** Runs the whole program of a product, its `index.ts`, on mocks. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { elsewhere } from "../../../cli/plans/elsewhere";
import { checkAccess } from "../../../model/file";
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
  /** What is elsewhere. @default as the access file says it must be */
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
  const own = configOf(join(product, `Pulumi.${stack}.yaml`));
  const given = Object.entries({ ...own, ...settings }).filter(([, value]) => value !== undefined);
  const config = Object.fromEntries(
    given.map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
  const { result, recording } = await runProgram(() => freshProgram(product, accessFile), {
    project: productOf(product, accessFile),
    stack,
    preview,
    config,
    secretKeys,
    ...elsewhereOf(accessFile ?? fileOf(product), stack, Object.fromEntries(given)),
    ...(stacks && { stacks }),
    ...(read && { read }),
    ...(called && { called }),
  });
  return { outputs: result, recording };
}

/** Each stack file is parsed once, and nobody changes what it says. */
const parsed = new Map<string, object>();

function configOf(path: string): object {
  if (!parsed.has(path)) parsed.set(path, (parse(readFileSync(path, "utf8")) as { config: object }).config);
  return parsed.get(path)!;
}

/** As `Pulumi.yaml` names the project: after the product. */
function productOf(folder: string, accessFile: unknown): string {
  return ((accessFile ?? fileOf(folder)) as { product: string }).product;
}

/** A file with mistakes is for the program to refuse. */
function elsewhereOf(file: unknown, stack: string, settings: Readonly<Record<string, unknown>>) {
  const { access } = checkAccess(file, { stack });
  return access === undefined ? {} : elsewhere(access, settings);
}

function fileOf(folder: string): unknown {
  return (require(join(folder, "access")) as { default: unknown }).default;
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
