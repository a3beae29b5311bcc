/** The rules of a client with users for which Okta itself refuses whatever is not entitled (`enforcement: issuer`). */
import { bitsKey, hasBit, isSubset, membersOf, type Bits } from "../bits";
import type { DerivedGroups } from "./derivedGroups";
import type { Entitlements } from "./entitlements";
import { canDecide, type Layer } from "./layers";
import { groupsOfLayer, walkLeanSets, type LayerGroup, type LeanSet } from "./unions";

/** A rule before it has its place: whom it is for, and what it grants. */
export interface DraftRule {
  /** What the rule is named after. */
  readonly label: string;
  readonly layer: Layer;
  /** Keys of base groups, then names of derived ones. */
  readonly groups: readonly string[];
  /** Per group, the numbers of the base groups behind it. */
  readonly behind: readonly (readonly number[])[];
  readonly scopes: Bits;
}

/**
 * One rule per layer and distinct union of entitlements, least privilege first within a layer. Each is needed: who is in
 * exactly the groups behind one of its entries and asks for all of its scopes is served by no other rule.
 *
 * @param assigned numbers of the groups whose members are assigned to the client.
 */
export function userRules(
  layers: readonly Layer[],
  { groups }: Entitlements,
  assigned: Bits,
  derived: DerivedGroups,
): DraftRule[] {
  return layers.flatMap((layer) => {
    const held = groupsOfLayer(groups, layer.allowed);
    const newcomers = held.filter(({ number }) => hasBit(assigned, number));
    const outsiders = membersOf(assigned).filter((number) => !newcomers.some((group) => group.number === number));
    const byScopes = new Map<string, LeanSet[]>();
    walkLeanSets(held, (set) => {
      if (canDecide(layer, set.scopes) && isMet(set, assigned, newcomers, outsiders, groups)) {
        const key = bitsKey(set.scopes);
        const same = byScopes.get(key);
        if (same) same.push(set);
        else byScopes.set(key, [set]);
        if (set.groups.length > 1) derived.add(set.groups.map((number) => groups[number]!.key));
      }
      return !derived.isFull;
    });
    return [...byScopes.values()].map((sets) => draft(layer, sets, groups, derived)).sort(leastPrivilegeFirst);
  });
}

/**
 * Whether an assigned user can ever be served by this set and not by a larger one. A set without an assigned group is met
 * only together with an assigned group; if each of those adds a scope, the larger set serves.
 */
function isMet(
  set: LeanSet,
  assigned: Bits,
  newcomers: readonly LayerGroup[],
  outsiders: readonly number[],
  groups: Entitlements["groups"],
): boolean {
  if (set.groups.some((number) => hasBit(assigned, number))) return true;
  // An assigned group that holds nothing of this layer adds nothing.
  if (outsiders.length > 0) return true;
  return newcomers.some(
    ({ number, scopes }) =>
      isSubset(scopes, set.scopes) || set.groups.some((member) => hasBit(groups[number]!.separate, member)),
  );
}

function draft(
  layer: Layer,
  sets: readonly LeanSet[],
  groups: Entitlements["groups"],
  derived: DerivedGroups,
): DraftRule {
  const keysOf = (set: LeanSet) => set.groups.map((number) => groups[number]!.key);
  const name = (set: LeanSet) => (set.groups.length === 1 ? keysOf(set)[0]! : derived.add(keysOf(set)));
  const names = sets.map(name);
  return { label: names[0]!, layer, groups: names, behind: sets.map((set) => set.groups), scopes: sets[0]!.scopes };
}

function leastPrivilegeFirst(a: DraftRule, b: DraftRule): number {
  return membersOf(a.scopes).length - membersOf(b.scopes).length || compareNumbers(a.behind[0]!, b.behind[0]!);
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((number, i) => number !== b[i]);
  return at === -1 ? a.length - b.length : a[at]! - (b[at] ?? -1);
}
