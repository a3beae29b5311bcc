/** Makes the record of what was granted out of a decision. */
import type { Okta } from "../okta";
import type { App, User } from "../org/entities";
import type { Issuer } from "./issuer";
import type { Authorization } from "./state";

/** The part of a decision that a token is made from. */
export interface GrantedDecision {
  readonly scopes: readonly string[];
  readonly tokenMinutes: number;
  readonly refreshTokenMinutes: number;
  readonly refreshTokenWindowMinutes: number;
}

/** How the person signed in; nothing of it for a service. */
export type SignInFacts = Partial<Pick<Authorization, "acr" | "authTime" | "factors" | "nonce">>;

/** To whom it is granted; nobody's name where a service acts for itself. */
interface Grantee {
  readonly issuer: Issuer;
  readonly app: App;
  readonly user: User | null;
}

/** Nothing is kept by this: it lives in the code, the refresh tokens and the answer made from it. */
export function newAuthorization(
  okta: Okta,
  { issuer, app, user }: Grantee,
  decision: GrantedDecision,
  facts: SignInFacts = {},
): Authorization {
  return {
    // A service has no refresh tokens to name.
    id: user === null ? "" : okta.org.newId("refreshToken"),
    serverId: issuer.server?.id ?? null,
    appId: app.id,
    clientId: app.clientId,
    userId: user?.id ?? null,
    scopes: decision.scopes,
    lifetimes: {
      accessToken: decision.tokenMinutes,
      refreshToken: decision.refreshTokenMinutes,
      refreshWindow: decision.refreshTokenWindowMinutes,
    },
    factors: [],
    ...facts,
    revoked: false,
    accessTokenIds: [],
  };
}
