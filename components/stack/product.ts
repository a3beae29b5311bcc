/** A product: the folder in which a company keeps its access file, its people, its handlers and its stack files. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { transformSync } from "esbuild";
import { parse } from "yaml";
import { printable } from "../../model/findings";
import type { HandlerFolders } from "../../model/file";
import { entryOf } from "../aws/shared/bundle";
import { PROGRAM } from "../program";

/** Where the parts of a product are. */
export interface Product {
  /** The product's own folder, absolute. */
  readonly folder: string;
  /** `access.ts`. */
  readonly accessFile: string;
  /** `people.ts`, which need not be there. */
  readonly peopleFile: string;
  /** The folder of the handlers, which need not be there. */
  readonly handlers: string;
  /** `plans/`. */
  readonly plans: string;
  /** `.local/`: what the running local cloud writes. */
  readonly local: string;
}

/** What is wrong with a product's files: the message is for the person who wrote them, and needs no stack. */
export class ProductError extends Error {
  override readonly name = "ProductError";
}

/**
 * The product in a folder.
 *
 * @throws ProductError where there is no `access.ts`.
 */
export function productAt(folder: string): Product {
  const full = resolve(folder);
  const product = {
    folder: full,
    accessFile: join(full, "access.ts"),
    peopleFile: join(full, "people.ts"),
    handlers: join(full, "handlers"),
    plans: join(full, "plans"),
    local: join(full, ".local"),
  };
  if (existsSync(product.accessFile)) return product;
  throw new ProductError(
    `there is no \`access.ts\` in \`${shown(full)}\`: call this in the folder of a product, or make one with \`access new DIR\``,
  );
}

/** Whether a folder is a product's: a Pulumi project with an access file. Any other access file stands by itself. */
export function isProduct(folder: string): boolean {
  return ["Pulumi.yaml", "access.ts"].every((file) => existsSync(join(folder, file)));
}

/** The stacks that a product has a file for, by name. */
export function stacksOf({ folder }: Pick<Product, "folder">): string[] {
  return readdirSync(folder)
    .flatMap((file) => /^Pulumi\.([^.]+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort();
}

/** A stack's settings as its file has them; undefined where the product has no such file. */
export function stackSettings({ folder }: Pick<Product, "folder">, stack: string): Record<string, unknown> | undefined {
  const path = join(folder, `Pulumi.${stack}.yaml`);
  if (!existsSync(path)) return undefined;
  const file: unknown = parse(readFileSync(path, "utf8"));
  const config: unknown = typeof file === "object" && file !== null ? Reflect.get(file, "config") : undefined;
  return { ...(config as Record<string, unknown> | undefined) };
}

/** A structured setting: a stack's file has it as it is, or as JSON, in which the engine hands it over. Another text stays one. */
export function decoded(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/** The name of the project in `Pulumi.yaml`; undefined where there is none. */
export function projectName({ folder }: Product): string | undefined {
  const path = join(folder, "Pulumi.yaml");
  if (!existsSync(path)) return undefined;
  const name: unknown = Reflect.get(Object(parse(readFileSync(path, "utf8"))), "name");
  return typeof name === "string" ? name : undefined;
}

/** The handlers of a folder: every folder in it with an `index.ts`. `lib` is what they share, and none of them. */
export function handlersIn(folder: string): HandlerFolders {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const handlers = names.filter((name) => name !== "lib" && entryOf(folder, name) !== undefined).sort();
  return { names: handlers, place: shown(folder), targetGroups: targetGroupsIn({ folder: dirname(folder) }) };
}

/** The names of target groups that the stack files of a product give. */
function targetGroupsIn(product: Pick<Product, "folder">): string[] {
  if (!existsSync(product.folder)) return [];
  const named = stacksOf(product).flatMap((stack) => {
    return Object.keys(Object(stackSettings(product, stack)?.["okta-api-access:targetGroups"]) as object);
  });
  return [...new Set(named)];
}

/**
 * The default export of a TypeScript file of a product, or all of its exports where it has none.
 *
 * @throws ProductError with file, line and column of a mistake in its syntax, and with the message of whatever it throws.
 */
export function readModule(file: string): unknown {
  checkSyntax(file);
  try {
    // Types are checked by the product's own type check; here only the value is wanted.
    if (!(".ts" in require.extensions)) require(join(PROGRAM, "local/node/register.cjs"));
    const loaded: unknown = require(file);
    const exported: unknown =
      typeof loaded === "object" && loaded !== null ? Reflect.get(loaded, "default") : undefined;
    return exported ?? loaded;
  } catch (error) {
    // What a program says to the engine in words for a person is said as a whole.
    if (error instanceof ProductError || Reflect.get(Object(error), "__pulumiRunError") === true) throw error;
    const why = firstLine(error);
    const missing = /^Cannot find (module|package) '[^./]/.test(why)
      ? "; if its packages are not installed, call `npm ci`"
      : "";
    throw new ProductError(`\`${shown(file)}\` cannot be read: ${why}${missing}`);
  }
}

/**
 * Of two entries with one key in one object the language keeps the last, without a word.
 *
 * @throws ProductError at the second of them. @throws where the text is neither.
 */
export function refuseRepeatedKeys(text: string, file: string, loader: "ts" | "json"): void {
  const { warnings } = transformSync(text, { loader, logLevel: "silent", sourcefile: file });
  const twice = warnings.find(({ id }) => id === "duplicate-object-key");
  if (twice === undefined) return;
  const key = /"(.*)"/.exec(twice.text)?.[1] ?? "";
  const { line, column } = twice.location!;
  throw new ProductError(
    `\`${shown(file)}:${line}:${column + 1}\` has the key \`${printable(key)}\` for the second time in one object, and the first one would be lost; remove one of the two`,
  );
}

function checkSyntax(file: string): void {
  try {
    refuseRepeatedKeys(readFileSync(file, "utf8"), file, "ts");
  } catch (error) {
    if (error instanceof ProductError) throw error;
    const [first] =
      (error as { errors?: { text: string; location: { line: number; column: number } | null }[] }).errors ?? [];
    if (first === undefined) throw error;
    const at = first.location === null ? "" : `:${first.location.line}:${first.location.column + 1}`;
    throw new ProductError(`\`${shown(file)}${at}\` is not valid TypeScript: ${printable(first.text)}`);
  }
}

function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short === "" ? "." : short.startsWith("..") ? path : short;
}

/** Without the paths of whoever required what: the first line says what is wrong. */
function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0]!;
}
