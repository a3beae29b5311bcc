/** Decides whether a person who asks for an app is signed in well enough, and signs them in. */
import type { Acr } from "../../../../model/okta";
import { oauthError } from "../../errors/oauthErrors";
import type { App, User } from "../../org/entities";
import { randomText } from "../../org/ids";
import type { Okta } from "../../okta";
import { isAssigned } from "../../org/memberships";
import { SESSION_LIFETIME_MS, type Session } from "../state";
import { factorsFor, factorsOf, reaches, type FactorKey } from "./factors";
import type { Visitor } from "./signOnConditions";
import { signOnDemand } from "./signOnPolicy";

/** What an authorization request asks of the sign-in. */
export interface SignInWish {
  readonly prompt: readonly string[];
  readonly maxAge?: number;
  readonly acrValues: readonly Acr[];
}

/** The values of `acr_values` from which one is chosen; without any, any sign-in will do. */
export function wantedLevels({ acrValues }: Pick<SignInWish, "acrValues">): readonly Acr[] {
  return acrValues.length > 0 ? acrValues : ["urn:okta:loa:1fa:any"];
}

/** Who wants to use which app, and from where. */
export interface SignInCase {
  readonly app: App;
  readonly user: User;
  readonly visitor: Visitor;
}

/** Whether the session is good enough as it is. */
export function sessionSuffices(
  okta: Okta,
  { app, user, visitor }: SignInCase,
  session: Session,
  wish: SignInWish,
): boolean {
  const age = okta.org.seconds() - session.authTime;
  const idle = okta.org.seconds() - session.usedAt;
  const demand = signOnDemand(okta.org, app, user, visitor);
  const young = (wish.maxAge === undefined || (wish.maxAge > 0 && age <= wish.maxAge)) && age <= demand.maxAge;
  const inUse = idle <= demand.maxIdle;
  const strong = demand.accepts(session.factors) && wantedLevels(wish).some((level) => reaches(session.factors, level));
  return young && inUse && strong && !wish.prompt.includes("login");
}

/**
 * The factors to ask the person for; undefined where the person has none that do. The app's own policy comes first, then
 * the first of the asked levels that can be met.
 */
export function factorsToAsk(
  okta: Okta,
  { app, user, visitor }: SignInCase,
  wish: Pick<SignInWish, "acrValues">,
): readonly FactorKey[] | undefined {
  const available = factorsOf(user);
  const demand = signOnDemand(okta.org, app, user, visitor);
  for (const wanted of wantedLevels(wish)) {
    const enough = factorsFor(available, wanted, demand.accepts);
    if (enough !== undefined) return enough;
  }
  return undefined;
}

/** The level to write into the tokens: the asked one that the factors reach; none where none was asked for. */
export function reachedAcr(factors: readonly string[], acrValues: readonly Acr[]): Acr | undefined {
  return acrValues.find((level) => reaches(factors, level));
}

/** @throws OAuthError where the person may not sign in at all: the account, the assignment, or the app's sign-on policy. */
export function requireAllowed({ org }: Okta, { app, user, visitor }: SignInCase): void {
  if (user.status !== "ACTIVE") throw oauthError("invalid_user_status_error");
  if (!isAssigned(org, app, user)) throw oauthError("user_not_assigned");
  if (!signOnDemand(org, app, user, visitor).allowed) throw oauthError("access_denied");
}

/** Signs the person in with exactly those factors. @throws OAuthError where they are not enough. */
export function signIn(
  okta: Okta,
  signedIn: SignInCase,
  factors: readonly FactorKey[],
  wish: Pick<SignInWish, "acrValues">,
): Session {
  requireAllowed(okta, signedIn);
  const { app, user, visitor } = signedIn;
  const enough =
    signOnDemand(okta.org, app, user, visitor).accepts(factors) &&
    wantedLevels(wish).some((wanted) => reaches(factors, wanted));
  if (!enough) throw oauthError("unmet_authentication_requirements");
  const now = okta.org.seconds();
  const session = { id: randomText(32), userId: user.id, authTime: now, factors, usedAt: now };
  okta.oauth.sessions.set(session.id, session, SESSION_LIFETIME_MS);
  user.lastLogin = okta.org.clock();
  return session;
}

/** The name of Okta's session cookie. */
export const SESSION_COOKIE = "idx";

/** The session that the request's cookie names; its two hours begin anew. */
export function sessionOf(okta: Okta, cookies: string | undefined): Session | undefined {
  const [, id] = new RegExp(`(?:^|;\\s*)${SESSION_COOKIE}=([A-Za-z0-9]+)`).exec(cookies ?? "") ?? [];
  const session = id === undefined ? undefined : okta.oauth.sessions.get(id);
  if (session !== undefined) okta.oauth.sessions.set(session.id, session, SESSION_LIFETIME_MS);
  return session;
}

/**
 * `SameSite=None`, so that a page of another origin can renew its tokens in a frame, as with Okta. That takes `Secure`,
 * which browsers also grant to plain HTTP on this machine.
 */
export function sessionCookie(session: Session | undefined): string {
  const value = session === undefined ? `${SESSION_COOKIE}=; Max-Age=0` : `${SESSION_COOKIE}=${session.id}`;
  return `${value}; Path=/; HttpOnly; Secure; SameSite=None`;
}
