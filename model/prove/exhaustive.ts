/** The exhaustive proof: every set of groups, client, grant and set of scopes that could matter, asked of file and plan. For small models only. */
import type { Access, Client } from "../file/access";
import { groupsInOkta } from "../evaluate/fromPlan";
import type { Plan } from "../compile/plan";
import { compareAnswers, DeployedPlan, type Counterexample } from "./compare";
import { GRANT_KEYS, GRANTS, type GrantKey } from "../okta/grants";
import { OFFLINE_ACCESS, OIDC_SCOPES, OPENID } from "../okta/oidcScopes";

/** How far the proof came. */
export interface ExhaustiveProof {
  /** How many questions were asked. */
  readonly cases: number;
  /** The first question with two different answers. */
  readonly counterexample?: Counterexample;
}

/** Asks until the first question with two answers, or to the end. */
export function proveExhaustively(access: Access, plan: Plan): ExhaustiveProof {
  const deployed = new DeployedPlan(plan);
  let cases = 0;
  for (const { client, grant, groupSets, scopeSets } of caseBlocks(access)) {
    for (const groups of groupSets) {
      const inOkta = groupsInOkta(plan, groups);
      for (const scopes of scopeSets) {
        cases += 1;
        const found = compareAnswers(access, deployed, { groups, client: client.key, grant, scopes }, inOkta);
        if (found) return { cases, counterexample: found };
      }
    }
  }
  return { cases };
}

/** The questions about one client and one grant: all sets of groups are asked all sets of scopes. */
export interface CaseBlock {
  readonly client: Client;
  readonly grant: GrantKey;
  readonly groupSets: readonly (readonly string[])[];
  readonly scopeSets: readonly (readonly string[])[];
}

/** Beyond this many scopes or groups, their subsets are not written down any more. */
const SUBSETS_MAX = 20;

/** About how many questions `caseBlocks` would ask, rather more than less; Infinity where they are beyond counting. */
export function countCases(access: Access): number {
  if (access.groups.size > SUBSETS_MAX) return Infinity;
  return [...access.clients.values()].reduce((sum, client) => sum + countOf(access, client), 0);
}

function countOf(access: Access, client: Client): number {
  if (client.ceiling.length > SUBSETS_MAX) return Infinity;
  const users = client.grants.filter((grant) => GRANTS[grant].user).length;
  const sets = (2 ** client.ceiling.length + access.scopes.size) * (oidcSets(client).length + 1);
  return sets * (users * 2 ** access.groups.size + (client.grants.length - users));
}

/**
 * All questions. A scope outside the ceiling is asked for alone: a rule that grants it among others grants it alone as
 * well. Odd sets of OIDC scopes are asked with at most one other scope, for the same reason.
 */
export function caseBlocks(access: Access): CaseBlock[] {
  const allGroupSets = subsetsOf([...access.groups.keys()]);
  return [...access.clients.values()].flatMap((client) =>
    GRANT_KEYS.map((grant): CaseBlock => {
      const has = client.grants.includes(grant);
      return {
        client,
        grant,
        groupSets: GRANTS[grant].user ? allGroupSets : [[]],
        scopeSets: has ? scopeSetsOf(access, client) : [client.ceiling],
      };
    }),
  );
}

function scopeSetsOf(access: Access, client: Client): string[][] {
  const inside = subsetsOf(client.ceiling);
  const outside = [...access.scopes.keys()].filter((name) => !client.ceiling.includes(name)).map((name) => [name]);
  const small = inside.filter((set) => set.length <= 1);
  return [
    ...oidcSets(client).flatMap((oidc) => [...inside, ...outside].map((set) => [...oidc, ...set])),
    ...oddOidcSets(client).flatMap((oidc) => small.map((set) => [...oidc, ...set])),
    ["not-a-scope"],
    [...client.ceiling, "not-a-scope"],
  ];
}

/** The sets of OIDC scopes that clients ask for. */
function oidcSets({ oidcScopes }: Client): string[][] {
  if (oidcScopes.length === 0) return [[]];
  const online = oidcScopes.filter((scope) => scope !== OFFLINE_ACCESS && scope !== "device_sso");
  return oidcScopes.length === online.length ? [[], online] : [[], online, [...oidcScopes]];
}

function oddOidcSets({ oidcScopes }: Client): string[][] {
  const unlisted = OIDC_SCOPES.filter((scope) => !oidcScopes.includes(scope));
  return [[OPENID], [OFFLINE_ACCESS], ["profile"], ["device_sso", OPENID], ...unlisted.map((scope) => [OPENID, scope])];
}

/** All subsets, the empty one first. */
export function subsetsOf(items: readonly string[]): string[][] {
  return items.reduce<string[][]>((sets, item) => [...sets, ...sets.map((set) => [...set, item])], [[]]);
}
