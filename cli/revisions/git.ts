/** What this program asks of git: files of a revision, without touching the working tree, its index or its branches. */
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../io";

/** A revision of a repository. */
export interface Revision {
  /** As the person wrote it. */
  readonly name: string;
  readonly commit: string;
  /** The repository's folder. */
  readonly root: string;
}

/** More than any access file, and less than what fills the memory. */
const BYTES_MAX = 64 * 1024 * 1024;

function git(root: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): string | undefined {
  const { stdout, isMissing } = run(root, args, environment);
  if (isMissing) throw new UsageError("git is not installed, and a revision is asked for; name files instead");
  return stdout;
}

/** `stdout`: undefined where git failed, or is not there. */
function run(root: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const { status, stdout, error } = spawnSync("git", ["-C", root, ...args], {
    encoding: "utf8",
    maxBuffer: BYTES_MAX,
    env: { ...process.env, ...environment },
  });
  const isMissing = error !== undefined && "code" in error && error.code === "ENOENT";
  return { stdout: status === 0 ? stdout : undefined, isMissing };
}

/** Where a folder stands: no commit and no change where there is no repository, or no git. */
export function standingOf(folder: string): { commit?: string; time?: string; isChanged: boolean } {
  const [commit, time] = run(folder, ["log", "-1", "--format=%H%n%cI"]).stdout?.trim().split("\n") ?? [];
  const isChanged = Boolean(run(folder, ["status", "--porcelain", "--", "."]).stdout);
  return { ...(commit && time ? { commit, time } : {}), isChanged };
}

/**
 * A revision by a name, as git knows names.
 *
 * @throws UsageError where the folder is in no repository, or the repository has no such revision.
 */
export function revisionNamed(name: string, folder: string): Revision {
  const root = git(folder, ["rev-parse", "--show-toplevel"])?.trimEnd();
  if (root === undefined)
    throw new UsageError(
      `there is no file \`${name}\`, and the folder is in no git repository that could have a revision of that name`,
    );
  // A name that starts with a dash would be an option.
  const commit = name.startsWith("-")
    ? undefined
    : git(root, ["rev-parse", "--verify", "--quiet", `${name}^{commit}`])?.trim();
  if (commit !== undefined && /^[0-9a-f]{40,64}$/.test(commit)) return { name, commit, root };
  const shallow = git(root, ["rev-parse", "--is-shallow-repository"])?.trim() === "true";
  throw new UsageError(
    `there is no file and no revision \`${name}\`` +
      (shallow
        ? "; the repository was fetched in part: fetch the revision first (in a workflow: `fetch-depth: 0`)"
        : ""),
  );
}

/** The folder relative to its repository, with `/` at the end unless it is the repository itself. */
export function placeInRepository(folder: string): string {
  return git(folder, ["rev-parse", "--show-prefix"])?.trimEnd() ?? "";
}

/** The text of a file; undefined where the revision has none there. */
export function fileAt({ root, commit }: Revision, path: string): string | undefined {
  return git(root, ["cat-file", "blob", `${commit}:${path}`]);
}

/** Which of these paths are files of the revision. */
export function filesAmong({ root, commit }: Revision, paths: readonly string[]): string[] {
  const listed = git(root, ["ls-tree", "-z", "--full-tree", "--name-only", commit, "--", ...paths]) ?? "";
  const there = new Set(listed.split("\0"));
  return paths.filter((path) => there.has(path));
}

/** Writes all files of the revision into a folder. */
export function writeWholeTree({ root, commit, name }: Revision, folder: string): void {
  mkdirSync(folder, { recursive: true });
  // An index of its own, so that the one of the working tree is not even looked at.
  const environment = { GIT_INDEX_FILE: join(folder, "..", "index") };
  const read = git(root, ["read-tree", commit], environment);
  const written =
    read === undefined ? read : git(root, ["checkout-index", "--all", "--quiet", `--prefix=${folder}/`], environment);
  if (written === undefined) throw new UsageError(`the files of \`${name}\` could not be read from git`);
}
