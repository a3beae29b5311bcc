/** The rules of the access policies: each client's in the order in which Okta is to read them, shared where they are equal. */
import type { Access, Client } from "../file/access";
import { bitsKey, membersOf, type Bits } from "../bits";
import { actsForPeople } from "../okta/clientTypes";
import { GRANTS } from "../okta/grants";
import { OIDC_ONLY_TOKEN_MINUTES } from "../file/sensitivity";
import { DERIVED_GROUP_NAME_MAX, fitName, type DerivedGroups } from "./derivedGroups";
import { assignedBits, type Entitlements, type ScopeNumbers } from "./entitlements";
import { canDecide, layersOf, lifetimeAt, refreshLifetimes, type Layer } from "./layers";
import type { PlanPolicy, PlanRule } from "./plan";
import { askedOf, groupsWithin, unionsAsked, unionsNeeded } from "./unions";

/** Longest name of a policy that names several clients, with room for a product and a stack around it. */
const POLICY_NAME_MAX = 60;

/** The policies, in the order of the first client of each; each client stands in one policy only. */
export function policiesOf(access: Access, entitlements: Entitlements, derived: DerivedGroups): PlanPolicy[] {
  const byRules = new Map<string, { clients: string[]; rules: PlanRule[] }>();
  for (const client of access.clients.values()) {
    const rules = clientRules(access, client, entitlements, derived);
    if (rules.length === 0) continue;
    const key = JSON.stringify(rules);
    const same = byRules.get(key);
    if (same) same.clients.push(client.key);
    else byRules.set(key, { clients: [client.key], rules });
  }
  // Named after all of its clients: one that joins makes it another policy. Okta takes clients and rules one by one, so that in one
  // policy it would have the old rules of the others until they are changed.
  return [...byRules.values()].map(({ clients, rules }, index) => ({
    name: policyName(clients),
    priority: index + 1,
    clients,
    rules,
  }));
}

/** The name, and key, of the policy for these clients. */
export function policyName(clients: readonly string[]): string {
  return fitName(clients.join(" + "), POLICY_NAME_MAX);
}

/** A rule before it has its place: whom it is for, and what it grants. */
interface DraftRule {
  /** What the rule is named after. */
  readonly label: string;
  readonly layer: Layer;
  /** Keys of base groups, then names of derived ones. */
  readonly groups: readonly string[];
  /** Per group, the numbers of the base groups behind it. */
  readonly behind: readonly (readonly number[])[];
  readonly scopes: Bits;
}

/** What the rules of one client for people are made from. */
interface RuleInput {
  readonly client: Client;
  readonly entitlements: Entitlements;
  /** Numbers of the groups that are assigned to it. */
  readonly assigned: Bits;
  /** Where the groups for unions are noted. */
  readonly derived: DerivedGroups;
}

/** The rules of one client. */
export function clientRules(
  access: Access,
  client: Client,
  entitlements: Entitlements,
  derived: DerivedGroups,
): PlanRule[] {
  const { numbers, groups } = entitlements;
  const assigned = assignedBits(access, client, entitlements);
  const layers = layersOf(access, client, numbers);
  const machine = machineRules(client, layers);
  const drafts = draftRules({ client, entitlements, assigned, derived }, layers);
  const rules = [...machine, ...drafts].map((rule) => ({
    name: ruleName(rule),
    grants: client.grants.filter((grant) => GRANTS[grant].user !== machine.includes(rule)),
    groups: rule.groups,
    scopes: [...rule.layer.oidcScopes, ...membersOf(rule.scopes).map((number) => numbers.names[number]!)],
    minutes: rule.layer.minutes,
  }));
  const oidcMinutes = lifetimeAt(client, OIDC_ONLY_TOKEN_MINUTES);
  const oidcOnly = needOidcOnlyRule(drafts, assigned, client.oidcScopes, oidcMinutes);
  if (oidcOnly.length > 0) {
    rules.unshift({
      name: `OIDC scopes only ${oidcMinutes} min`,
      grants: [...client.grants],
      groups: oidcOnly.map((number) => groups[number]!.key),
      scopes: [...client.oidcScopes],
      minutes: oidcMinutes,
    });
  }
  return rules.map((rule, index) => ({
    name: rule.name,
    priority: index + 1,
    grantTypes: rule.grants.map((grant) => GRANTS[grant].okta),
    groups: rule.groups,
    scopes: rule.scopes,
    accessTokenMinutes: rule.minutes,
    ...refreshLifetimes(rule.minutes, rule.scopes, client),
  }));
}

/** Named after who gets what, never after its place: no unrelated change renames a rule. */
function ruleName({ label, layer }: DraftRule): string {
  return `${label} ${layer.minutes} min${layer.stepUp ? " step-up" : ""}`;
}

/**
 * The name that a rule had while its groups had other names; undefined where it is called after none of them.
 *
 * @param earlier name of a group → the one before.
 */
export function earlierRuleName(
  { name, groups: [first = ""] }: Pick<PlanRule, "name" | "groups">,
  earlier: Readonly<Record<string, string>>,
): string | undefined {
  const rest = name.slice(first.length);
  const isAfterGroup = name.startsWith(first) && /^(: | \d+ min( |$))/.test(rest);
  return isAfterGroup && Object.hasOwn(earlier, first) ? `${earlier[first]}${rest}` : undefined;
}

/** What a client is given in nobody's name: its ceiling. */
function machineRules({ grants }: Client, layers: readonly Layer[]): DraftRule[] {
  const own = grants.filter((grant) => !GRANTS[grant].user);
  return own.length === 0 ? [] : ceilingRules(layers, own.join("+"), []);
}

/** What it is given in people's names. */
function draftRules(input: RuleInput, layers: readonly Layer[]): DraftRule[] {
  const { client, entitlements, assigned } = input;
  if (!actsForPeople(client)) return [];
  if (client.enforcement === "issuer") return layers.flatMap((layer) => userRules(input, layer));
  const numbers = membersOf(assigned);
  return ceilingRules(
    layers,
    "any assigned",
    numbers.map((number) => ({ number, key: entitlements.groups[number]!.key })),
  );
}

/** One rule per layer for the whole ceiling: of a service client, and of a client whose narrowing is left to the gateway. */
function ceilingRules(
  layers: readonly Layer[],
  label: string,
  groups: readonly { readonly number: number; readonly key: string }[],
): DraftRule[] {
  return layers
    .filter((layer) => canDecide(layer, layer.allowed))
    .map((layer) => ({
      label,
      layer,
      groups: groups.map(({ key }) => key),
      behind: groups.map(({ number }) => [number]),
      scopes: layer.allowed,
    }));
}

/**
 * One rule per distinct union that is asked for together, least privilege first within a layer. Each is needed: who is in
 * exactly the groups behind one of its entries and asks for all of its scopes is served by no other rule.
 */
function userRules({ client, entitlements, assigned, derived }: RuleInput, layer: Layer): DraftRule[] {
  const { numbers, groups } = entitlements;
  const keysOf = (union: readonly number[]) => union.map((number) => groups[number]!.key);
  const held = groupsWithin(groups, layer.allowed);
  const asked = askedOf(client.requests, numbers);
  const found = unionsAsked(held, asked, (scopes) => canDecide(layer, scopes), derived.room);
  if (!found.complete) {
    for (const union of found.all) if (union.groups.length > 1 && !derived.isFull) derived.add(keysOf(union.groups));
    derived.cutShort();
    return [];
  }
  const byScopes = new Map<string, { names: string[]; behind: (readonly number[])[]; scopes: Bits }>();
  for (const { groups: behind, scopes } of unionsNeeded(found.all, assigned)) {
    const keys = keysOf(behind);
    const name = keys.length === 1 ? keys[0]! : derived.add(keys);
    const same = byScopes.get(bitsKey(scopes)) ?? { names: [], behind: [], scopes };
    same.names.push(name);
    same.behind.push(behind);
    byScopes.set(bitsKey(scopes), same);
  }
  const drafts = [...byScopes.values()].map(({ names, behind, scopes }): DraftRule => {
    const ownName = asked === "any" || behind[0]!.length === 1;
    const label = ownName ? names[0]! : labelWithScopes(names[0]!, scopes, numbers);
    return { label, layer, groups: names, behind, scopes };
  });
  return drafts.sort(leastPrivilegeFirst);
}

/** The same groups may ask for several sets, each in a rule of its own. */
function labelWithScopes(group: string, scopes: Bits, { names }: ScopeNumbers): string {
  const listed = membersOf(scopes).map((number) => names[number]!);
  return fitName(`${group}: ${listed.join(" ")}`, DERIVED_GROUP_NAME_MAX);
}

function leastPrivilegeFirst(a: DraftRule, b: DraftRule): number {
  return membersOf(a.scopes).length - membersOf(b.scopes).length || compareNumbers(a.behind[0]!, b.behind[0]!);
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((number, i) => number !== b[i]);
  return at === -1 ? a.length - b.length : a[at]! - (b[at] ?? -1);
}

/**
 * Numbers of the assigned groups whose members need a rule for OIDC scopes alone, in front of all others. A request for OIDC
 * scopes alone matches any rule, and the first one lends it its lifetime. That is wrong for a group whose own first rule has
 * another lifetime, or not all OIDC scopes. It is wrong for everyone where a group that is not assigned brings a longer one.
 */
function needOidcOnlyRule(
  rules: readonly DraftRule[],
  assigned: Bits,
  oidcScopes: readonly string[],
  minutes: number,
): number[] {
  if (oidcScopes.length === 0) return [];
  const everyone = membersOf(assigned);
  const needed = new Set(everyone.filter((group) => !isServed(group, rules, oidcScopes, minutes)));
  const longer = rules.filter(({ layer }) => layer.minutes > minutes);
  const strays = longer.some(({ behind }) => behind.some((groups) => !groups.some((group) => needed.has(group))));
  return strays ? everyone : [...needed];
}

function isServed(group: number, rules: readonly DraftRule[], oidcScopes: readonly string[], minutes: number): boolean {
  const mine = rules.filter(({ behind }) => behind.some((groups) => groups.length === 1 && groups[0] === group));
  const first = mine[0];
  const firstWithAll = mine.find(({ layer }) => layer.oidcScopes.length === oidcScopes.length);
  return [first, firstWithAll].every((rule) => rule?.layer.minutes === minutes);
}
