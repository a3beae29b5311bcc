/** Why a token was given or refused: the trace of each decision, kept for `/__explain`. Holds no token and no secret. */
import type { Decision, TraceEvent } from "../../../model/evaluate";

export interface Explanation {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly server: string;
  /** Label of the app. */
  readonly client: string;
  readonly grantType: string;
  /** The person's login; null in a grant without a user. */
  readonly user: string | null;
  readonly groups: readonly string[];
  readonly requested: readonly string[];
  readonly decision: Decision;
  readonly trace: readonly TraceEvent[];
}

/** Older ones are forgotten. */
export const EXPLANATIONS_KEPT = 200;

/** Keeps one more explanation. */
export function remember(kept: Explanation[], explanation: Explanation): void {
  kept.push(explanation);
  if (kept.length > EXPLANATIONS_KEPT * 2) kept.splice(0, EXPLANATIONS_KEPT);
}

/** Newest first, with the time as ISO 8601. */
export function explanations(kept: readonly Explanation[]): object[] {
  const newest = kept.slice(-EXPLANATIONS_KEPT).reverse();
  return newest.map((each) => ({ ...each, at: new Date(each.at).toISOString() }));
}
