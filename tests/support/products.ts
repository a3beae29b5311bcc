/** The products on which the tests of the program run: never the one at the root of the repository. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

const REPOSITORY = join(__dirname, "../..");

/** A console for support, an audit portal, a customers' app and services: three APIs, functions that act as clients. */
export const CONSOLE = join(REPOSITORY, "tests/models/console");

/** One thing of each kind that an org has, and nothing of AWS. */
export const DESK = join(REPOSITORY, "tests/models/desk");

/** An example is a product, or a folder of several products that share an org. */
const FOLDERS = readdirSync(join(REPOSITORY, "examples")).flatMap((name) => {
  const folder = join(REPOSITORY, "examples", name);
  const inside = readdirSync(folder).filter((part) => existsSync(join(folder, part, "access.ts")));
  return [[name, folder] as const, ...inside.map((part) => [`${name}/${part}`, join(folder, part)] as const)];
});

/** Example → its folder: those that are products. Another is a plain program that uses the components alone. */
export const EXAMPLES: Readonly<Record<string, string>> = Object.fromEntries(
  FOLDERS.filter(([, folder]) => existsSync(join(folder, "access.ts"))),
);
