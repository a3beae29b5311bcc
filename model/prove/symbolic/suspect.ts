/** A request that the symbolic proof objects to; the evaluator is then asked, and says what Okta would answer. */
import type { Bits } from "../../bits";

/** A user and the scopes of a request. */
export interface Suspect {
  /** Numbers of the groups of the user. */
  readonly groups: readonly number[];
  readonly scopes: Bits;
}
