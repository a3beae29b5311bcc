/** Access tokens of the org's own authorization server, for Okta's API: asked for once, and used until shortly before they end. */
import { postAsClient, type AssertingClient } from "./postAsClient";
import type { Send } from "./send";
import { OktaUnavailable } from "./errors";

export interface TokenSource {
  /** @throws OktaUnavailable; Error where Okta refuses the client. */
  token(): Promise<string>;
  /** Okta took this token no more: the next one is a new one. */
  forget(token: string): void;
}

export interface TokenSourceArgs extends AssertingClient {
  readonly orgUrl: string;
  readonly scopes: readonly string[];
  readonly send: Send;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Milliseconds before its end from which a token is used no more. */
export const MARGIN_MS = 60_000;

interface Kept {
  readonly token: string;
  readonly until: number;
}

/** One source for each client of a process; calls that come together share one request. */
export function createTokenSource(args: TokenSourceArgs): TokenSource {
  let kept: Kept | undefined;
  let asking: Promise<Kept> | undefined;

  return {
    async token() {
      if (kept !== undefined && args.now() < kept.until) return kept.token;
      asking ??= ask(args).finally(() => (asking = undefined));
      kept = await asking;
      return kept.token;
    },
    forget(token) {
      if (kept?.token === token) kept = undefined;
    },
  };
}

async function ask(args: TokenSourceArgs): Promise<Kept> {
  const { orgUrl, scopes, send } = args;
  const asked = args.now();
  const { status, body } = await postAsClient({
    url: `${orgUrl}/oauth2/v1/token`,
    fields: { grant_type: "client_credentials", scope: scopes.join(" ") },
    client: args,
    send,
    now: asked,
  }).catch((error: unknown) => {
    // Whether or not a token was made: nothing has been done with it.
    throw error instanceof OktaUnavailable ? new OktaUnavailable(false, error.retryAfter) : error;
  });
  const { access_token: token, expires_in: seconds, error } = (body ?? {}) as Record<string, unknown>;
  if (status !== 200 || typeof token !== "string" || typeof seconds !== "number") {
    const reason = typeof error === "string" && /^[a-z_]{1,60}$/.test(error) ? error : `status ${status}`;
    if (status < 400) throw new OktaUnavailable(false, 1);
    throw new Error(`Okta gives the client no access token: ${reason}`);
  }
  return { token, until: asked + seconds * 1000 - MARGIN_MS };
}
