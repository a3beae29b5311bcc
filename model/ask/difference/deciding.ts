/** Which rule grants something, and for how long: the one evaluator, asked of the rules of the one client. */
import { clientsOf } from "../../compile/clients";
import { DerivedGroups } from "../../compile/derivedGroups";
import { clientRules } from "../../compile/rules";
import type { PlanClient, PlanGroupRule, PlanPolicy } from "../../compile/plan";
import type { Access } from "../../file/access";
import { evaluate } from "../../evaluate/evaluate";
import { clientFromPlan, groupsInOkta, serverFromPlan } from "../../evaluate/fromPlan";
import type { Granted, RequestClient, AuthorizationServer } from "../../evaluate/types";
import { GRANTS, type GrantKey } from "../../okta/grants";
import { OPENID } from "../../okta/oidcScopes";
import type { View } from "./views";

interface Answering {
  readonly server: AuthorizationServer;
  readonly client: RequestClient;
  readonly groupRules: readonly PlanGroupRule[];
}

/** Answers questions to one of the two files. Only the clients that are asked about are compiled. */
export class Decider {
  readonly #known = new Map<string, Answering>();
  #planClients?: ReadonlyMap<string, PlanClient>;

  constructor(private readonly view: View) {}

  /** The grant that Okta would make; undefined where it would refuse. */
  granted(client: string, grant: GrantKey, groups: readonly string[], scopes: readonly string[]): Granted | undefined {
    const { server, client: asking, groupRules } = this.#answering(client);
    const { okta, user, needsOpenid } = GRANTS[grant];
    const decision = evaluate(server, {
      client: asking,
      grantType: okta,
      user: user ? { id: "user", groups: groupsInOkta({ groupRules }, groups) } : null,
      scopes: needsOpenid ? [OPENID, ...scopes] : scopes,
      // Nobody is there to say no: what a consent page would ask is taken as answered.
      consented: scopes,
    });
    return decision.decision === "granted" ? decision : undefined;
  }

  #answering(key: string): Answering {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const { access, entitlements } = this.view;
    const derived = new DerivedGroups(access.combinations.limit);
    const client = access.clients.get(key)!;
    const rules = clientRules(access, client, entitlements, derived);
    const policies: PlanPolicy[] = [{ name: key, priority: 1, clients: [key], rules }];
    const groupRules = derived.entries().map(([group, allOf]) => ({ name: group, group, allOf }));
    const answering = {
      server: serverFromPlan({ scopes: scopesOf(access), claims: [], policies }),
      client: clientFromPlan({ clients: [this.planClient(key)] }, key),
      groupRules,
    };
    this.#known.set(key, answering);
    return answering;
  }

  /** A client as it is declared in Okta, with the rules by which people sign in to it. */
  planClient(key: string): PlanClient {
    this.#planClients ??= new Map(
      clientsOf(this.view.access, this.view.entitlements).map((client) => [client.key, client]),
    );
    return this.#planClients.get(key)!;
  }
}

function scopesOf({ scopes }: Access) {
  return [...scopes.values()].map(({ name, consent }) => ({ name, consent }));
}
