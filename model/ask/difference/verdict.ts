/** What a difference comes to: how many places are wider and narrower, and who has to look at it. */
import type { Access } from "../../file/access";
import { SENSITIVITIES, type Sensitivity } from "../../file/sensitivity";
import { pathOf } from "../../findings";
import { highest, rank } from "./sensitivityOf";
import type { AccessChange, AccessDifference, Effect, SignInChange } from "./types";

/** One thing that is wider or narrower, of whatever kind. */
export interface Place {
  /** The row, where it is one of `widened` and `narrowed`. */
  readonly row?: AccessChange;
  readonly path: string;
  readonly sensitivity: Sensitivity;
}

/** Rows, fields that open or close by themselves, and how people sign in. */
export function placesOf(difference: AccessDifference, effect: Exclude<Effect, "changed">): Place[] {
  const rows = difference[effect].map((row) => ({ row, path: row.path, sensitivity: row.sensitivity }));
  const fields = difference.fields.filter((field) => field.effect === effect);
  // Who can sign in for the first time, or never again, is mostly in rows of the scopes.
  const isTold = ({ client, groups, before, after }: SignInChange) =>
    (before === null || after === null) &&
    groups.every((key) => rows.some(({ row }) => row.client === client && row.groups.includes(key)));
  const signIns = difference.signIn.filter((change) => change.effect === effect && !isTold(change));
  return [
    ...rows,
    ...fields.map(({ path, sensitivity }) => ({ path, sensitivity })),
    ...signIns.map(({ client }) => ({ path: pathOf(["clients", client, "signOn"]), sensitivity: "high" as const })),
  ];
}

/** The first line of a review: `Access widened in 2 places, narrowed in 1`. */
export function verdictLine(difference: AccessDifference): string {
  const [widened, narrowed] = [placesOf(difference, "widened").length, placesOf(difference, "narrowed").length];
  const places = (count: number) => `${count.toLocaleString("en")} ${count === 1 ? "place" : "places"}`;
  if (widened === 0 && narrowed === 0) return "Access stays as it is";
  if (widened === 0) return `Access narrowed in ${places(narrowed)}`;
  if (narrowed === 0) return `Access widened in ${places(widened)}`;
  return `Access widened in ${places(widened)}, narrowed in ${narrowed.toLocaleString("en")}`;
}

/** Whom a change needs, and for what. */
export interface NeededReview {
  readonly sensitivity: Sensitivity;
  readonly reviewers: readonly string[];
}

/**
 * The reviewers of the most sensitive place that is wider or narrower, and of the levels below it where these have some of
 * their own. Those of both files count, so that no change can do away with who has to look at it.
 */
export function neededReviews(before: Access, after: Access, difference: AccessDifference): NeededReview[] {
  const places = [...placesOf(difference, "widened"), ...placesOf(difference, "narrowed")];
  if (places.length === 0) return [];
  const most = rank(highest(places.map(({ sensitivity }) => sensitivity)));
  return [...SENSITIVITIES]
    .reverse()
    .filter((level) => rank(level) <= most && places.some(({ sensitivity }) => sensitivity === level))
    .flatMap((sensitivity) => {
      const reviewers = [...new Set([after, before].flatMap((access) => access.reviewers[sensitivity] ?? []))];
      return reviewers.length === 0 ? [] : [{ sensitivity, reviewers }];
    });
}
