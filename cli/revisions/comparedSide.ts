/** One side of a comparison: an access file of a revision, or one of the working tree, with the people beside it. */
import { existsSync, statSync } from "node:fs";
import { basename, dirname, extname, join, relative, resolve } from "node:path";
import { readModule } from "../../components/stack/product";
import { UsageError } from "../io";
import { readModel } from "../loadModel";
import { placeInRepository, revisionNamed } from "./git";
import { readAtRevision } from "./readAtRevision";

/** What a side is, and what it holds. */
export interface ComparedSide {
  /** As a person knows it: `main:access.ts`, `access.ts`. */
  readonly source: string;
  /** The value of the access file, unchecked; undefined where the revision has none. */
  readonly value: unknown;
  /** The value of `people.ts` beside it, unchecked; undefined where there is none. */
  readonly people: unknown;
  /** The file in the working tree to which places belong. */
  readonly file: string;
}

/**
 * @param name a model file, a revision, or `REVISION:PATH`.
 * @param model the access file that is meant in a revision without a path, relative to the working folder.
 */
export function comparedSide(name: string, model: string): ComparedSide {
  if (isFile(name)) return fileSide(name);
  const colon = name.indexOf(":");
  if (colon > 0) return revisionSide(name.slice(0, colon), name.slice(colon + 1));
  return revisionSide(name, model);
}

/** The access file of the working tree. */
export function fileSide(model: string): ComparedSide {
  const people = join(dirname(resolve(model)), "people.ts");
  return {
    source: model,
    value: readModel(model),
    people: extname(model) === ".ts" && existsSync(people) ? quietly(() => readModule(people)) : undefined,
    file: model,
  };
}

function isFile(name: string): boolean {
  return /\.(ts|json)$/.test(name) && (statSync(resolve(name), { throwIfNoEntry: false })?.isFile() ?? false);
}

function revisionSide(name: string, model: string): ComparedSide {
  if (name.endsWith(".ts") || name.endsWith(".json")) throw new UsageError(`there is no file \`${name}\``);
  if (!/\.(ts|json)$/.test(model)) throw new UsageError(`\`${model}\` is neither a \`.ts\` nor a \`.json\` file`);
  const full = resolve(model);
  const folder = nearestFolder(dirname(full));
  const revision = revisionNamed(name, folder);
  const place = `${placeInRepository(folder)}${relative(folder, full).replaceAll("\\", "/")}`;
  const source = `${name}:${place}`;
  const beside = place.slice(0, place.length - basename(place).length);
  const [value] = readAtRevision(revision, [place], full);
  const people = place.endsWith(".ts")
    ? quietly(() => readAtRevision(revision, [`${beside}people.ts`], full)[0])
    : undefined;
  return { source, value, people, file: model };
}

/** The folder itself, or, where the working tree has lost it, the one above. */
function nearestFolder(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearestFolder(dirname(folder));
}

/** People are told of where they can be read: a mistake in their file is not what a difference is about. */
function quietly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** The declared people, by name; a file of people with mistakes declares none. */
export function peopleOf({ people }: Pick<ComparedSide, "people">): Map<string, readonly string[]> | undefined {
  if (typeof people !== "object" || people === null) return undefined;
  const entries = Object.entries(people as Record<string, unknown>).map(([name, person]): [string, string[]] => {
    const groups: unknown = Object(person).groups;
    return [name, Array.isArray(groups) ? groups.filter((key): key is string => typeof key === "string") : []];
  });
  return new Map(entries);
}
