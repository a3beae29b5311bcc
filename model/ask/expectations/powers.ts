/** What somebody can do, as the compiled rules and the routes have it: the answers against which expectations are held. */
import { entitlementsOf } from "../../compile/entitlements";
import type { Access, Client, Route } from "../../file/access";
import type { TraceEvent } from "../../evaluate/types";
import { actsForPeople } from "../../okta/clientTypes";
import type { Question } from "../../intent";
import { GRANTS } from "../../okta/grants";
import { effectiveScopes } from "../canI";
import { Decider } from "../decider";
import { callableByService, opens } from "../matrix";

/** Somebody: in all of these groups, or a service client. */
export type Somebody = { readonly groups: readonly string[] } | { readonly service: string };

/** How something is granted, or why not. */
export interface Answer {
  readonly granted: boolean;
  /** In words: by which rule, or that none grants it. */
  readonly because: string;
  readonly trace: readonly TraceEvent[];
}

/** Answers questions to one stack's access. */
export class Powers {
  readonly #decider: Decider;
  readonly #known = new Map<string, Answer>();

  constructor(readonly access: Access) {
    this.#decider = new Decider({ access, entitlements: entitlementsOf(access) });
  }

  /** The clients at which somebody could do anything, or the one that is named. */
  clientsFor(who: Somebody, at?: string): Client[] {
    if ("service" in who) return [this.access.clients.get(who.service)!];
    const all = [...this.access.clients.values()].filter(actsForPeople);
    return all.filter(({ key }) => at === undefined || key === at);
  }

  /** Whether all of the scopes are given at once, at one of the clients. */
  scopes(who: Somebody, scopes: readonly string[], at?: string): Answer {
    return this.#any(this.clientsFor(who, at).map((client) => () => this.#scopesAt(who, scopes, client)));
  }

  /** Whether a route can be called, at one of the clients. */
  route(who: Somebody, route: Route, at?: string): Answer {
    if (route.access.kind === "public") return { granted: true, because: "the route is public", trace: [] };
    const asked = "service" in who ? callableByService(this.access, route.access) : route.access;
    if (asked?.kind !== "scopes")
      return { granted: false, because: "a service client can give what the route asks for in no way", trace: [] };
    const sets = asked.match === "all" ? [asked.scopes] : asked.scopes.map((scope) => [scope]);
    const clients = this.clientsFor(who, at);
    return this.#any(
      clients.flatMap((client) =>
        sets
          .filter((set) => opens(asked, (scope) => set.includes(scope)))
          .map((set) => () => this.#scopesAt(who, set, client)),
      ),
    );
  }

  /** The first that is granted; else the refusal with the longest explanation. */
  #any(questions: readonly (() => Answer)[]): Answer {
    let refused: Answer = { granted: false, because: "there is no client for it", trace: [] };
    for (const ask of questions) {
      const answer = ask();
      if (answer.granted) return answer;
      if (answer.trace.length >= refused.trace.length) refused = answer;
    }
    return refused;
  }

  #scopesAt(who: Somebody, scopes: readonly string[], client: Client): Answer {
    const groups = "groups" in who ? who.groups : [];
    const key = JSON.stringify([groups, client.key, scopes]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const grants = client.grants.filter((grant) => GRANTS[grant].user === "groups" in who);
    const answer = this.#any(
      grants.map((grant) => () => this.#asked(client, { client: client.key, grant, groups, scopes })),
    );
    this.#known.set(key, answer);
    return answer;
  }

  #asked(client: Client, question: Question): Answer {
    const { grant, groups, scopes } = question;
    const trace: TraceEvent[] = [];
    const decision = this.#decider.decide(question, (event) => trace.push(event));
    if (decision.decision === "denied")
      return { granted: false, because: `refused at ${client.key}: ${decision.errorDescription}`, trace };
    const counted = effectiveScopes(this.access, client, groups, scopes);
    if (counted.length < scopes.length && GRANTS[grant].user)
      return { granted: false, because: `the gateway does not count it for these groups at ${client.key}`, trace };
    return {
      granted: true,
      because: `granted at ${client.key} with ${grant} by rule \`${decision.rule.name}\``,
      trace,
    };
  }
}
