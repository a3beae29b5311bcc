/** What a review of a change shows, whatever the format. */
import type { Access } from "../../model/file";
import { type AccessDifference, neededReviews, type NeededReview, verdictLine, listed } from "../../model/ask";
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

/** What the gate on widening found: one line for each kind of thing. The first one says whether it holds. */
export function gateLines({ refused, allowed, expired, unused }: AllowedPlaces): string[] {
  const entry = ({ principal, client, scope, route, path, until }: AllowedPlaces["unused"][number]) =>
    `${[principal, client, scope, route, path].filter((part) => part !== undefined).join(" ")} (until ${until})`;
  return [
    refused.length === 0 ? "passed: nothing is widened that is not allowed" : `refused: ${listed(refused, 20)}`,
    ...(allowed.length === 0 ? [] : [`allowed by the list: ${listed(allowed, 20)}`]),
    ...(expired.length === 0 ? [] : [`was allowed, and is no longer: ${expired.map(entry).join(", ")}`]),
    ...(unused.length === 0 ? [] : [`allowed, and not part of this change: ${unused.map(entry).join(", ")}`]),
  ];
}
