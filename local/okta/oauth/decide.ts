/** Every decision about a custom authorization server's tokens: the evaluator of `model/` makes it, `/__explain` keeps it. */
import {
  type Decision,
  type Denied,
  evaluate,
  type EvaluationRequest,
  type Granted,
  type TraceEvent,
} from "../../../model/evaluate";
import { OAuthError, oauthError } from "../errors/oauthErrors";
import type { App, AuthServer, User } from "../org/entities";
import { evaluatorView, requestClient, requestUser } from "../org/evaluatorView";
import { groupsOf } from "../org/memberships";
import type { Okta } from "../okta";
import { remember } from "./explanations";

export interface Question {
  readonly app: App;
  /** Okta's grant type string. */
  readonly grantType: string;
  readonly user: User | null;
  readonly scopes: readonly string[];
  readonly prompt?: readonly string[];
}

/** @throws OAuthError with Okta's own text where the request is refused. */
export function decide(okta: Okta, server: AuthServer, question: Question): Granted {
  const trace: TraceEvent[] = [];
  const decision = evaluate(evaluatorView(server), toRequest(okta, question), (event) => trace.push(event));
  explain(okta, question, { server, decision, trace });
  if (decision.decision === "denied") throw refusal(decision);
  refuseHook(okta, server, decision);
  return decision;
}

/** What a hook would change of a token is unknown here. @throws OAuthError where the rule names an active one */
function refuseHook({ org }: Okta, { policies }: AuthServer, { rule }: Granted): void {
  const found = policies.flatMap(({ rules }) => rules).find(({ id }) => id === rule.ruleId);
  const hook = org.inlineHooks.get(found?.inlineHookId ?? "");
  if (found === undefined || hook?.status !== "ACTIVE") return;
  const text = `The local Okta does not call the inline hook of the rule '${found.name}'.`;
  throw new OAuthError(501, "server_error", text, "not_modelled");
}

/**
 * Refuses what is wrong whoever the user is, before anybody is asked to sign in: the grant type and the scopes as such.
 * It asks about a user who is assigned and in no group, and disregards what the policies say.
 */
export function refuseEarly(okta: Okta, server: AuthServer, question: Omit<Question, "user">): void {
  const { app, grantType, scopes } = question;
  const anybody = { id: "anybody", groups: [] };
  const client = { ...requestClient(app), assignedUsers: [anybody.id] };
  const decision = evaluate(evaluatorView(server), { client, grantType, user: anybody, scopes });
  if (decision.decision === "granted" || decision.reason === "no_matching_policy") return;
  explain(okta, { ...question, user: null }, { server, decision, trace: [] });
  throw refusal(decision);
}

function refusal({ status, error, errorDescription, reason }: Denied): OAuthError {
  return new OAuthError(status, error, errorDescription, reason);
}

/** What a server has decided, and how. */
interface Decided {
  readonly server: AuthServer;
  readonly decision: Decision;
  readonly trace: TraceEvent[];
}

function explain(okta: Okta, question: Question, { server, decision, trace }: Decided): void {
  const { app, grantType, user, scopes } = question;
  remember(okta.oauth.explanations, {
    at: okta.org.clock(),
    server: server.name,
    client: app.label,
    grantType,
    user: user === null ? null : String(user.profile["login"]),
    groups: user === null ? [] : groupsOf(okta.org, user).map(({ name }) => name),
    requested: scopes,
    decision,
    trace,
  });
}

/** @throws OAuthError where the account is not active: nobody gets a token for it. */
export function requireActive(user: User): void {
  if (user.status !== "ACTIVE") throw oauthError("invalid_user_status_error");
}

function toRequest(okta: Okta, { app, grantType, user, scopes, prompt }: Question): EvaluationRequest {
  return {
    client: requestClient(app),
    grantType,
    user: user === null ? null : requestUser(okta.org, user),
    scopes,
    prompt,
    consented: user === null ? [] : [...(user.consents.get(app.id) ?? [])],
  };
}
