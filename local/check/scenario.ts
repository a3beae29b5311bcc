/** Chooses from the access file what the self-check tries: whoever may and may not, whatever the file says today. */
import type { Access, Claim, Route } from "../../model/file";
import { OPENID } from "../../model/okta";
import { intent } from "../../model/intent";

export interface Candidate {
  readonly name: string;
  readonly login: string;
  /** Keys of the access file's groups. */
  readonly groups: readonly string[];
}

export interface Allowed {
  readonly persona: Candidate;
  readonly client: string;
  /** Custom scopes of the client that this person may have, and those that only others may. */
  readonly entitled: readonly string[];
  readonly refused: readonly string[];
}

export interface RouteTrial {
  readonly api: string;
  readonly route: Route;
  readonly scope: string;
}

export interface ClaimTrial {
  readonly claim: Claim;
  readonly who: Allowed;
  /** A scope that releases the claim, and one that does not. */
  readonly with: string;
  readonly without: string;
}

/** Every pair of a person and a client with which the person can sign in and get at least one scope. */
export function allowedSignIns(access: Access, personas: readonly Candidate[]): Allowed[] {
  const clients = [...access.clients.values()].filter(({ grants }) => grants.includes("authorization_code"));
  return clients.flatMap((client) =>
    personas.flatMap((persona) => {
      const may = (scope: string) =>
        intent(access, {
          groups: persona.groups,
          client: client.key,
          grant: "authorization_code",
          scopes: [OPENID, scope],
        }).granted;
      const entitled = client.ceiling.filter(may);
      if (entitled.length === 0) return [];
      return [{ persona, client: client.key, entitled, refused: client.ceiling.filter((scope) => !may(scope)) }];
    }),
  );
}

/** Two people at one client of whom one may have a scope that the other is refused. */
export function twoPeople(allowed: readonly Allowed[]): { less: Allowed; more: Allowed } | undefined {
  for (const less of allowed) {
    const more = allowed.find(
      (other) => other.client === less.client && other !== less && other.entitled.some((s) => less.refused.includes(s)),
    );
    if (more) return { less, more };
  }
  return undefined;
}

/** A route that one of `scopes` opens by itself, preferably one that only reads. */
export function routeFor(access: Access, scopes: readonly string[]): RouteTrial | undefined {
  const trials = [...access.apis.values()].flatMap((api) =>
    api.routes.flatMap((route) => {
      if (route.access.kind !== "scopes" || route.access.groups.length > 0) return [];
      const { match, scopes: needed } = route.access;
      const scope = match === "any" || needed.length === 1 ? needed.find((name) => scopes.includes(name)) : undefined;
      if (scope === undefined || access.scopes.get(scope)?.stepUp) return [];
      return [{ api: api.key, route, scope }];
    }),
  );
  return trials.find(({ route }) => route.method === "GET") ?? trials[0];
}

/** A claim that somebody gets with one scope and not with another. */
export function claimTrial(access: Access, allowed: readonly Allowed[]): ClaimTrial | undefined {
  const claims = [...access.claims.values()].filter(({ scopes }) => scopes.length > 0);
  // An expression on the user's profile has a value for everybody; a filter may match none of a person's groups.
  const ordered = [...claims].sort((a, b) => Number(a.value.kind === "groups") - Number(b.value.kind === "groups"));
  for (const claim of ordered) {
    for (const who of allowed) {
      const yes = who.entitled.find((scope) => claim.scopes.includes(scope));
      const no = who.entitled.find((scope) => !claim.scopes.includes(scope));
      if (yes !== undefined && no !== undefined) return { claim, who, with: yes, without: no };
    }
  }
  return undefined;
}
