/** What the page knows: the access, loaded and compiled here by the very code of the command line. */
import { filesDifference, type FilesDifference } from "../../model/ask";
import { compile, type Plan } from "../../model/compile";
import { type Access, loadAccess } from "../../model/file";
import { DATA_ID, type ExplorerData } from "../data";

export interface World {
  readonly data: ExplorerData;
  readonly access: Access;
  /** Compiled when it is first asked for: the matrix needs none. @throws AccessError where it cannot be compiled */
  readonly plan: () => Plan;
  /** Undefined where there is nothing to compare with. @throws AccessError with the mistakes of the earlier file */
  readonly difference: () => FilesDifference | undefined;
}

/** What stands in the page as JSON. */
export function embedded<T>(): T {
  return JSON.parse(document.getElementById(DATA_ID)!.textContent) as T;
}

/** @throws AccessError with the mistakes of the file. */
export function worldOf(data: ExplorerData): World {
  const { file, stack, base, people } = data;
  const access = loadAccess(file.value, { source: file.source, stack });
  return {
    data,
    access,
    plan: once(() => compile(access)),
    difference: once(() => {
      if (base === undefined) return undefined;
      const options = { people: new Map(Object.entries(people)), ...(stack === undefined ? {} : { stack }) };
      return filesDifference({ source: base.source, value: base.value }, file, options);
    }),
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
