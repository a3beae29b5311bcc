/** What the sign-in page and the consent page send back. These are the local Okta's own addresses, not Okta's. */
import { oauthError } from "../../errors/oauthErrors";
import type { Answer } from "../../http/endpoint";
import { errorPage } from "../../pages/html";
import { formParams } from "../form";
import { findIssuer } from "../issuer";
import type { OAuthCall, OAuthEndpoint } from "../oauthEndpoint";
import type { SignInTransaction } from "../state";
import { orErrorTo, signInAnswer, withSession } from "./authorize";
import { FACTOR_KEYS, factorsOf } from "./factors";
import { finish } from "./grantCode";
import { visitorOf } from "./signOnConditions";
import { signIn } from "./signIn";

export const signInEndpoints: readonly OAuthEndpoint[] = [
  { method: "GET", path: "/signin/{transactionId}", operation: "localSearchPeople", handle: search },
  { method: "POST", path: "/signin/{transactionId}", operation: "localSignIn", handle: chosen },
  { method: "POST", path: "/signin/{transactionId}/consent", operation: "localConsent", handle: consented },
];

/** The page once more, with those people alone who are looked for. */
function search(call: OAuthCall): Answer {
  const transaction = find(call);
  if (transaction === undefined || transaction.session !== undefined) return expired(call);
  const { issuer, app, request } = transaction;
  const id = call.params["transactionId"]!;
  return signInAnswer(call, { id, issuer, app, request, search: call.query.get("q") ?? "" });
}

async function chosen(call: OAuthCall): Promise<Answer> {
  const { okta } = call;
  const params = await formParams(call);
  const transaction = take(call);
  const user = okta.org.findUser(params.get("login") ?? "");
  if (transaction === undefined || user === undefined) return expired(call);
  const { issuer, app, request } = transaction;
  const had = factorsOf(user);
  const factors = FACTOR_KEYS.filter((key) => params.has(key) && had.includes(key));
  return orErrorTo(call, request, async () => {
    const session = signIn(okta, { app, user, visitor: visitorOf(call) }, factors, request);
    return withSession(
      await orErrorTo(call, request, () => finish({ okta, issuer, app, user, session, request })),
      session,
    );
  });
}

async function consented(call: OAuthCall): Promise<Answer> {
  const { okta } = call;
  const params = await formParams(call);
  const transaction = take(call);
  const session = transaction?.session;
  const user = session === undefined ? undefined : okta.org.users.get(session.userId);
  if (transaction === undefined || session === undefined || user === undefined) return expired(call);
  const { issuer, app, request } = transaction;
  return orErrorTo(call, request, async () => {
    if (params.get("consent") !== "allow") throw oauthError("access_denied");
    const given = user.consents.get(app.id) ?? new Set();
    for (const scope of request.scopes) given.add(scope);
    user.consents.set(app.id, given);
    return finish({ okta, issuer, app, user, session, request }, true);
  });
}

/** A transaction is used once. */
function take(call: OAuthCall) {
  const transaction = find(call);
  call.okta.oauth.transactions.delete(call.params["transactionId"]!);
  return transaction;
}

function find({ okta, params }: OAuthCall) {
  const transaction: SignInTransaction | undefined = okta.oauth.transactions.get(params["transactionId"]!);
  const issuer = transaction === undefined ? undefined : findIssuer(okta.org, transaction.serverId, transaction.host);
  const app = transaction === undefined ? undefined : okta.org.apps.get(transaction.request.appId);
  if (transaction === undefined || issuer === undefined || app === undefined) return undefined;
  return { ...transaction, issuer, app };
}

function expired(call: OAuthCall): Answer {
  return errorPage(oauthError("request_expired"), call.header("accept"));
}
