/** Logins that a client polls for: the device grant and the backchannel grant wait in the same way. */
import type { OAuthReason } from "../errors/oauthErrors";
import { oauthError } from "../errors/oauthErrors";
import type { Okta } from "../okta";
import type { App } from "../org/entities";
import type { ExpiringMap } from "./expiringMap";
import type { Issuer } from "./issuer";
import type { Authorization, PendingLogin } from "./state";

/** Seconds that a client has to wait between two polls. Source: Okta's reference of both grants. */
export const POLL_SECONDS = 5;

/** Ended logins are kept a little longer, so that the client hears that they have ended. */
const KEPT_AFTER_END_MS = 60_000;

/** Okta's reasons for the same thing differ between the two grants. */
export interface PendingReasons {
  readonly unknown: OAuthReason;
  readonly expired: OAuthReason;
  readonly pending: OAuthReason;
  readonly tooFast: OAuthReason;
}

/** Which login is asked about, and what is said where it cannot be had. */
export interface Polled {
  readonly map: ExpiringMap<PendingLogin>;
  readonly key: string;
  readonly reasons: PendingReasons;
}

/** Who asks. */
export interface Poller {
  readonly app: App;
  readonly issuer: Issuer;
}

/** Keeps a login until shortly after it has ended. */
export function keepPending(okta: Okta, map: ExpiringMap<PendingLogin>, key: string, login: PendingLogin): void {
  map.set(key, login, login.ends - okta.org.clock() + KEPT_AFTER_END_MS);
}

/** What came of the login. Each authorization is given out once. @throws OAuthError while there is nothing yet. */
export function poll(okta: Okta, { map, key, reasons }: Polled, client: Poller): Authorization {
  const login = map.get(key);
  if (login === undefined) throw oauthError(reasons.unknown);
  if (login.appId !== client.app.id) throw oauthError("mismatched_client");
  if (login.serverId !== (client.issuer.server?.id ?? null)) throw oauthError("mismatched_authorization_server");
  const now = okta.org.clock();
  if (now >= login.ends) throw oauthError(reasons.expired);
  const tooFast = login.lastPoll !== undefined && now < login.lastPoll + POLL_SECONDS * 1000;
  login.lastPoll = now;
  if (login.outcome === undefined) throw oauthError(tooFast ? reasons.tooFast : reasons.pending);
  map.delete(key);
  if ("refused" in login.outcome) throw login.outcome.refused;
  return login.outcome.authorization;
}
