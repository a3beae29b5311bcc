/** What every environment declares, and who may do what there, so that a pull request shows what a change means in each. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { handlersIn, readModule, stacksOf, type Product } from "../../components/stack/product";
import { accessMatrix } from "../../model/ask";
import { type Access, loadAccess } from "../../model/file";
import { matrixMarkdown } from "../print/matrixTable";
import { operationsMarkdown } from "../print/operationsMarkdown";
import { resourceLines } from "./resourceLines";
import { stackResources } from "./stackResources";

/** The table of who may call which operation, of the whole file. */
const OPERATIONS = "operations.md";

/**
 * File name below `plans/` → text, for every stack file of the product: what its program declares there, found without an
 * engine, and who may do what. The same files give the same text.
 *
 * @param file The value of the access file.
 * @throws ProductError with what the program says of a mistake.
 */
export async function goldenPlans(
  product: Product,
  file: unknown = readModule(product.accessFile),
  stacks: readonly string[] = stacksOf(product),
): Promise<Map<string, string>> {
  const handlers = handlersIn(product.handlers);
  const read = (stack?: string) => loadAccess(file, { stack, source: "access.ts", handlers });
  const files = new Map<string, string>();
  // One after the other: the SDK runs one program at a time.
  for (const stack of stacks) {
    for (const [name, text] of await golden(product, stack, read(stack))) files.set(name, text);
  }
  return files.set(OPERATIONS, operations(read()));
}

/** Writes them, and removes what belongs to no stack any more. @returns the names of the files. */
export async function writePlans(product: Product, file?: unknown): Promise<string[]> {
  const files = await goldenPlans(product, file);
  mkdirSync(product.plans, { recursive: true });
  for (const stale of readdirSync(product.plans).filter((name) => !files.has(name))) rmSync(join(product.plans, stale));
  for (const [name, text] of files) writeFileSync(join(product.plans, name), text);
  return [...files.keys()];
}

/** A file in `plans/` that is missing, too many, or not what would be written. */
export interface StalePlan {
  readonly file: string;
  /** What is there, and what would be; undefined where there is nothing. */
  readonly kept: string | undefined;
  readonly made: string | undefined;
}

/** All of them. */
export async function stalePlans(product: Product): Promise<StalePlan[]> {
  const files = await goldenPlans(product);
  const there = existsSync(product.plans) ? readdirSync(product.plans) : [];
  const text = (file: string) => (there.includes(file) ? readFileSync(join(product.plans, file), "utf8") : undefined);
  return [...new Set([...files.keys(), ...there])]
    .sort()
    .map((file) => ({ file, kept: text(file), made: files.get(file) }))
    .filter(({ kept, made }) => kept !== made);
}

function operations(access: Access): string {
  const intro = "# Who may call which operation\n\nMade from `access.ts` by `access plan`.\n";
  return ended(`${intro}\n${operationsMarkdown(access)}`);
}

function earlierKeys({ clients, groups }: Access): string[] {
  return [...clients.values(), ...groups.values()].flatMap(({ was }) => was ?? []);
}

async function golden(product: Product, stack: string, access: Access): Promise<[string, string][]> {
  const resources = await stackResources(product, access, stack);
  return [
    [`${stack}.json`, resourceLines(resources, earlierKeys(access))],
    [`${stack}.md`, ended(`# Who may do what in \`${stack}\`\n\n${matrixMarkdown(accessMatrix(access))}`)],
  ];
}

function ended(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}
