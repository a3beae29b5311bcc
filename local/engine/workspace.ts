/** A project folder for the real engine, so that neither a product's stack files nor a user's own stacks are touched. */
import { existsSync } from "node:fs";
import { cp, mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { PROGRAM } from "../../components/program";

/** How the engine's Node.js is to compile a product: the examples and models of this repository leave it to the repository. */
const COMPILER = "tsconfig.pulumi.json";

/** What of a product's folder is no part of its program: stack files, packages, tests, and what is hidden. */
const LEFT_OUT = /^(\..*|node_modules|tests|dist|Pulumi\.[^.]+\.yaml)$/;

export interface Workspace {
  /** The project folder: `Pulumi.yaml` and the program. */
  readonly project: string;
  /** The folder of the file backend. */
  readonly backend: string;
  /** Pulumi's own home for this workspace: never the user's. */
  readonly home: string;
}

function workspaceIn(folder: string): Workspace {
  return { project: join(folder, "project"), backend: join(folder, "state"), home: join(folder, "home") };
}

/**
 * Makes a workspace of a product below `folder`, which must lie where the program finds its packages: in the product, or
 * in this repository. `link`: the program's files are the product's own; `copy`: they may be changed without changing it.
 */
export async function createWorkspace(folder: string, product: string, program: "link" | "copy"): Promise<Workspace> {
  await rm(folder, { recursive: true, force: true });
  const workspace = workspaceIn(folder);
  for (const path of Object.values(workspace)) await mkdir(path, { recursive: true });
  await fill(workspace, product, program);
  return workspace;
}

/** A workspace that was made before, with its state, and with links to the program as the product has it now. */
export async function reopenWorkspace(folder: string, product: string): Promise<Workspace> {
  const workspace = workspaceIn(folder);
  await rm(workspace.project, { recursive: true, force: true });
  await mkdir(workspace.project);
  await fill(workspace, product, "link");
  return workspace;
}

async function fill({ project }: Workspace, product: string, program: "link" | "copy"): Promise<void> {
  for (const entry of (await readdir(product)).filter((name) => !LEFT_OUT.test(name))) {
    const from = join(product, entry);
    const to = join(project, entry);
    await (program === "link" ? symlink(from, to) : cp(from, to, { recursive: true }));
  }
  const shared = join(PROGRAM, COMPILER);
  if (!existsSync(join(product, COMPILER)) && existsSync(shared)) {
    await symlink(shared, join(project, COMPILER));
  }
}

/** Writes the stack file of a workspace. */
export async function writeStackFile(workspace: Workspace, stack: string, content: object): Promise<void> {
  await writeFile(join(workspace.project, `Pulumi.${stack}.yaml`), stringify(content), { mode: 0o600 });
}
