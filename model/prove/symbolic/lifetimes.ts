/** Lifetimes, by the order of the rules: whatever a rule is the first to match lives as long as its shortest-lived scope. */
import { bitsOf, intersectionOf, isEmpty, isSubset, membersOf, unionOf, type Bits } from "../../bits";
import { OIDC_ONLY_TOKEN_MINUTES } from "../../file/sensitivity";
import { leastGroups, type ClientView, type Entry, type Suspect } from "./clientView";

/**
 * The first request that gets another lifetime than its own; undefined where there is none. Earlier rules take requests
 * away from a rule; with the fewest groups they take the fewest, so these are the ones to look at.
 */
export function wrongLifetime(view: ClientView): Suspect | undefined {
  const requests = new Map<Bits, Bits[]>();
  for (const entry of view.entries) {
    const wrong = requests.get(entry.scopes) ?? wrongRequests(view, entry);
    requests.set(entry.scopes, wrong);
    if (wrong.length === 0) continue;
    for (const groups of leastGroups(view, entry.groups)) {
      const earlier = view.met(groups).filter(({ order }) => order < entry.order);
      const scopes = wrong.find((request) => !earlier.some((other) => isSubset(request, other.scopes)));
      if (scopes) return { groups, scopes };
    }
  }
  return undefined;
}

/** The largest requests within a rule whose lifetime differs from the rule's: earlier rules must take all of them. */
function wrongRequests(
  { universe, client: { tokenMinutes = Infinity } }: ClientView,
  { scopes, minutes }: Entry,
): Bits[] {
  const oidc = intersectionOf(scopes, universe.oidc);
  const custom = membersOf(intersectionOf(scopes, universe.custom));
  const some = (numbers: readonly number[]) => bitsOf(universe.scopes.length, numbers);
  const wrong: Bits[] = [];
  const own = (number: number) => Math.min(tokenMinutes, universe.minutes[number]!);
  // Whatever contains a shorter-lived scope would live too long; all scopes together are the largest such request.
  if (custom.some((number) => own(number) < minutes)) wrong.push(scopes);
  const longer = custom.filter((number) => own(number) > minutes);
  if (longer.length > 0) wrong.push(unionOf(some(longer), oidc));
  if (minutes !== Math.min(tokenMinutes, OIDC_ONLY_TOKEN_MINUTES) && !isEmpty(oidc)) wrong.push(oidc);
  return wrong;
}
