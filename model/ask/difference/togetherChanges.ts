/** What two groups' members may ask for in one request, where that alone is different: `separate`, `requests`, `combinations`. */
import { hasBit, intersectionOf, intersects, isEmpty, isSubset, unionOf, type Bits } from "../../bits";
import { askedOf, unionsAsked } from "../../compile/unions";
import { pairOf } from "./principals";
import type { DraftChange } from "./scopeChanges";
import { heldAt, scopeNames, type View, type Views } from "./views";

/**
 * One row for each pair of groups, client and set of scopes. Scopes that somebody gains or loses one by one are not looked at:
 * a row of its own says so.
 */
export function togetherChanges(views: Views): DraftChange[] {
  const regrouped = regroupedPairs(views);
  return [...views.after.clients.keys()].flatMap((client) => {
    const [before, after] = [views.before.clients.get(client), views.after.clients.get(client)];
    if (!before?.hasUsers || !after?.hasUsers) return [];
    const sameRequests =
      JSON.stringify(before.client.requests) === JSON.stringify(after.client.requests) &&
      before.client.enforcement === after.client.enforcement;
    return (sameRequests ? regrouped : allPairs(views)).flatMap((pair) => ofPair(views, client, pair));
  });
}

/** The pairs that one of the files unites and the other one does not. */
function regroupedPairs(views: Views): Pair[] {
  const relations = ({ access: { groups, combinations } }: View) =>
    JSON.stringify([
      combinations.occurring,
      ...[...groups.values()].flatMap(({ key, separate }) => (separate.length === 0 ? [] : [[key, separate]])),
    ]);
  if (relations(views.before) === relations(views.after)) return [];
  return allPairs(views).filter(([a, b]) => unites(views.before, a, b) !== unites(views.after, a, b));
}

type Pair = readonly [number, number];

function allPairs({ groupKeys }: Views): Pair[] {
  return groupKeys.flatMap((_, one) => groupKeys.slice(one + 1).map((__, index): Pair => [one, one + 1 + index]));
}

/** Whether the file unites the two groups at all. */
function unites(view: View, one: number, other: number): boolean {
  const [a, b] = [view.groups[one], view.groups[other]].map((group) => group?.key);
  if (a === undefined || b === undefined) return false;
  const { groups } = view.entitlements;
  const [left, right] = [a, b].map((key) => view.place.get(key)!);
  return !hasBit(groups[left!]!.separate, right!) && intersects(groups[left!]!.occurs, groups[right!]!.occurs);
}

function ofPair(views: Views, client: string, pair: Pair): DraftChange[] {
  const both = intersectionOf(heldAt(views.before, client, pair), heldAt(views.after, client, pair));
  if (isEmpty(both)) return [];
  const [old, young] = [views.before, views.after].map((view) =>
    askedAtOnce(views, view, { client, groups: pair }, both),
  );
  const { name, groups } = pairOf(views.groupKeys, ...pair);
  const beyond = (sets: readonly Bits[], others: readonly Bits[]) =>
    largest(sets).filter((set) => !others.some((other) => isSubset(set, other)));
  // A grant that only one of the two has brings or takes every scope one by one.
  const [grants, kept] = [views.before, views.after].map((view) => view.clients.get(client)!.client.grants);
  const rows = (sets: readonly Bits[], effect: DraftChange["effect"]) =>
    sets.flatMap((set) =>
      grants!
        .filter((grant) => kept!.includes(grant))
        .map((grant): DraftChange => {
          const scopes = scopeNames(views, set);
          const verdict = (side: DraftChange["effect"]) => (effect === side ? "denied" : "granted");
          return {
            kind: "together",
            principal: name,
            numbers: groups,
            client,
            grant,
            scope: scopes.join(" "),
            scopes,
            effect,
            because: "access",
            before: verdict("widened"),
            after: verdict("narrowed"),
          };
        }),
    );
  return [...rows(beyond(young!, old!), "widened"), ...rows(beyond(old!, young!), "narrowed")];
}

/** Somebody in all of these groups, at a client. */
export interface Caller {
  readonly client: string;
  readonly groups: readonly number[];
}

/** The largest sets of these scopes that the caller may ask for at once. */
export function askedAtOnce(views: Views, view: View, { client, groups }: Caller, within: Bits): Bits[] {
  const { client: declared, ceiling } = view.clients.get(client)!;
  const inside = intersectionOf(ceiling, within);
  if (declared.enforcement === "gateway") {
    return [
      intersectionOf(
        groups.map((group) => view.held[group]!).reduce((one, other) => unionOf(one, other)),
        inside,
      ),
    ];
  }
  const keys = groups.map((group) => view.groups[group]?.key);
  const held = view.entitlements.groups.flatMap(({ key, separate, occurs }, number) => {
    const place = keys.indexOf(key);
    return place === -1
      ? []
      : [{ number, scopes: intersectionOf(view.held[groups[place]!]!, inside), separate, occurs }];
  });
  const asked = askedOf(declared.requests, { names: views.scopes, numberOf: views.scopeNumber });
  return unionsAsked(held, asked, () => true, SETS_MAX).all.map(({ scopes }) => scopes);
}

/** More sets are not looked for: that many come of groups that nobody can tell apart any more. */
const SETS_MAX = 1_000;

function largest(sets: readonly Bits[]): Bits[] {
  return sets.filter(
    (set, index) =>
      !sets.some((other, place) => place !== index && isSubset(set, other) && (!isSubset(other, set) || place < index)),
  );
}
