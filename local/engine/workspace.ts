/** A project folder for the real engine, so that neither the repository's stack files nor a user's own stacks are touched. */
import { cp, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { REPOSITORY } from "./locations";

/** What a Pulumi program of this repository consists of. */
const PROGRAM = [
  "Pulumi.yaml",
  "package.json",
  "tsconfig.json",
  "tsconfig.pulumi.json",
  "index.ts",
  "access.ts",
  "model",
  "components",
  "lambda",
  "guard",
  "service",
  "handlers",
] as const;

export interface Workspace {
  /** The project folder: `Pulumi.yaml` and the program. */
  readonly project: string;
  /** The folder of the file backend. */
  readonly backend: string;
  /** Pulumi's own home for this workspace: never the user's. */
  readonly home: string;
}

/**
 * Makes a workspace below `folder`, which must lie inside the repository, where the program finds its packages.
 * `link`: the program's files are the repository's own; `copy`: they may be changed without changing the repository.
 */
export async function createWorkspace(folder: string, program: "link" | "copy"): Promise<Workspace> {
  await rm(folder, { recursive: true, force: true });
  const workspace = { project: join(folder, "project"), backend: join(folder, "state"), home: join(folder, "home") };
  for (const path of Object.values(workspace)) await mkdir(path, { recursive: true });
  for (const entry of PROGRAM) {
    const from = join(REPOSITORY, entry);
    const to = join(workspace.project, entry);
    await (program === "link" ? symlink(from, to) : cp(from, to, { recursive: true }));
  }
  return workspace;
}

/** Writes the stack file of a workspace. */
export async function writeStackFile(workspace: Workspace, stack: string, content: object): Promise<void> {
  await writeFile(join(workspace.project, `Pulumi.${stack}.yaml`), stringify(content), { mode: 0o600 });
}
