/** Why a token was given or refused: the trace of each decision, kept for `/__explain`. Holds no token and no secret. */
import type { Decision, TraceEvent } from "../../../model/evaluate/types";
import type { OAuthState } from "./state";

export interface Explanation {
  /** ISO 8601. */
  readonly at: string;
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

export function remember(state: OAuthState, explanation: Explanation): void {
  state.explanations.push(explanation);
  if (state.explanations.length > EXPLANATIONS_KEPT * 2) state.explanations.splice(0, EXPLANATIONS_KEPT);
}

/** Newest first. */
export function explanations(state: OAuthState): Explanation[] {
  return state.explanations.slice(-EXPLANATIONS_KEPT).reverse();
}
