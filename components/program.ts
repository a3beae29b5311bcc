/** Where the program itself is: the repository when it runs from its sources, `dist/` when it is the installed package. */
import { existsSync } from "node:fs";
import { join } from "node:path";

/** The folder that holds `components/`, `lambda/`, `local/` and the others. */
export const PROGRAM = join(__dirname, "..");

/** Whether that is the repository. Only a repository has a configuration of the compiler there. */
export const RUNS_FROM_SOURCE = existsSync(join(PROGRAM, "tsconfig.json"));

/**
 * What Node.js and esbuild are told so that `okta-api-access` leads to the sources in the repository: the condition of that
 * name in `exports` of `package.json`. Empty for the installed package, whose sources are not there.
 */
export const CONDITIONS: readonly string[] = RUNS_FROM_SOURCE ? ["okta-api-access-source"] : [];
