/** Soundness, rule by rule: what a rule grants to whoever meets it, the access file grants to them as well. */
import {
  bitsOf,
  differenceOf,
  hasBit,
  intersectionOf,
  intersects,
  isEmpty,
  isSubset,
  unionOf,
  type Bits,
} from "../../bits";
import { GRANTS } from "../../okta/grants";
import { OFFLINE_ACCESS, OPENID } from "../../okta/oidcScopes";
import { bitsOfNames, isEntitled, leastGroups, type ClientView, type Entry, type Suspect } from "./clientView";
import { ceilingOf } from "./universe";

/**
 * The first request that the rules grant and the file does not; undefined where there is none. It is enough to look at
 * the largest request of each rule and at the fewest groups with which it is met: less is asked, or more is held, by all
 * others.
 */
export function unsound(view: ClientView): Suspect | undefined {
  for (const entry of view.entries) {
    for (const groups of leastGroups(view, entry.groups)) {
      const scopes = ungranted(view, entry, groups);
      if (scopes) return { groups, scopes };
    }
  }
  return undefined;
}

function ungranted(view: ClientView, { scopes }: Entry, groups: readonly number[]): Bits | undefined {
  const { universe, client } = view;
  const custom = intersectionOf(scopes, universe.custom);
  const within = GRANTS[view.grant].user
    ? isEntitled(view, groups, custom)
    : isSubset(custom, ceilingOf(universe, client));
  if (!within) return withOpenid(view, scopes, custom);
  const oidc = intersectionOf(scopes, universe.oidc);
  if (!isEmpty(differenceOf(oidc, bitsOfNames(universe, client.oidcScopes)))) return oidc;
  const number = universe.scopeNumber.get(OFFLINE_ACCESS)!;
  const stepUp = intersectionOf(custom, universe.stepUp);
  return hasBit(scopes, number) && intersects(stepUp, scopes) ? unionOf(oidc, stepUp) : undefined;
}

/** Without OIDC scopes where that can be asked, so that the counterexample is about one thing only. */
function withOpenid({ universe }: ClientView, scopes: Bits, custom: Bits): Bits {
  const openid = bitsOf(universe.scopes.length, [universe.scopeNumber.get(OPENID)!]);
  return isSubset(openid, scopes) ? unionOf(custom, openid) : custom;
}
