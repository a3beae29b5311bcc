/** What `pulumi import --file` reads: each resource that the program declares, under the id of the thing that is there. */
import type { Adopted, Snapshot } from "../../model/adopt";
import { filledGroups } from "../../model/adopt";
import { isDerived } from "../../model/compile";
import type { Registration } from "../../local/engine/recordProgram";
import { matchPolicies, type MatchedPolicy } from "./matchPolicies";

/** One resource in the file. `name` is how the file itself refers to it, `logicalName` what the program calls it. */
export interface ImportedResource {
  readonly type: string;
  readonly name: string;
  readonly logicalName: string;
  readonly id?: string;
  readonly component?: true;
  readonly parent?: string;
}

/** The whole file. */
export interface ImportFile {
  readonly resources: readonly ImportedResource[];
}

/** What is imported, and what the program will make anew or take away. */
export interface Import {
  readonly file: ImportFile;
  /** Logical names of resources that are not there yet. */
  readonly created: readonly string[];
  /** Policies and rules of today that the program does not declare: imported all the same, so that `up` takes them away. */
  readonly removed: readonly string[];
}

/** Type → which id a registration of it has in the org; undefined where there is no such thing yet. */
type Finder = (registration: Registration) => string | undefined;

const SERVER_POLICY = "okta:auth/serverPolicy:ServerPolicy";
const POLICY_RULE = "okta:auth/serverPolicyRule:ServerPolicyRule";

/** Matches what is declared with what is there. */
export function importOf(snapshot: Snapshot, adopted: Adopted, registrations: readonly Registration[]): Import {
  const policies = matchPolicies(snapshot, adopted);
  const finders = findersOf(snapshot, adopted, policies);
  const found = registrations
    .filter(({ type, custom }) => custom && type.startsWith("okta:"))
    .map((registration) => ({ registration, id: finders[registration.type]?.(registration) }));
  const imported = found.flatMap(({ registration, id }) => (id === undefined ? [] : [{ registration, id }]));
  const surplus = surplusOf(snapshot, policies, registrations);
  const resources = [
    ...componentsOf(registrations, [...imported.map(({ registration }) => registration)]),
    ...imported.map(({ registration, id }) => ({ ...entryOf(registration), id })),
    ...surplus,
  ];
  return {
    file: { resources },
    created: found.flatMap(({ registration, id }) => (id === undefined ? [registration.name] : [])),
    removed: surplus.map(({ logicalName }) => logicalName),
  };
}

/** What tells one resource of a program from another: `type::name`. */
export const keyOf = ({ type, name }: { readonly type: string; readonly name: string }) => `${type}::${name}`;

/** One resource, without its id. */
export function entryOf({ type, name, parent }: Registration): ImportedResource {
  return {
    type,
    name: keyOf({ type, name }),
    logicalName: name,
    ...(parent === undefined ? {} : { parent }),
  };
}

/** The components around them, outermost first. */
export function componentsOf(all: readonly Registration[], inside: readonly Registration[]): ImportedResource[] {
  const components = new Map(all.filter(({ custom }) => !custom).map((one) => [keyOf(one), one]));
  const needed = new Map<string, Registration>();
  const need = (parent: Registration["parent"]) => {
    const component = parent === undefined ? undefined : components.get(parent);
    if (component === undefined || needed.has(keyOf(component))) return;
    need(component.parent);
    needed.set(keyOf(component), component);
  };
  for (const { parent } of inside) need(parent);
  return [...needed.values()].map((component) => ({ ...entryOf(component), component: true as const }));
}

function findersOf(snapshot: Snapshot, adopted: Adopted, policies: readonly MatchedPolicy[]): Record<string, Finder> {
  const { server } = snapshot;
  const below = (id: string | undefined) => (id === undefined ? undefined : `${server.id}/${id}`);
  const { product } = adopted.access;
  const appOf = ({ parent }: Registration) =>
    snapshot.apps.find(
      ({ clientId }) => parent !== undefined && adopted.clientKeys.get(clientId) === parent.split("::").at(-1),
    );
  const derived = derivedOf(snapshot, adopted);
  const ofDerived = ({ name }: Registration) => derived.get(name.slice(product.length + 1));
  return {
    "okta:auth/server:Server": () => server.id,
    "okta:auth/serverScope:ServerScope": ({ inputs }) =>
      below(snapshot.scopes.find(({ name }) => name === inputs["name"])?.id),
    "okta:auth/serverClaim:ServerClaim": ({ inputs }) =>
      below(
        snapshot.claims.find(({ name, claimType }) => name === inputs["name"] && claimType === inputs["claimType"])?.id,
      ),
    "okta:app/oAuth:OAuth": (registration) => appOf(registration)?.id,
    "okta:app/groupAssignment:GroupAssignment": (registration) => {
      const app = appOf(registration);
      const group = String(registration.inputs["groupId"]);
      return app?.groups.includes(group) ? `${app.id}/${group}` : undefined;
    },
    "okta:index/appOauthApiScope:AppOauthApiScope": (registration) => {
      const app = appOf(registration);
      return app !== undefined && app.oktaApiScopes.length > 0 ? app.id : undefined;
    },
    "okta:group/group:Group": (registration) => ofDerived(registration)?.group,
    "okta:group/rule:Rule": (registration) => ofDerived(registration)?.rule,
    [SERVER_POLICY]: ({ inputs }) => below(policies.find(({ plan }) => plan.name === inputs["name"])?.policy.id),
    [POLICY_RULE]: (registration) => {
      const matched = policies.find(({ plan }) => registration.name.startsWith(`${product}-${plan.name}: `));
      const rule = matched?.rules.get(String(registration.inputs["name"]));
      return rule === undefined ? undefined : `${server.id}/${matched!.policy.id}/${rule.id}`;
    },
  };
}

/** Derived group of the plan → the group of the org that a rule fills with the members of the same groups. */
function derivedOf(snapshot: Snapshot, { plan, groupKeys }: Adopted): Map<string, { group: string; rule: string }> {
  const same = (ids: readonly string[], keys: readonly string[]) =>
    ids.length === keys.length && ids.every((id) => keys.includes(groupKeys.get(id) ?? ""));
  const filled = filledGroups(snapshot);
  const taken = new Set<string>();
  const found = plan.groups.filter(isDerived).flatMap(({ name, allOf }) => {
    const there = filled.find(({ group, allOf: ids }) => !taken.has(group) && same(ids, allOf));
    const rules = snapshot.groupRules.filter(
      ({ status, groups }) => status === "ACTIVE" && groups.length === 1 && groups[0] === there?.group,
    );
    if (there === undefined || rules.length !== 1) return [];
    taken.add(there.group);
    return [[name, { group: there.group, rule: rules[0]!.id }] as const];
  });
  return new Map(found);
}

/** INVARIANT: an active policy or rule of today is either one that the program declares, or one that `up` takes away. */
function surplusOf(
  { server, policies }: Snapshot,
  matched: readonly MatchedPolicy[],
  registrations: readonly Registration[],
): ImportedResource[] {
  const home = registrations.find(({ type }) => type === "okta-api-access:index:AccessPolicies");
  const parent = home === undefined ? {} : { parent: keyOf(home) };
  const make = (type: string, logicalName: string, id: string) => ({
    type,
    name: keyOf({ type, name: logicalName }),
    logicalName,
    id: `${server.id}/${id}`,
    ...parent,
  });
  return policies
    .filter(({ status }) => status === "ACTIVE")
    .flatMap((policy) => {
      const match = matched.find((one) => one.policy.id === policy.id);
      const kept = new Set([...(match?.rules.values() ?? [])].map(({ id }) => id));
      const label = `taken over: ${policy.name}`;
      return [
        ...(match === undefined ? [make(SERVER_POLICY, `${label} (${policy.id})`, policy.id)] : []),
        ...policy.rules
          .filter(({ id }) => !kept.has(id))
          .map((rule) => make(POLICY_RULE, `${label}: ${rule.name} (${rule.id})`, `${policy.id}/${rule.id}`)),
      ];
    });
}
