/** The face of `explorer/`: the page that shows an access file, for those who write it to a file or serve it. */
export { bundleExplorer, EXPLORER_ENTRIES, type ExplorerEntry } from "./bundle";
export {
  type ExplorerData,
  type LiveData,
  TRY_PATH,
  type TryAnswer,
  type TryQuestion,
  DEMO_ROUTES,
  DEMO_STATE,
  type DemoData,
} from "./data";
export { explorerPage, type ExplorerPage } from "./page";
