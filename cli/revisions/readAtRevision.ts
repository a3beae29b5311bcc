/** Reads a TypeScript or JSON file of a revision: with what it imports, in a folder of its own, which is gone afterwards. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, posix } from "node:path";
import { PROGRAM } from "../../components/program";
import { readModule } from "../../components/stack/product";
import { UsageError } from "../io";
import { fileAt, filesAmong, writeWholeTree, type Revision } from "./git";

/** What a module that is plain data needs beside its own files. */
const OWN_PACKAGE = "okta-api-access";

/**
 * The values of modules of a revision, in their order; undefined for those that it does not have. Packages come from the
 * working tree, where they are installed.
 *
 * @param paths below the repository's folder.
 * @param packagesFrom a file from which the packages are looked for.
 */
export function readAtRevision(revision: Revision, paths: readonly string[], packagesFrom: string): unknown[] {
  const scratch = mkdtempSync(join(tmpdir(), "okta-api-access-revision-"));
  const folder = join(scratch, "tree");
  try {
    const needed = paths.map((path) => neededBy(revision, path));
    if (needed.includes("unknown")) writeWholeTree(revision, folder);
    else {
      const files = needed.flatMap((some) => (typeof some === "string" ? [] : [...some]));
      for (const [path, text] of files) write(join(folder, path), text);
    }
    return withPackagesFrom(packagesFrom, folder, () =>
      paths.map((path, index) => (needed[index] === "none" ? undefined : read(revision, folder, path))),
    );
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function read({ name }: Revision, folder: string, path: string): unknown {
  try {
    return readModule(join(folder, path));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const where = message.replaceAll(`${folder}/`, "");
    throw new UsageError(`in the revision \`${name}\`: ${where}`);
  }
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

type Files = ReadonlyMap<string, string>;

/**
 * The file with all that it imports by a relative path. `unknown` where it may read more than it imports: then the whole
 * tree is there for it. `none` where the revision has no such file.
 */
function neededBy(revision: Revision, path: string): Files | "unknown" | "none" {
  const files = new Map<string, string>();
  const left = [path];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const text = fileAt(revision, next);
    if (text === undefined) return next === path && files.size === 0 ? "none" : "unknown";
    files.set(next, text);
    if (next.endsWith(".json")) continue;
    const imports = importsOf(text);
    if (imports === undefined) return "unknown";
    for (const name of imports) {
      const found = imported(revision, next, name);
      if (found === undefined) return "unknown";
      if (!files.has(found)) left.push(found);
    }
  }
  return files;
}

/** The relative imports of a module; undefined where it names any other package, or loads in a way that is not seen here. */
function importsOf(text: string): string[] | undefined {
  if (
    /\brequire\b|\bimport\s*\(|\bprocess\b|\bglobalThis\b|\b__dirname\b|\b__filename\b|\beval\b|\bFunction\b/.test(text)
  ) {
    return undefined;
  }
  const names = [...text.matchAll(/\b(?:from|import)\s*(["'])(.+?)\1/g)].map(([, , name]) => name!);
  const others = names.filter((name) => name !== OWN_PACKAGE);
  return others.every((name) => name.startsWith(".")) ? others : undefined;
}

const ENDINGS = ["", ".ts", ".json", ".js", "/index.ts", "/index.js"];

function imported(revision: Revision, from: string, name: string): string | undefined {
  const base = posix.normalize(posix.join(posix.dirname(from), name));
  if (base.startsWith("..")) return undefined;
  const candidates = ENDINGS.map((ending) => `${base}${ending}`);
  return filesAmong(revision, base.endsWith(".json") ? [base] : candidates.slice(1))[0];
}

interface Resolving {
  _resolveFilename(request: string, parent: { filename?: string } | undefined, ...rest: unknown[]): string;
}

/** While `task` runs, modules in the folder find their packages where the other file would. */
function withPackagesFrom<T>(file: string, folder: string, task: () => T): T {
  const resolving = Module as unknown as Resolving;
  const usual = resolving._resolveFilename;
  const resolve = (request: string) => {
    try {
      return createRequire(file).resolve(request);
    } catch (error) {
      // Without its packages installed, a product can still be compared: the access file needs nothing but this program.
      if (request === OWN_PACKAGE) return require.resolve(join(PROGRAM, "components"));
      throw error;
    }
  };
  resolving._resolveFilename = function (request, parent, ...rest) {
    const isPackage = !request.startsWith(".") && !request.startsWith("/") && !request.startsWith("node:");
    if (isPackage && !Module.isBuiltin(request) && parent?.filename?.startsWith(folder) === true)
      return resolve(request);
    return usual.call(this, request, parent, ...rest);
  };
  try {
    return task();
  } finally {
    resolving._resolveFilename = usual;
  }
}
