/** The golden plan and access matrix of every environment, so that a pull request shows what a change means in each. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withOrgNames } from "../components/naming";
import { handlersIn, readModule, stackSettings, stacksOf, type Product } from "../components/stack/product";
import { accessMatrix } from "../model/ask";
import { compile } from "../model/compile";
import { type Access, loadAccess } from "../model/file";
import { json } from "./io";
import { matrixMarkdown } from "./print/matrixMarkdown";
import { operationsMarkdown } from "./print/operationsMarkdown";

/** The table of who may call which operation, of the whole file. */
const OPERATIONS = "operations.md";

/**
 * File name below `plans/` → text, for every stack file of the product. The same files give the same text.
 *
 * @param file The value of the access file.
 */
export function goldenPlans(product: Product, file: unknown = readModule(product.accessFile)): Map<string, string> {
  const handlers = handlersIn(product.handlers);
  const read = (stack?: string) => loadAccess(file, { stack, source: "access.ts", handlers });
  const stacks = stacksOf(product).flatMap((stack) => Object.entries(golden(product, stack, read(stack))));
  return new Map([...stacks, [OPERATIONS, operations(read())] as const]);
}

/** Writes them, and removes what belongs to no stack any more. @returns the names of the files. */
export function writePlans(product: Product, file?: unknown): string[] {
  const files = goldenPlans(product, file);
  mkdirSync(product.plans, { recursive: true });
  for (const stale of readdirSync(product.plans).filter((file) => !files.has(file))) rmSync(join(product.plans, stale));
  for (const [file, text] of files) writeFileSync(join(product.plans, file), text);
  return [...files.keys()];
}

/** The files in `plans/` that are missing, too many, or not what would be written. */
export function stalePlans(product: Product): string[] {
  const files = goldenPlans(product);
  const there = existsSync(product.plans) ? readdirSync(product.plans) : [];
  const text = (file: string) => (there.includes(file) ? readFileSync(join(product.plans, file), "utf8") : undefined);
  return [...new Set([...files.keys(), ...there])].filter((file) => text(file) !== files.get(file)).sort();
}

function operations(access: Access): string {
  const intro = "# Who may call which operation\n\nMade from `access.ts` by `access plan`.\n";
  return ended(`${intro}\n${operationsMarkdown(access)}`);
}

function golden(product: Product, stack: string, access: Access): Record<string, string> {
  const carryStack = stackSettings(product, stack)?.["okta-api-access:namesCarryStack"] !== false;
  const plan = compile(withOrgNames(access, { product: access.product, stack, carryStack }));
  return {
    [`${stack}.plan.json`]: ended(json(plan)),
    [`${stack}.matrix.md`]: ended(`# Who may do what in \`${stack}\`\n\n${matrixMarkdown(accessMatrix(access))}`),
  };
}

function ended(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}
