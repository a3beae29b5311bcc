/** Where the program itself is: the repository when it runs from its sources, `dist/` when it is the installed package. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder that holds `components/`, `lambda/`, `local/` and the others. */
export const PROGRAM = join(__dirname, "..");

/** Whether that is the repository. Only a repository has a configuration of the compiler there. */
export const RUNS_FROM_SOURCE = existsSync(join(PROGRAM, "tsconfig.json"));

/** The folder of `package.json`, `examples/` and `policies/`. */
export const PACKAGE = RUNS_FROM_SOURCE ? PROGRAM : dirname(PROGRAM);

/**
 * What Node.js and esbuild are told so that `okta-api-access` leads to the sources in the repository: the condition of that
 * name in `exports` of `package.json`. Empty for the installed package, whose sources are not there.
 */
export const CONDITIONS: readonly string[] = RUNS_FROM_SOURCE ? ["okta-api-access-source"] : [];

/** The package's own `package.json`, as far as it is read. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly engines: { readonly node: string };
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** Reads it. */
export function manifest(): Manifest {
  return JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8")) as Manifest;
}

/** How a person calls the `access` command here. */
export const ACCESS = RUNS_FROM_SOURCE ? "npm run access --" : "npx access";
