/** The file of an import into a stack that is there: below the components that its state has. */
import type { Registration } from "../../local/engine/recordProgram";
import { componentsOf, entryOf, type ImportedResource } from "../adopt/importFile";
import type { EngineState } from "./engineState";
import type { Leftover } from "./leftovers";

/** What `pulumi import --file` reads. */
export interface RecoverFile {
  /** What the file calls a resource of the state → its URN. */
  readonly nameTable: Readonly<Record<string, string>>;
  readonly resources: readonly ImportedResource[];
}

/** What was made is imported before what stands on it. */
export function recoverFile(
  found: readonly Leftover[],
  registrations: readonly Registration[],
  state: EngineState,
): RecoverFile {
  const components = componentsOf(
    registrations,
    found.map(({ registration }) => registration),
  );
  const inState = components.flatMap(({ name }) => {
    const urn = state.get(name)?.urn;
    return urn === undefined ? [] : [[name, urn] as const];
  });
  return {
    nameTable: Object.fromEntries(inState),
    resources: [
      ...components.filter(({ name }) => !state.has(name)),
      ...found.map(({ registration, importId }) => ({ ...entryOf(registration), id: importId })),
    ],
  };
}
