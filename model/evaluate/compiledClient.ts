/** The rules of one client as bit words: which rules list a scope, and which a group meets. */
import { addBit, emptyBits, type Bits } from "../bits";
import { findGrant } from "../okta/grants";
import {
  ALL_CLIENTS,
  ANY_SCOPE,
  EVERYONE,
  type AuthorizationServer,
  type Granted,
  type RequestClient,
  type ServerPolicy,
  type ServerRule,
} from "./types";

/** What a rule grants, but for scopes and claims. */
export type GrantedByRule = Omit<Granted, "scopes" | "claims">;

interface CompiledGroup {
  readonly rules: Bits;
  readonly assigned: boolean;
}

interface CompiledGrant {
  readonly rules: Bits;
  readonly user: boolean;
  readonly needsOpenid: boolean;
  /** Whether OIDC scopes may be asked for in this grant at all. */
  readonly oidcAllowed: boolean;
}

/** Rules are numbered in the order in which Okta reads them. */
export interface CompiledClient {
  readonly granted: readonly GrantedByRule[];
  /** By number of the scope. */
  readonly rulesOfScope: readonly Bits[];
  readonly groups: ReadonlyMap<string, CompiledGroup>;
  readonly rulesForEveryone: Bits;
  readonly rulesWithoutUser: Bits;
  /** By Okta's grant type, for those that the client may use. */
  readonly byGrant: ReadonlyMap<string, CompiledGrant>;
  /** Room for one decision, so that none has to be made: decisions do not overlap. */
  readonly found: Bits;
  readonly met: Bits;
}

/** The compiled form; undefined where the client is not an ordinary one, and `evaluate` is to answer. */
export function compileClient(
  server: AuthorizationServer,
  client: RequestClient,
  scopeNumbers: ReadonlyMap<string, number>,
): CompiledClient | undefined {
  const rules = rulesOf(server, client);
  const named = rules.some(({ rule }) => rule.users.length > 0) || client.assignedUsers.length > 0;
  if (client.status !== "ACTIVE" || client.consentMethod !== "TRUSTED" || named) return undefined;
  const where = (test: (rule: ServerRule) => boolean): Bits => {
    const bits = emptyBits(rules.length);
    rules.forEach(({ rule }, number) => test(rule) && addBit(bits, number));
    return bits;
  };
  const groups = new Set([...client.assignedGroups, ...rules.flatMap(({ rule }) => rule.groups)]);
  return {
    granted: rules.map(({ policy, rule }) => grantedBy(policy, rule)),
    rulesOfScope: [...scopeNumbers.keys()].map((name) =>
      where(({ scopes }) => scopes.includes(name) || scopes.includes(ANY_SCOPE)),
    ),
    groups: new Map(
      [...groups].map((group) => [
        group,
        { rules: where((rule) => rule.groups.includes(group)), assigned: client.assignedGroups.includes(group) },
      ]),
    ),
    rulesForEveryone: where((rule) => rule.groups.includes(EVERYONE)),
    rulesWithoutUser: where((rule) => rule.groups.length === 0 || rule.groups.includes(EVERYONE)),
    byGrant: new Map(
      client.grantTypes.map((grantType) => [
        grantType,
        { rules: where((rule) => rule.grantTypes.includes(grantType)), ...grantTraits(grantType, client) },
      ]),
    ),
    found: emptyBits(rules.length),
    met: emptyBits(rules.length),
  };
}

interface PlacedRule {
  readonly policy: ServerPolicy;
  readonly rule: ServerRule;
}

function rulesOf({ policies }: AuthorizationServer, { id }: RequestClient): PlacedRule[] {
  const inOrder = <T extends { readonly priority: number; readonly status: string }>(items: readonly T[]) =>
    items.filter(({ status }) => status === "ACTIVE").sort((a, b) => a.priority - b.priority);
  return inOrder(policies)
    .filter(({ clients }) => clients.includes(id) || clients.includes(ALL_CLIENTS))
    .flatMap((policy) => inOrder(policy.rules).map((rule) => ({ policy, rule })));
}

function grantedBy(policy: ServerPolicy, rule: ServerRule): GrantedByRule {
  return {
    decision: "granted",
    rule: { policy: policy.name, name: rule.name, priority: rule.priority, policyId: policy.id, ruleId: rule.id },
    tokenMinutes: rule.accessTokenMinutes,
    refreshTokenMinutes: rule.refreshTokenMinutes,
    refreshTokenWindowMinutes: rule.refreshTokenWindowMinutes,
    consentNeeded: [],
  };
}

/** Whether a grant shows no surprise: the early checks that depend on it are known beforehand. */
function grantTraits(
  grantType: string,
  client: RequestClient,
): { user: boolean; needsOpenid: boolean; oidcAllowed: boolean } {
  const grant = findGrant(grantType);
  const user = grant?.user ?? true;
  const exchange = grant?.key === "token-exchange" && client.applicationType === "service";
  return { user, needsOpenid: grant?.needsOpenid ?? false, oidcAllowed: user && !exchange };
}
