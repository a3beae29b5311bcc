/** What the OAuth endpoints remember between requests: sessions, codes, tokens that were revoked. In memory only. */
import type { Acr } from "../../../model/okta";
import type { OAuthError } from "../errors/oauthErrors";
import type { FactorKey } from "./authorize/factors";
import type { AuthorizeRequest } from "./authorize/request";
import { ExpiringMap } from "./expiringMap";
import type { Explanation } from "./explanations";

/** A person who is signed in, as the session cookie names it. */
export interface Session {
  readonly id: string;
  readonly userId: string;
  /** Seconds since 1970 of the last time the person proved who they are. */
  readonly authTime: number;
  /** Keys of the factors with which they did: `password`, `totp`. */
  readonly factors: readonly FactorKey[];
  /** Seconds since 1970 of the last sign-in to an app with it. */
  usedAt: number;
}

/** What a person, or a service, has been granted: the source of every token of one sign-in. */
export interface Authorization {
  /** The id of its refresh tokens, which is also the last part of its access tokens' `jti`. */
  readonly id: string;
  /** The id of the custom authorization server; null: the org's own. */
  readonly serverId: string | null;
  /** The id of the app: another app may get the client id of one that was deleted. */
  readonly appId: string;
  readonly clientId: string;
  readonly userId: string | null;
  readonly scopes: readonly string[];
  readonly lifetimes: Lifetimes;
  /** The level that was asked for and reached. */
  readonly acr?: string;
  readonly authTime?: number;
  readonly factors: readonly string[];
  readonly nonce?: string;
  revoked: boolean;
  /** The `jti` of each access token, so that they can be revoked together. */
  readonly accessTokenIds: string[];
}

/** In minutes. A refresh lifetime of 0 has no end. */
export interface Lifetimes {
  readonly accessToken: number;
  readonly refreshToken: number;
  /** A refresh token ends where it is not used for so long. */
  readonly refreshWindow: number;
}

export interface AuthorizationCode {
  readonly authorization: Authorization;
  readonly redirectUri: string;
  readonly challenge?: string;
  used: boolean;
}

export interface RefreshToken {
  readonly authorization: Authorization;
  /** Milliseconds since 1970; Infinity: no end. Rotated tokens inherit the first one's. */
  readonly ends: number;
  /** When it was replaced by another; undefined: not yet. */
  rotatedAt?: number;
}

/** A device that waits for its user, or a backchannel request that does. */
export interface PendingLogin {
  readonly serverId: string | null;
  /** As in `Authorization`. */
  readonly appId: string;
  readonly scopes: readonly string[];
  readonly userCode?: string;
  /** Milliseconds since 1970. */
  readonly ends: number;
  lastPoll?: number;
  /** The user of a backchannel request is known from its hint. */
  userId?: string;
  acrValues?: readonly Acr[];
  bindingMessage?: string;
  outcome?: { readonly authorization: Authorization } | { readonly refused: OAuthError };
}

/** An authorization request whose user is at the sign-in page. */
export interface SignInTransaction {
  readonly serverId: string | null;
  /** The host of the issuer's address, which is the org's or that of its own domain. */
  readonly host: string;
  readonly request: AuthorizeRequest;
  /** Set once the person has signed in and is at the consent page. */
  session?: Session;
}

/** An authorization code lives so long, in ms. Source: Okta's OpenID Connect reference. */
export const CODE_LIFETIME_MS = 300_000;

/** A session lives so long after its last use, in ms: Okta's default of two hours. */
export const SESSION_LIFETIME_MS = 2 * 3600 * 1000;

/** Who is at the sign-in page has so long to choose, in ms. */
export const TRANSACTION_LIFETIME_MS = 600_000;

/** All of it ends by itself, after the lifetimes that are given where something is put in. */
export class OAuthState {
  readonly sessions: ExpiringMap<Session>;
  readonly codes: ExpiringMap<AuthorizationCode>;
  readonly refreshTokens: ExpiringMap<RefreshToken>;
  readonly devices: ExpiringMap<PendingLogin>;
  readonly backchannel: ExpiringMap<PendingLogin>;
  readonly transactions: ExpiringMap<SignInTransaction>;
  /** `jti` of revoked access tokens. */
  readonly revoked: ExpiringMap<true>;
  /** `client id` and `jti` of client assertions that have been used. */
  readonly usedAssertions: ExpiringMap<true>;
  readonly explanations: Explanation[] = [];

  constructor(clock: () => number) {
    this.sessions = new ExpiringMap(clock);
    this.codes = new ExpiringMap(clock);
    this.refreshTokens = new ExpiringMap(clock);
    this.devices = new ExpiringMap(clock, 5_000);
    this.backchannel = new ExpiringMap(clock, 5_000);
    this.transactions = new ExpiringMap(clock, 5_000);
    this.revoked = new ExpiringMap(clock);
    this.usedAssertions = new ExpiringMap(clock, 200_000);
  }
}
