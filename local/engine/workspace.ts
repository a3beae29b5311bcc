/** A project folder for the real engine, so that neither a product's stack files nor a user's own stacks are touched. */
import { cp, mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";

/** What of a product's folder is no part of its program: stack files, packages, and what is hidden. */
const LEFT_OUT = /^(\..*|node_modules|dist|Pulumi\.[^.]+\.yaml)$/;

export interface Workspace {
  /** The project folder: `Pulumi.yaml` and the program. */
  readonly project: string;
  /** The folder of the file backend. */
  readonly backend: string;
  /** Pulumi's own home for this workspace: never the user's. */
  readonly home: string;
}

/**
 * Makes a workspace of a product below `folder`, which must lie where the program finds its packages: in the product, or
 * in this repository. `link`: the program's files are the product's own; `copy`: they may be changed without changing it.
 */
export async function createWorkspace(folder: string, product: string, program: "link" | "copy"): Promise<Workspace> {
  await rm(folder, { recursive: true, force: true });
  const workspace = { project: join(folder, "project"), backend: join(folder, "state"), home: join(folder, "home") };
  for (const path of Object.values(workspace)) await mkdir(path, { recursive: true });
  for (const entry of (await readdir(product)).filter((name) => !LEFT_OUT.test(name))) {
    const from = join(product, entry);
    const to = join(workspace.project, entry);
    await (program === "link" ? symlink(from, to) : cp(from, to, { recursive: true }));
  }
  return workspace;
}

/** Writes the stack file of a workspace. */
export async function writeStackFile(workspace: Workspace, stack: string, content: object): Promise<void> {
  await writeFile(join(workspace.project, `Pulumi.${stack}.yaml`), stringify(content), { mode: 0o600 });
}
