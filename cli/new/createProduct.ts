/** Writes a product of one's own: an example under another name, with all that a repository needs around it. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { transformSync } from "esbuild";
import { PACKAGE } from "../../components/program";
import { productAt, stacksOf } from "../../components/stack/product";
import { whoCanHave } from "../../model/ask";
import { type Access, loadAccess } from "../../model/file";
import { AccessError } from "../../model/findings";
import { CLIENT_TYPES } from "../../model/okta";
import { writePlans } from "../plans/goldenPlans";
import { UsageError } from "../io";
import { required } from "../options";
import { ownDependency } from "./dependency";
import { commonFiles } from "./files";

const EXAMPLES = join(PACKAGE, "examples");

/** Of an example, what a product of its own has in another form: see `commonFiles`. */
const REPLACED = ["Pulumi.yaml", "Pulumi.local.yaml", "plans", "tests", "README.md"];

/** What was written. */
export interface Created {
  readonly folder: string;
  readonly files: readonly string[];
}

/**
 * Writes the product into a folder that is empty or not there yet; its name is the product's.
 *
 * @param from `orders` or `examples/orders`.
 * @throws UsageError where the folder holds something, its name cannot be a product's, or there is no such example.
 */
export async function createProduct(dir: string, from: string): Promise<Created> {
  const folder = resolve(dir);
  refuseFull(folder, dir);
  const example = exampleNamed(from);
  const name = basename(folder);
  const copied = copies(join(EXAMPLES, example), example, name);
  const value = evaluate(copied["access.ts"]!);
  const access = read(value, name, folder);
  const common = commonFiles({
    name,
    example,
    dependency: ownDependency(folder),
    stacks: deployed(example),
    redirectUris: redirectUris(access),
    promise: promise(access),
  });
  const files = { ...copied, ...common };
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const plans = await writePlans(productAt(folder), value);
  return { folder, files: [...Object.keys(files), ...plans.map((file) => `plans/${file}`)].sort() };
}

/**
 * Writes the product's `package-lock.json`, so that `npm ci` works at once. No script of any package runs.
 *
 * @returns what npm said if it could not.
 */
export function lockPackages(folder: string): string | undefined {
  const args = ["install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"];
  const { status, stderr, error } = spawnSync("npm", args, {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
    // On Windows `npm` is a script, which only a shell runs.
    shell: process.platform === "win32",
  });
  return status === 0 ? undefined : (error?.message ?? stderr).trim();
}

function refuseFull(folder: string, dir: string): void {
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory())
    throw new UsageError(`\`${dir}\` is a file: name a folder that is empty or not there yet`);
  const [first] = readdirSync(folder).sort();
  if (first === undefined) return;
  throw new UsageError(`\`${dir}\` is not empty (it holds \`${first}\`): name a folder that is empty or not there yet`);
}

function exampleNamed(from: string): string {
  // One example is no product: it uses components alone.
  const products = readdirSync(EXAMPLES).filter((name) => existsSync(join(EXAMPLES, name, "access.ts")));
  const examples = new Map(products.map((name) => [name, name]));
  return required(examples, "example", from.replace(/^examples\//, "").replace(/\/$/, ""));
}

/** Path → text of everything that the product takes over from the example, under its own name. */
function copies(folder: string, example: string, name: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => !REPLACED.includes(path.split("/")[0]!) && statSync(join(folder, path)).isFile());
  const texts = Object.fromEntries(paths.sort().map((path) => [path, readFileSync(join(folder, path), "utf8")]));
  return {
    ...texts,
    "access.ts": texts["access.ts"]!.replace(`  product: "${example}",`, `  product: "${name}",`).replace(
      `  audience: "api://${example}",`,
      `  audience: "api://${name}",`,
    ),
  };
}

/** The stacks of an example, but for the local one: in the order in which a change goes through them. */
function deployed(example: string): string[] {
  const stacks = stacksOf({ folder: join(EXAMPLES, example) }).filter((name) => name !== "local");
  const place = (name: string) => ["dev", "test", "staging"].indexOf(name) + 1 || (name === "prod" ? 5 : 4);
  return stacks.length === 0 ? ["dev"] : stacks.sort((a, b) => place(a) - place(b));
}

/** The value of an access file of ours, whose folder has no packages yet. */
function evaluate(text: string): unknown {
  const { code } = transformSync(text, { loader: "ts", format: "cjs" });
  const module = { exports: {} as { default?: unknown } };
  const run = new Function("require", "module", code) as (load: (name: string) => object, into: object) => void;
  run(() => require("../../components") as object, module);
  return module.exports.default;
}

function read(value: unknown, name: string, folder: string): Access {
  try {
    return loadAccess(value, { source: "access.ts" });
  } catch (error) {
    const wrong = error instanceof AccessError ? error.findings.find(({ path }) => path === "product") : undefined;
    if (wrong === undefined) throw error;
    throw new UsageError(
      `the folder's name is the product's, and \`${name}\` cannot be one: it ${wrong.message}; name another folder in \`${dirname(folder)}\``,
    );
  }
}

/** Nothing listens there until the product has a page of its own. */
function redirectUris({ clients }: Access): Record<string, string> {
  const people = [...clients.values()].filter(
    ({ type, grants }) => CLIENT_TYPES[type].hasUsers && !grants.includes("ciba"),
  );
  return Object.fromEntries(people.map(({ key }, index) => [key, `http://localhost:${3000 + index}/callback`]));
}

/** Who can have the scope that matters most. */
function promise(access: Access) {
  const rank = { high: 0, medium: 1, low: 2 } as const;
  const [scope] = [...access.scopes.values()].sort((a, b) => rank[a.sensitivity] - rank[b.sensitivity]);
  const holders = whoCanHave(access, [scope!.name]).map(({ groups, client }) => ({ groups, client }));
  return { scope: scope!.name, holders };
}

/** Where a person is told that something is: relative to where they are. */
export function shownFolder(folder: string): string {
  return relative(process.cwd(), folder) || ".";
}
