/** The authorization endpoint: signs a person in, or finds them signed in, and sends them back with a code. */
import { OAuthError, oauthError } from "../../errors/oauthErrors";
import type { Answer } from "../../http/endpoint";
import type { Okta } from "../../okta";
import type { App, User } from "../../org/entities";
import { randomText } from "../../org/ids";
import { errorPage } from "../../pages/html";
import { signInPage } from "../../pages/signInPage";
import { refuseEarly } from "../decide";
import { formParams, given, queryParams, type Params } from "../form";
import type { Issuer } from "../issuer";
import { forEachIssuer, type OAuthCall } from "../oauthEndpoint";
import { TRANSACTION_LIFETIME_MS, type Session } from "../state";
import { finish, type SignedIn } from "./grantCode";
import { destinationOf, readRequest, type AuthorizeRequest, type Destination } from "./request";
import { errorTo } from "./respond";
import { visitorOf } from "./signOnConditions";
import {
  factorsToAsk,
  type SignInCase,
  requireAllowed,
  sessionCookie,
  sessionOf,
  sessionSuffices,
  signIn,
} from "./signIn";

export const authorizeEndpoints = [
  ...forEachIssuer("GET", "/v1/authorize", "authorize", async (call, issuer) =>
    authorize(call, issuer, () => queryParams(call)),
  ),
  ...forEachIssuer("POST", "/v1/authorize", "authorizeWithPost", async (call, issuer) => {
    const params = await formParams(call);
    return authorize(call, issuer, () => params);
  }),
];

async function authorize(call: OAuthCall, issuer: Issuer, read: () => Params): Promise<Answer> {
  let found: { params: Params; app: App; destination: Destination };
  try {
    const params = read();
    const app = call.okta.org.appByClientId(given(params, "client_id") ?? "");
    found = { params, app: app!, destination: destinationOf(params, app) };
  } catch (error) {
    if (error instanceof OAuthError) return errorPage(error, call.header("accept"));
    throw error;
  }
  call.note["client"] = found.app.label;
  return orErrorTo(call, found.destination, async () => {
    const request = readRequest(found.params, found.app, found.destination);
    return proceed(call, issuer, found.app, request);
  });
}

/** From here on errors go to the client. */
export async function orErrorTo(
  call: OAuthCall,
  destination: Destination,
  act: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    call.note["error"] = error.reason;
    return errorTo(destination, error);
  }
}

async function proceed(call: OAuthCall, issuer: Issuer, app: App, request: AuthorizeRequest): Promise<Answer> {
  const { okta } = call;
  const visitor = visitorOf(call);
  const hinted = request.loginHint === undefined ? undefined : okta.org.findUser(request.loginHint);
  const session = sessionOf(okta, call.header("cookie"));
  const user =
    hinted ??
    (session === undefined || request.loginHint !== undefined ? undefined : okta.org.users.get(session.userId));
  if (
    user !== undefined &&
    session?.userId === user.id &&
    sessionSuffices(okta, { app, user, visitor }, session, request)
  ) {
    requireAllowed(okta, { app, user, visitor });
    session.usedAt = okta.org.seconds();
    return finish({ okta, issuer, app, user, session, request });
  }
  if (user === undefined) refuseWhoever(okta, issuer, app, request);
  if (request.prompt.includes("none"))
    throw oauthError(session === undefined ? "login_required" : "app_sign_on_required");
  if (hinted === undefined) return showSignIn(call, issuer, app, request);
  return signInAtOnce(call, { issuer, app, user: hinted, request });
}

/** Nobody is asked to sign in for a request that is refused whoever it is. */
function refuseWhoever(okta: Okta, { server }: Issuer, app: App, { responseTypes, scopes }: AuthorizeRequest): void {
  const grantType = responseTypes.includes("code") ? "authorization_code" : "implicit";
  if (server !== undefined) refuseEarly(okta, server, { app, grantType, scopes });
}

async function signInAtOnce(
  call: OAuthCall,
  { issuer, app, user, request }: Omit<SignedIn, "okta" | "session">,
): Promise<Answer> {
  const { okta } = call;
  const signedIn = { app, user, visitor: visitorOf(call) };
  requireAllowed(okta, signedIn);
  const factors = factorsToAsk(okta, signedIn, request);
  if (factors === undefined) throw oauthError("unmet_authentication_requirements");
  const session = signIn(okta, signedIn, factors, request);
  return withSession(
    await orErrorTo(call, request, () => finish({ okta, issuer, app, user, session, request })),
    session,
  );
}

/** The same answer, which also sets the session's cookie. */
export function withSession(answer: Answer, session: Session): Answer {
  return { ...answer, headers: { ...answer.headers, "set-cookie": sessionCookie(session) } };
}

function showSignIn(call: OAuthCall, issuer: Issuer, app: App, request: AuthorizeRequest): Answer {
  const { oauth } = call.okta;
  const id = randomText(32);
  const { host } = new URL(issuer.url);
  oauth.transactions.set(id, { serverId: issuer.server?.id ?? null, host, request }, TRANSACTION_LIFETIME_MS);
  return signInAnswer(call, { id, issuer, app, request });
}

/** The page for a transaction; `search`: words that the people on it must have. */
export function signInAnswer(
  call: OAuthCall,
  {
    id,
    issuer,
    app,
    request,
    search,
  }: { id: string; issuer: Issuer; app: App; request: AuthorizeRequest; search?: string },
): Answer {
  const { okta } = call;
  const visitor = visitorOf(call);
  return signInPage(okta, {
    action: `${new URL(issuer.url).origin}/signin/${id}`,
    app,
    scopes: request.scopes,
    notice: request.loginHint === undefined ? undefined : `There is no person with the login ${request.loginHint}.`,
    suggested: (user: User) => suggestion(okta, { app, user, visitor }, request),
    search,
  });
}

/** Nothing is suggested for a person whose sign-in cannot be decided: the refusal says why, when they try. */
function suggestion(okta: Okta, signedIn: SignInCase, request: AuthorizeRequest) {
  try {
    return factorsToAsk(okta, signedIn, request);
  } catch (error) {
    if (error instanceof OAuthError) return undefined;
    throw error;
  }
}
