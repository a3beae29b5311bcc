/** Which rule grants something, and for how long: the one evaluator, asked of the rules of the one client. */
import { clientsOf } from "../compile/clients";
import type { Entitlements } from "../compile/entitlements";
import { DerivedGroups } from "../compile/derivedGroups";
import { clientRules } from "../compile/rules";
import type { PlanClient, PlanGroupRule, PlanPolicy } from "../compile/plan";
import type { Access } from "../file/access";
import { evaluate } from "../evaluate/evaluate";
import { clientFromPlan, groupsInOkta, serverFromPlan } from "../evaluate/fromPlan";
import type { AuthorizationServer, Decision, Granted, RequestClient, Tracer } from "../evaluate/types";
import type { Question } from "../intent";
import { GRANTS } from "../okta/grants";
import { OPENID } from "../okta/oidcScopes";

interface Answering {
  readonly server: AuthorizationServer;
  readonly client: RequestClient;
  readonly groupRules: readonly PlanGroupRule[];
  /** Keys of base groups, joined → all groups in Okta. */
  readonly groupsInOkta: Map<string, string[]>;
}

/** Answers questions to one of the two files. Only the clients that are asked about are compiled. */
export class Decider {
  readonly #known = new Map<string, Answering>();
  #planClients?: ReadonlyMap<string, PlanClient>;

  constructor(private readonly file: { readonly access: Access; readonly entitlements: Entitlements }) {}

  /** The grant that Okta would make; undefined where it would refuse. */
  granted(question: Question): Granted | undefined {
    const decision = this.decide(question);
    return decision.decision === "granted" ? decision : undefined;
  }

  /** What Okta would answer, OIDC scopes left aside. */
  decide({ client, grant, groups, scopes }: Question, trace?: Tracer): Decision {
    const answering = this.#answering(client);
    const { server, client: asking } = answering;
    const { okta, user, needsOpenid } = GRANTS[grant];
    const request = {
      client: asking,
      grantType: okta,
      user: user ? { id: "user", groups: groupsOf(answering, groups) } : null,
      scopes: needsOpenid ? [OPENID, ...scopes] : scopes,
      // Nobody is there to say no: what a consent page would ask is taken as answered.
      consented: scopes,
    };
    return evaluate(server, request, trace);
  }

  #answering(key: string): Answering {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const { access, entitlements } = this.file;
    const derived = new DerivedGroups(access.combinations.limit);
    const client = access.clients.get(key)!;
    const rules = clientRules(access, client, entitlements, derived);
    const policies: PlanPolicy[] = [{ name: key, priority: 1, clients: [key], rules }];
    const groupRules = derived.entries().map(([group, allOf]) => ({ name: group, group, allOf }));
    const answering = {
      server: serverFromPlan({ scopes: scopesOf(access), claims: [], policies }),
      client: clientFromPlan({ clients: [this.planClient(key)] }, key),
      groupRules,
      groupsInOkta: new Map<string, string[]>(),
    };
    this.#known.set(key, answering);
    return answering;
  }

  /** A client as it is declared in Okta, with the rules by which people sign in to it. */
  planClient(key: string): PlanClient {
    this.#planClients ??= new Map(
      clientsOf(this.file.access, this.file.entitlements).map((client) => [client.key, client]),
    );
    return this.#planClients.get(key)!;
  }
}

function scopesOf({ scopes }: Access) {
  return [...scopes.values()].map(({ name, consent }) => ({ name, consent }));
}

function groupsOf({ groupRules, groupsInOkta: known }: Answering, keys: readonly string[]): string[] {
  const key = keys.join();
  const groups = known.get(key) ?? groupsInOkta({ groupRules }, keys);
  known.set(key, groups);
  return groups;
}
