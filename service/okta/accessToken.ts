/** Access tokens of the org's own authorization server, for Okta's API: asked for once, and used until shortly before they end. */
import { clientCredentialsGrantRequest, processClientCredentialsResponse, ResponseBodyError } from "oauth4webapi";
import type { OAuthClient } from "./oauthClient";
import { OktaUnavailable } from "./send";

export interface TokenSource {
  /** @throws OktaUnavailable; Error where Okta refuses the client. */
  token(): Promise<string>;
  /** Okta took this token no more: the next one is a new one. */
  forget(token: string): void;
}

export interface TokenSourceArgs {
  /** At the org's own server. */
  readonly oauth: OAuthClient;
  readonly scopes: readonly string[];
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

async function ask({ oauth, scopes, now }: TokenSourceArgs): Promise<Kept> {
  const { server, client, authentication, options } = oauth;
  const asked = now();
  const form = { scope: scopes.join(" ") };
  const response = await clientCredentialsGrantRequest(server, client, authentication, form, options).catch(
    (error: unknown) => {
      // Whether or not a token was made: nothing has been done with it.
      throw error instanceof OktaUnavailable ? new OktaUnavailable(false, error.retryAfter) : error;
    },
  );
  const { status } = response;
  const answer = await processClientCredentialsResponse(server, client, response).catch((error: unknown) => {
    if (status < 400) throw new OktaUnavailable(false, 1);
    const code = error instanceof ResponseBodyError ? error.error : "";
    const reason = /^[a-z_]{1,60}$/.test(code) ? code : `status ${status}`;
    throw new Error(`Okta gives the client no access token: ${reason}`);
  });
  const { access_token: token, expires_in: lifetime, token_type: type } = answer;
  if (lifetime === undefined || type !== "bearer") throw new OktaUnavailable(false, 1);
  return { token, until: asked + lifetime * 1000 - MARGIN_MS };
}
