/** What a review of a change shows, whatever the format. */
import type { Access } from "../../model/file";
import { type AccessDifference, neededReviews, type NeededReview, verdictLine } from "../../model/ask";
import type { AllowedPlaces } from "../allowList";

/** A difference with all that is said beside it. */
export interface Review {
  readonly difference: AccessDifference;
  readonly before: Access;
  readonly after: Access;
  /** What the two sides are called. */
  readonly sources: { readonly before: string; readonly after: string };
  /** What a person should know of the comparison itself, one sentence each. */
  readonly notes: readonly string[];
  /** What the gate found; undefined where none was asked for. */
  readonly gate?: AllowedPlaces;
}

/** The verdict, and who has to look. */
export function headOf({ difference, before, after }: Review): { verdict: string; needs: readonly NeededReview[] } {
  return { verdict: verdictLine(difference), needs: neededReviews(before, after, difference) };
}
