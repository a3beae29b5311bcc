/** The session of the person who sends a request, with a new access token where the old one has ended. */
import type { AlbExchange } from "../albExchange";
import { refresh } from "./identityProvider";
import type { OidcAction } from "./oidcAction";
import { sessionOf, type Session, type Sessions, type SignedIn } from "./session";
import { SignInFailure } from "./signInFailure";

export interface CurrentSession {
  readonly session: Session;
  /** What keeps it, where it was renewed. */
  readonly setCookies: readonly string[];
}

/** Finds it, or nothing: whatever goes wrong with a refresh ends the session. */
export type FindSession = (exchange: AlbExchange, action: OidcAction) => Promise<CurrentSession | undefined>;

export function createFindSession(sessions: Sessions, now: () => number): FindSession {
  const refreshing = new Map<string, Promise<SignedIn>>();

  /** A refresh token that rotates is good for one request: of several at one time the first is sent, and serves all. */
  function refreshOnce(action: OidcAction, refreshToken: string, subject: string): Promise<SignedIn> {
    const known = refreshing.get(refreshToken);
    if (known !== undefined) return known;
    const asked = refresh(action, refreshToken, subject).finally(() => refreshing.delete(refreshToken));
    refreshing.set(refreshToken, asked);
    return asked;
  }

  return async (exchange, action) => {
    const session = await sessions.read(exchange, action);
    if (session === undefined) return undefined;
    const { accessEnds = session.ends, refreshToken, claims, ends } = session;
    // Without a refresh token it goes on with an access token that has ended: so documented.
    if (now() < accessEnds || refreshToken === undefined) return { session, setCookies: [] };
    try {
      const renewed = sessionOf(await refreshOnce(action, refreshToken, claims.sub), ends, now());
      const setCookies = await sessions.write(exchange, action, renewed);
      // The identity provider took its time: the session may have ended meanwhile.
      return now() < ends ? { session: renewed, setCookies } : undefined;
    } catch (error) {
      if (error instanceof SignInFailure) return undefined;
      throw error;
    }
  };
}
