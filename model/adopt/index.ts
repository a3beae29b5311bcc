/** The face of `model/adopt`: what the other rooms may use of it. */
export { adopt, isSignInAlone, type Adopted, type AdoptOptions } from "./adopt";
export { clientApps, type AppTwin, type ClientApps, type WantedApp } from "./clientApps";
export { deploymentOfPlan, deploymentOfSnapshot, filledGroups, type Deployment, type Names } from "./deployment";
export { differencesOf, type AccessChange, type Answer } from "./differences";
export { driftOf } from "./drift";
export type { Drift } from "./driftKind";
export { keysFor } from "./names";
export {
  isEveryone,
  readSnapshot,
  SNAPSHOT_FORMAT,
  type Snapshot,
  type SnapshotApp,
  type SnapshotInput,
  type SnapshotPolicy,
  type SnapshotRule,
} from "./snapshot";
export { ruleToday } from "./today";
export { unsaid, type Unsaid } from "./unsaid";
export { tooWide, type TooWide } from "./wide";
