/** Why a token was given or refused: the trace of each decision, kept for `/__explain`. Holds no token and no secret. */
import type { Decision, TraceEvent } from "../../../model/evaluate/types";
import type { OAuthState } from "./state";

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
export function remember(state: OAuthState, explanation: Explanation): void {
  state.explanations.push(explanation);
  if (state.explanations.length > EXPLANATIONS_KEPT * 2) state.explanations.splice(0, EXPLANATIONS_KEPT);
}

/** Newest first, with the time as ISO 8601. */
export function explanations(state: OAuthState): object[] {
  const kept = state.explanations.slice(-EXPLANATIONS_KEPT).reverse();
  return kept.map((each) => ({ ...each, at: new Date(each.at).toISOString() }));
}
