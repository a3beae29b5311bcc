/** Where the Pulumi engine may be found or is put, and which version is built. */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** The folder of `components/`, `local/` and the others. */
export const REPOSITORY = resolve(__dirname, "../..");

/** One of the two programs that make an engine, and the Go module that it is built from. */
export interface EnginePart {
  readonly program: "pulumi" | "pulumi-language-nodejs";
  /** The folder of its `go.mod`. The two need different versions of one module, so each has its own. */
  readonly module: string;
  readonly package: string;
  /** The part's share of the whole work, to show how far a build has come. */
  readonly packages: number;
}

export const ENGINE_PARTS: readonly EnginePart[] = [
  {
    program: "pulumi-language-nodejs",
    module: join(__dirname, "host"),
    package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    packages: 533,
  },
  {
    program: "pulumi",
    module: join(__dirname, "cli"),
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    packages: 1_686,
  },
];

/** The version of the CLI that is built, as its `go.mod` pins it: `3.259.0`. */
export function cliVersion(): string {
  const goMod = readFileSync(join(__dirname, "cli/go.mod"), "utf8");
  const version = /github\.com\/pulumi\/pulumi\/pkg\/v3 v(\d+\.\d+\.\d+)/.exec(goMod)?.[1];
  if (version === undefined) throw new Error("cli/go.mod pins no version of github.com/pulumi/pulumi/pkg/v3");
  return version;
}

/** The folder of the built programs: outside the repository, one per version, so that every clone shares it. */
export function builtEngineFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const cache = environment["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  return join(cache, "okta-api-access", "engine", cliVersion(), "bin");
}

/** The folder in which the `pulumi` npm package keeps the CLIs that it has fetched. */
export function npmCacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return join(environment["PULUMI_HOME"] || join(homedir(), ".pulumi"), "versions");
}
