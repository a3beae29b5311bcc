/** The rules of a client with users for which Okta itself refuses whatever is not entitled (`enforcement: issuer`). */
import { bitsKey, hasBit, isEmpty, membersOf, type Bits } from "../bits";
import type { DerivedGroups } from "./derivedGroups";
import type { Entitlements } from "./entitlements";
import { canDecide, type Layer } from "./layers";
import { groupsOfLayer, standsBeside, walkLeanSets, type LayerGroup, type LeanSet } from "./unions";

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
    const all = groupsOfLayer(groups, layer.allowed);
    const insiders = all.filter(({ number }) => hasBit(assigned, number));
    const byScopes = new Map<string, LeanSet[]>();
    walkLeanSets(
      all.filter(({ scopes }) => !isEmpty(scopes)),
      (set) => {
        if (canDecide(layer, set.scopes) && isMet(set, assigned, insiders)) {
          const key = bitsKey(set.scopes);
          byScopes.set(key, [...(byScopes.get(key) ?? []), set]);
          if (set.groups.length > 1) derived.add(keysOf(set, groups));
        }
        return !derived.isFull;
      },
    );
    return [...byScopes.values()].map((sets) => draft(layer, sets, groups, derived)).sort(leastPrivilegeFirst);
  });
}

/** Whether an assigned user can ever be served by this set alone: only those who are in an assigned group get here. */
function isMet(set: LeanSet, assigned: Bits, insiders: readonly LayerGroup[]): boolean {
  return (
    set.groups.some((number) => hasBit(assigned, number)) || insiders.some((insider) => standsBeside(set, insider))
  );
}

function keysOf(set: LeanSet, groups: Entitlements["groups"]): string[] {
  return set.groups.map((number) => groups[number]!.key);
}

function draft(
  layer: Layer,
  sets: readonly LeanSet[],
  groups: Entitlements["groups"],
  derived: DerivedGroups,
): DraftRule {
  const name = (set: LeanSet) => {
    const keys = keysOf(set, groups);
    return keys.length === 1 ? keys[0]! : derived.add(keys);
  };
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
