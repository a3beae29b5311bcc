/** What a check tries at each API: who is let through, who is refused, before and after a step-up, and what is public. */
import type { Access, Api, Route } from "../../model/file";
import { showsGroup } from "../../model/okta";
import { globMatches, routeRequirement, type StepUpRequirement } from "../../model/routes";
import type { Holder, Holders } from "./holders";

/** A call with a token of these scopes. */
export interface CallTrial {
  readonly route: Route;
  readonly candidates: readonly Holder[];
  readonly scopes: readonly string[];
}

/** A call that is to be refused for its scopes. */
export interface NarrowTrial extends CallTrial {
  /** The token has a scope of the route, which does not count for the holder: see `enforcement: "gateway"`. */
  readonly narrowed: boolean;
}

/** A call that a better or more recent sign-in opens. */
export interface StepUpTrial extends CallTrial {
  readonly stepUp: StepUpRequirement;
  /** Whether the gateway says what to sign in with. */
  readonly challenged: boolean;
}

type Guarded = Extract<Route["access"], { kind: "scopes" }>;

/** A route that asks for scopes. */
type GuardedRoute = Route & { readonly access: Guarded };

export class ApiTrials {
  readonly #access: Access;
  readonly #holders: Holders;
  readonly #api: Api;
  readonly #echoes: readonly string[];
  /** Those first that only read and need no id. */
  readonly #routes: readonly Route[];

  constructor(access: Access, holders: Holders, api: Api, echoes: readonly string[] = []) {
    this.#echoes = echoes;
    this.#access = access;
    this.#holders = holders;
    this.#api = api;
    const rank = ({ method, path }: Route) => (method === "GET" ? 0 : 2) + (path.includes("{") ? 1 : 0);
    this.#routes = [...api.routes].sort((a, b) => rank(a) - rank(b));
  }

  /** A route that leads to a function of the product, or to an echo: what lies behind another address is not here. */
  get #own(): Route[] {
    return this.#routes.filter(
      ({ target }) =>
        "handler" in target || "elsewhere" in target || ("backend" in target && this.#echoes.includes(target.backend)),
    );
  }

  /** A route that somebody may call as they have signed in. */
  allowed(): CallTrial | undefined {
    return first(guarded(this.#own), (route) =>
      this.#stepUpOf(route) === undefined ? this.#opened(route) : undefined,
    );
  }

  /** A route that asks for a token. */
  protected(): Route | undefined {
    return this.allowed()?.route ?? guarded(this.#own)[0] ?? guarded(this.#routes)[0];
  }

  /** A token that is good, and not for this route. */
  narrow(route: Route): NarrowTrial | undefined {
    const [asked] = guarded([route]);
    if (asked === undefined) return undefined;
    const wanted = asked.access.scopes;
    const find = (requests: (holder: Holder) => (readonly string[])[], narrowed: boolean): NarrowTrial | undefined => {
      for (const holder of this.#holders.all()) {
        const scopes = requests(holder).find(
          (request) =>
            this.#holders.grants(holder, request) && !satisfies(asked.access, this.#holders.counted(holder, request)),
        );
        if (scopes === undefined) continue;
        const candidates = this.#same(holder, (one) => {
          return this.#holders.grants(one, scopes) && !satisfies(asked.access, this.#holders.counted(one, scopes));
        });
        return { route, candidates, scopes, narrowed };
      }
      return undefined;
    };
    return (
      find(({ client }) => (client.enforcement === "gateway" ? wanted.map((scope) => [scope]) : []), true) ??
      find((holder) => this.#holders.entitled(holder).map((scope) => [scope]), false) ??
      find(({ person }) => (person === undefined ? [] : [[]]), false)
    );
  }

  /** A route that asks for a step-up, and somebody who may call it after one. */
  stepUp(): StepUpTrial | undefined {
    return first(guarded(this.#own), (route) => {
      const stepUp = this.#stepUpOf(route);
      const opened = stepUp && this.#opened(route, ({ person }) => person !== undefined);
      if (!stepUp || !opened) return undefined;
      const { challenge } = routeRequirement(this.#access, this.#api, route)!;
      return { ...opened, stepUp, challenged: challenge !== "none" };
    });
  }

  /** Whether any route asks for a step-up. */
  get hasStepUp(): boolean {
    return guarded(this.#routes).some((route) => this.#stepUpOf(route) !== undefined);
  }

  /** Whether any route asks for scopes. */
  get hasScopes(): boolean {
    return guarded(this.#routes).length > 0;
  }

  /** A route for everybody. */
  public(): Route | undefined {
    return this.#own.find(({ access }) => access.kind === "public");
  }

  get hasPublic(): boolean {
    return this.#routes.some(({ access }) => access.kind === "public");
  }

  #stepUpOf(route: GuardedRoute): StepUpRequirement | undefined {
    return routeRequirement(this.#access, this.#api, route)?.stepUp;
  }

  /** Somebody who may call a route, with the fewest scopes that open it. */
  #opened(route: GuardedRoute, wanted: (holder: Holder) => boolean = () => true): CallTrial | undefined {
    const { match, scopes: named } = route.access;
    const requests = match === "all" ? [[...named]] : named.map((scope) => [scope]);
    for (const holder of this.#holders.all()) {
      if (!wanted(holder)) continue;
      const scopes = requests.find((request) => this.#opens(route, holder, request));
      if (scopes === undefined) continue;
      return { route, candidates: this.#same(holder, (one) => this.#opens(route, one, scopes)), scopes };
    }
    return undefined;
  }

  #opens(route: GuardedRoute, holder: Holder, scopes: readonly string[]): boolean {
    return (
      this.#inGroup(route, holder) &&
      this.#holders.grants(holder, scopes) &&
      satisfies(route.access, this.#holders.counted(holder, scopes))
    );
  }

  #inGroup({ access: { groups, groupsClaim } }: GuardedRoute, holder: Holder): boolean {
    if (groups.length === 0) return true;
    const value = this.#access.claims.get(groupsClaim ?? "")?.value;
    if (value?.kind !== "groups") return false;
    const shown = this.#holders.groupNames(holder).filter((name) => showsGroup(value, name));
    return shown.some((name) => groups.some((glob) => globMatches(glob, name)));
  }

  /** The holder, and others at the same client who could take the holder's place. */
  #same(holder: Holder, test: (one: Holder) => boolean): Holder[] {
    const found = [holder];
    for (const one of this.#holders.at(holder.client)) {
      if (found.length === CANDIDATES_MAX) break;
      if (one.person !== holder.person && test(one)) found.push(one);
    }
    return found;
  }
}

const CANDIDATES_MAX = 8;

function guarded(routes: readonly Route[]): GuardedRoute[] {
  return routes.filter((route): route is GuardedRoute => route.access.kind === "scopes");
}

function satisfies({ match, scopes }: Guarded, held: readonly string[]): boolean {
  return match === "all" ? scopes.every((scope) => held.includes(scope)) : scopes.some((scope) => held.includes(scope));
}

function first<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
