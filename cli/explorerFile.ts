/** What the explorer shows of a file, and of an earlier revision of it. */
import { bundleExplorer, explorerPage, type ExplorerData, type ExplorerPage } from "../explorer";
import { loadModel, type ModelOptions } from "./loadModel";
import { comparedSide, fileSide, peopleOf } from "./revisions/comparedSide";

export interface ExploredOptions extends ModelOptions {
  /** A git revision, `REVISION:PATH`, or an access file. */
  readonly base?: string;
}

/** @throws AccessError with the mistakes of the file: a page is made of one without. */
export async function explorerFile(options: ExploredOptions): Promise<ExplorerPage> {
  const { product } = loadModel(options);
  const { source, value, people } = fileSide(options.model);
  const base = options.base === undefined ? undefined : comparedSide(options.base, options.model);
  const data: ExplorerData = {
    file: { source, value },
    people: Object.fromEntries(peopleOf({ people }) ?? []),
    ...(options.stack !== undefined && { stack: options.stack }),
    ...(base !== undefined && { base: { source: base.source, value: base.value } }),
  };
  return explorerPage({ title: `Access of ${product}`, script: await bundleExplorer("main"), data });
}
