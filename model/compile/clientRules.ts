/** The rules of one client, whichever its type and enforcement. */
import type { Access, Client } from "../file/access";
import { bitsOf, membersOf, type Bits } from "../bits";
import { CLIENT_TYPES } from "../okta/clientTypes";
import { GRANTS } from "../okta/grants";
import type { PlanRule } from "./plan";
import { OIDC_ONLY_TOKEN_MINUTES } from "../file/sensitivity";
import { assignedGroups } from "./assignment";
import type { DerivedGroups } from "./derivedGroups";
import type { Entitlements } from "./entitlements";
import { canDecide, layersOf, type Layer } from "./layers";
import { needOidcOnlyRule } from "./oidcOnlyRule";
import { refreshLifetimes } from "./refreshLifetimes";
import { userRules, type DraftRule } from "./userRules";

/** The rules of a client in the order in which Okta is to read them. */
export function clientRules(
  access: Access,
  client: Client,
  entitlements: Entitlements,
  derived: DerivedGroups,
): PlanRule[] {
  const { numbers, groups } = entitlements;
  const layers = layersOf(access, client, numbers);
  const keys = new Set(assignedGroups(access, client, entitlements));
  const assigned = bitsOf(
    groups.length,
    groups.flatMap(({ key }, number) => (keys.has(key) ? [number] : [])),
  );
  const drafts = draftRules(client, layers, entitlements, assigned, derived);
  const oidcOnly = needOidcOnlyRule(drafts, assigned, client.oidcScopes).map((number) => groups[number]!.key);
  const grantTypes = client.grants.map((grant) => GRANTS[grant].okta);
  const rules = drafts.map((rule) => ({
    name: ruleName(rule),
    groups: rule.groups,
    scopes: [...rule.layer.oidcScopes, ...membersOf(rule.scopes).map((number) => numbers.names[number]!)],
    minutes: rule.layer.minutes,
  }));
  if (oidcOnly.length > 0) {
    rules.unshift({
      name: `OIDC scopes only ${OIDC_ONLY_TOKEN_MINUTES} min`,
      groups: oidcOnly,
      scopes: [...client.oidcScopes],
      minutes: OIDC_ONLY_TOKEN_MINUTES,
    });
  }
  return rules.map((rule, index) => ({
    name: rule.name,
    priority: index + 1,
    grantTypes,
    groups: rule.groups,
    scopes: rule.scopes,
    accessTokenMinutes: rule.minutes,
    ...refreshLifetimes(rule.minutes, rule.scopes),
  }));
}

function draftRules(
  client: Client,
  layers: readonly Layer[],
  entitlements: Entitlements,
  assigned: Bits,
  derived: DerivedGroups,
): DraftRule[] {
  if (!CLIENT_TYPES[client.type].hasUsers) return ceilingRules(layers, client.grants.join("+"), []);
  if (client.enforcement === "issuer") return userRules(layers, entitlements, assigned, derived);
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

/** Named after who gets what, never after its place: no unrelated change renames a rule. */
function ruleName({ label, layer }: DraftRule): string {
  return `${label} ${layer.minutes} min${layer.stepUp ? " step-up" : ""}`;
}
