/** Finds a Pulumi engine that is already there: on PATH, in the `pulumi` npm package's cache, or built before. */
import { execFile } from "node:child_process";
import { accessSync, constants, readdirSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { builtEngineFolder, npmCacheFolder } from "./locations";

const run = promisify(execFile);

export interface Engine {
  /** The `pulumi` executable. */
  readonly pulumi: string;
  /** The folder that holds it; first on PATH when it runs, so that its own language host is taken. */
  readonly folder: string;
  readonly source: "PATH" | "npm cache" | "built";
  /** As the CLI itself says: `v3.259.0`. */
  readonly version: string;
}

/** The first engine that answers, with its language host for Node.js; undefined if there is none. */
export async function findEngine(environment: NodeJS.ProcessEnv = process.env): Promise<Engine | undefined> {
  for (const { folder, source } of candidates(environment)) {
    const pulumi = join(folder, "pulumi");
    if (!isProgram(pulumi) || !hasLanguageHost(folder, environment)) continue;
    const version = await versionOf(pulumi);
    if (version !== undefined) return { pulumi, folder, source, version };
  }
  return undefined;
}

function candidates(environment: NodeJS.ProcessEnv): { folder: string; source: Engine["source"] }[] {
  const onPath = pathFolders(environment).map((folder) => ({ folder, source: "PATH" as const }));
  const fromNpm = npmVersions(npmCacheFolder(environment)).map((folder) => ({ folder, source: "npm cache" as const }));
  return [...onPath, ...fromNpm, { folder: builtEngineFolder(environment), source: "built" }];
}

function pathFolders(environment: NodeJS.ProcessEnv): string[] {
  return (environment["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
}

/** The `bin` folders of the npm package's cache, newest version first. */
function npmVersions(cache: string): string[] {
  try {
    return readdirSync(cache)
      .filter((name) => /^\d+\.\d+\.\d+$/.test(name))
      .sort((a, b) => b.localeCompare(a, "en", { numeric: true }))
      .map((name) => join(cache, name, "bin"));
  } catch {
    return [];
  }
}

function hasLanguageHost(folder: string, environment: NodeJS.ProcessEnv): boolean {
  return [folder, ...pathFolders(environment)].some((place) => isProgram(join(place, "pulumi-language-nodejs")));
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    const stat = statSync(file);
    return stat.isFile() && stat.size > 0;
  } catch {
    return false;
  }
}

async function versionOf(pulumi: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(pulumi, ["version"], {
      timeout: 20_000,
      env: { PATH: dirname(pulumi), HOME: process.env["HOME"], PULUMI_SKIP_UPDATE_CHECK: "true" },
    });
    return /v?\d+\.\d+\.\d+\S*/.exec(stdout)?.[0];
  } catch {
    return undefined;
  }
}
