/** The face of `explorer/`: the page that shows an access file, for those who write it to a file or serve it. */
export { bundleExplorer, EXPLORER_ENTRIES, type ExplorerEntry } from "./bundle";
export type { ExplorerData, LiveData } from "./data";
export { DEMO_ROUTES, DEMO_STATE, type DemoData } from "./demo";
export { TRY_PATH, type TryAnswer, type TryQuestion } from "./tryOut";
export { explorerPage, type ExplorerPage } from "./page";
