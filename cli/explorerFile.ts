/** What the explorer shows of a file, and of an earlier revision of it. */
import { basename, isAbsolute } from "node:path";
import { bundleExplorer, explorerPage, type ExplorerData, type ExplorerPage } from "../explorer";
import { loadModel, type ModelOptions } from "./loadModel";
import { comparedSide, fileSide, peopleOf } from "./revisions/comparedSide";

export interface ExploredOptions extends ModelOptions {
  /** A git revision, `REVISION:PATH`, or an access file. */
  readonly base?: string;
}

/** No page tells where on a machine it was made. */
function shownName(source: string): string {
  const colon = source.lastIndexOf(":");
  const file = source.slice(colon + 1);
  return isAbsolute(file) || file.startsWith("..") ? source.slice(0, colon + 1) + basename(file) : source;
}

/** @throws AccessError with the mistakes of the file: a page is made of one without. */
export async function explorerFile(options: ExploredOptions): Promise<ExplorerPage> {
  const { product } = loadModel(options);
  const { source, value, people } = fileSide(options.model);
  const base = options.base === undefined ? undefined : comparedSide(options.base, options.model);
  const data: ExplorerData = {
    file: { source: shownName(source), value },
    people: Object.fromEntries(peopleOf({ people }) ?? []),
    ...(options.stack !== undefined && { stack: options.stack }),
    ...(base !== undefined && { base: { source: shownName(base.source), value: base.value } }),
  };
  return explorerPage({ title: `Access of ${product}`, script: await bundleExplorer("main"), data });
}
