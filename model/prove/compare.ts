/** Asks the access file and the compiled plan the same question, compares the answers, and says in words how they differ. */
import type { Access } from "../file/access";
import { groupsClaimName, isClaimPart } from "../compile/claims";
import { evaluate } from "../evaluate/evaluate";
import { clientFromPlan, groupsInOkta, serverFromPlan } from "../evaluate/fromPlan";
import type { AuthorizationServer, Decision, RequestClient } from "../evaluate/types";
import { GRANTS } from "../okta/grants";
import { intent, type Intent, type Question } from "../intent";
import type { Plan } from "../compile/plan";
import { names } from "../findings";

/** The question, and both answers. */
export interface Counterexample {
  /** Keys of the groups of the user; empty in a grant without a user. */
  readonly groups: readonly string[];
  readonly client: string;
  readonly grant: string;
  readonly scopes: readonly string[];
  /** What the access file calls for, in words. */
  readonly intended: string;
  /** What Okta would answer, or what in the plan stands against it, in words. */
  readonly decided: string;
}

/** The counterexample as one sentence. */
export function inWords({ groups, client, grant, scopes, intended, decided }: Counterexample): string {
  const who = groups.length === 0 ? "nobody in particular" : `a member of ${names(groups)}`;
  const asked = scopes.length === 0 ? "no scope" : names(scopes);
  return `${who}, at \`${client}\` with \`${grant}\`, asks for ${asked}: the access file says ${intended}; the plan says ${decided}`;
}

/** Answers questions for a plan as if it were deployed. */
export class DeployedPlan {
  readonly #server: AuthorizationServer;
  readonly #clients: ReadonlyMap<string, RequestClient>;

  constructor(readonly plan: Plan) {
    this.#server = serverFromPlan(plan);
    this.#clients = new Map(plan.clients.map(({ key }) => [key, clientFromPlan(plan, key)]));
  }

  /** @param groupsInOkta all groups of the user, the derived ones included (`groupsInOkta`). */
  decide({ client, grant, scopes }: Question, groupsInOkta: readonly string[]): Decision {
    const { user, okta } = GRANTS[grant];
    return evaluate(this.#server, {
      client: this.#clients.get(client)!,
      grantType: okta,
      user: user ? { id: "user", groups: groupsInOkta } : null,
      scopes,
    });
  }
}

/** Compares for one question; undefined where both say the same. */
export function compareAnswers(
  access: Access,
  deployed: DeployedPlan,
  question: Question,
  groups: readonly string[] = groupsInOkta(deployed.plan, question.groups),
): Counterexample | undefined {
  const intended = intent(access, question);
  const decided = deployed.decide(question, groups);
  if (agree(access, intended, decided)) return undefined;
  const { client, grant, scopes } = question;
  return {
    groups: GRANTS[grant].user ? question.groups : [],
    client,
    grant,
    scopes,
    intended: intended.granted ? grantedWords(intended) : refusedWords(intended),
    decided: decided.decision === "granted" ? grantedWords(decided) : refusedWords(decided),
  };
}

function agree(access: Access, intended: Intent, decided: Decision): boolean {
  if (decided.decision === "denied") {
    return (
      !intended.granted &&
      intended.status === decided.status &&
      intended.error === decided.error &&
      intended.reason === decided.reason &&
      intended.errorDescription === decided.errorDescription
    );
  }
  return (
    intended.granted &&
    intended.tokenMinutes === decided.tokenMinutes &&
    same(intended.scopes, decided.scopes) &&
    same(intended.claims.access, declaredClaims(access, decided.claims.access)) &&
    same(intended.claims.id, declaredClaims(access, decided.claims.id))
  );
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

/** The plan may split an entitlement claim into parts, and adds one that the file does not declare for the gateway. */
function declaredClaims(access: Access, released: readonly string[]): readonly string[] {
  if (released.every((name) => access.claims.has(name))) return released;
  const added = groupsClaimName(access);
  const wholes = [...access.claims.values()]
    .filter(({ value }) => value.kind === "entitledScopes")
    .map(({ name }) => name);
  if (added !== undefined) wholes.push(added);
  return released.filter((name) => access.claims.has(name) || !wholes.some((whole) => isClaimPart(name, whole)));
}

interface AnyGrant {
  readonly scopes: readonly string[];
  readonly tokenMinutes: number;
  readonly claims: { readonly access: readonly string[]; readonly id: readonly string[] };
}

function grantedWords({ scopes, tokenMinutes, claims }: AnyGrant): string {
  const released = [...claims.access.map((name) => `${name} (access)`), ...claims.id.map((name) => `${name} (id)`)];
  return `granted [${scopes.join(", ")}] for ${tokenMinutes} min with claims [${released.join(", ")}]`;
}

function refusedWords({ status, error, reason }: { status: number; error: string; reason: string }): string {
  return `refused with ${status} ${error} (${reason})`;
}
