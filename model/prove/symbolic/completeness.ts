/**
 * Completeness, by closure under union: whatever the access file grants, some rule covers.
 *
 * Two things are enough: each single group is covered, and to each covered set of groups one more can be added. Every union
 * is reached by such steps. There are only as many of them as there are rules and groups, however many unions there are.
 */
import {
  bitsKey,
  differenceOf,
  emptyBits,
  intersectionOf,
  intersects,
  isEmpty,
  isSubset,
  unionOf,
  type Bits,
} from "../../bits";
import { GRANTS } from "../../okta/grants";
import { OFFLINE_ACCESS } from "../../okta/oidcScopes";
import { bitsOfNames, isEntitled, mayUnite, type ClientView, type Entry, type Suspect } from "./clientView";
import { ceilingOf } from "./universe";

/**
 * The largest requests of a kind. Those with a refresh token are a kind of their own, since no step-up scope may be asked
 * for with one. A client that does not ask for everything together has more kinds: the requests of single groups, and those
 * within each set that it asks for.
 */
interface Family {
  readonly oidc: Bits;
  /** The scopes that such a request may name at all. */
  readonly limit: Bits;
  /** What each group adds to such a request. */
  readonly held: readonly Bits[];
  /** Whether several groups are asked for together. */
  readonly grows: boolean;
}

/**
 * A user whose request some rule covers. The groups may be united; `ghost` is one more, by which the user is assigned where
 * no other group does it.
 */
interface Covered {
  readonly groups: readonly number[];
  readonly ghost: number | undefined;
  readonly scopes: Bits;
}

/** The first request that the file grants and no rule covers; undefined where there is none. */
export function uncovered(view: ClientView): Suspect | undefined {
  if (!GRANTS[view.grant].user) return uncoveredCeiling(view);
  for (const family of familiesOf(view)) {
    const found = uncoveredUnion(view, family);
    if (found) return found;
  }
  return undefined;
}

function uncoveredCeiling(view: ClientView): Suspect | undefined {
  const scopes = ceilingOf(view.universe, view.client);
  const covers = view.entries.some((entry) => isSubset(scopes, entry.scopes));
  return covers || isEmpty(scopes) ? undefined : { groups: [], scopes };
}

function familiesOf(view: ClientView): Family[] {
  const kinds = refreshFamilies(view);
  if (view.asked === "any") return kinds;
  const asked = [...view.asked];
  return kinds.flatMap((kind) => [
    { ...kind, grows: false },
    ...asked.map((set) => ({
      ...kind,
      limit: intersectionOf(kind.limit, unionOf(set, view.universe.oidc)),
      held: heldWith(view, (group) => intersectionOf(kind.held[group]!, set)),
    })),
  ]);
}

/** Most groups have nothing at most clients: these are left as they are. */
function heldWith({ held, holders }: ClientView, change: (group: number) => Bits): Bits[] {
  const changed = [...held];
  for (const group of holders) changed[group] = change(group);
  return changed;
}

function refreshFamilies(view: ClientView): Family[] {
  const { universe, client, held } = view;
  const all = bitsOfNames(universe, client.oidcScopes);
  const every = unionOf(universe.custom, universe.oidc);
  const apart = client.refreshTokens && held.some((scopes) => intersects(scopes, universe.stepUp));
  if (!apart) return [{ oidc: all, limit: every, held, grows: true }];
  const offline = bitsOfNames(universe, [OFFLINE_ACCESS, "device_sso"]);
  const calm = heldWith(view, (group) => differenceOf(held[group]!, universe.stepUp));
  return [
    { oidc: differenceOf(all, offline), limit: differenceOf(every, offline), held, grows: true },
    { oidc: all, limit: differenceOf(every, universe.stepUp), held: calm, grows: true },
  ];
}

function uncoveredUnion(view: ClientView, family: Family): Suspect | undefined {
  const everybody = view.holders.filter((group) => !isEmpty(family.held[group]!));
  const open = new Walk(view, family);
  for (const ghost of view.assigned) {
    const alone: Covered = { groups: [], ghost, scopes: emptyBits(view.universe.scopes.length) };
    const found =
      open.step(alone, undefined) ?? open.steps({ ...alone, scopes: family.oidc }, startsAt(view, ghost, everybody));
    if (found) return found;
  }
  if (!family.grows) return undefined;
  for (let from = open.next(); from !== undefined; from = open.next()) {
    const { groups } = from;
    const others = everybody.filter((group) => mayUnite(view, [...groups, group]));
    const found = open.steps(from, others);
    if (found) return found;
  }
  return undefined;
}

/** Sets of groups are grown from each assigned group, and beside it from each group that is not assigned. */
function startsAt({ assigned }: ClientView, ghost: number, everybody: readonly number[]): number[] {
  return everybody.filter((group) => group === ghost || !assigned.includes(group));
}

/** The covered users that were reached and not yet looked at. */
class Walk {
  readonly #open: Covered[] = [];
  readonly #seen = new Set<string>();
  readonly #isAssigned: ReadonlySet<number>;

  constructor(
    readonly view: ClientView,
    readonly family: Family,
  ) {
    this.#isAssigned = new Set(view.assigned);
  }

  next(): Covered | undefined {
    return this.#open.pop();
  }

  /** The first of the steps that leads to a user who is not covered. */
  steps(from: Covered, groups: readonly number[]): Suspect | undefined {
    for (const group of groups) {
      const found = this.step(from, group);
      if (found) return found;
    }
    return undefined;
  }

  /** Adds a group, or only the OIDC scopes; the user who is then not covered is the answer. */
  step(from: Covered, group: number | undefined): Suspect | undefined {
    const added = group === undefined ? this.family.oidc : this.family.held[group]!;
    if (group !== undefined && isSubset(added, from.scopes)) return undefined;
    const scopes = unionOf(from.scopes, added);
    const united = group === undefined ? from.groups : [...from.groups, group].sort((a, b) => a - b);
    const user = from.ghost === undefined || united.includes(from.ghost) ? united : [...united, from.ghost];
    const entry = this.view.met(user).find((candidate) => isSubset(scopes, candidate.scopes));
    if (!entry) return isEmpty(scopes) ? undefined : { groups: user, scopes };
    this.#remember(this.#covered(entry, united, scopes), user);
    return undefined;
  }

  /**
   * What stands for the user from now on: the rule's own groups and scopes, or the user's. The rule's do on two conditions.
   * Its groups must entitle to all that it lists. And no group may be united with the user's groups that may not be united
   * with the rule's.
   */
  #covered(entry: Entry, united: readonly number[], scopes: Bits): Omit<Covered, "ghost"> {
    const listed = intersectionOf(entry.scopes, this.family.limit);
    const custom = intersectionOf(listed, this.view.universe.custom);
    const own = !this.view.universe.keepsApart || entry.groups.every((group) => united.includes(group));
    return own && isEntitled(this.view, entry.groups, custom)
      ? { groups: entry.groups, scopes: listed }
      : { groups: united, scopes };
  }

  #remember(covered: Omit<Covered, "ghost">, user: readonly number[]): void {
    const isAssigned = (group: number) => this.#isAssigned.has(group);
    const ghost = covered.groups.some(isAssigned) ? undefined : user.find(isAssigned);
    const key = `${covered.groups.join(",")}/${ghost ?? ""}/${bitsKey(covered.scopes)}`;
    if (!this.#seen.has(key)) this.#open.push({ ...covered, ghost });
    this.#seen.add(key);
  }
}
