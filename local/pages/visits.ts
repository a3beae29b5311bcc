/** Sign-ins that begin and end at a page of the local cloud, in the place of a client that is not running. */
import { randomBytes } from "node:crypto";
import * as oauth from "openid-client";
import { OPENID } from "../../model/okta";
import { discover } from "../check/signIn";
import type { Environment } from "../environment";
import { ExpiringMap } from "../okta/oauth/expiringMap";
import type { Explanation } from "../okta/oauth/explanations";

/** What a sign-in asks for. */
export interface Wish {
  /** The client's key. */
  readonly client: string;
  readonly scopes: readonly string[];
  readonly redirectUri: string;
  /** Further parameters: `acr_values`, `max_age`, `prompt`, `login_hint`. */
  readonly more: Readonly<Record<string, string>>;
}

export interface Refused {
  readonly error: string;
  readonly description: string;
}

/** What came of it. */
export interface Visit {
  readonly wish: Wish;
  readonly outcome: { readonly accessToken: string; readonly idToken?: string } | Refused;
  /** Why, as the authorization server remembers it; undefined where it came to no decision. */
  readonly explanation?: Explanation;
}

interface Pending {
  readonly wish: Wish;
  readonly verifier: string;
  readonly nonce: string;
  /** The browser that began it. */
  readonly browser: string;
  readonly since: number;
  visit?: Promise<Visit>;
}

/** Who is at the sign-in page, or looks at what came of it, has so long, in ms. */
const LIFETIME_MS = 3_600_000;

/** What came back at a redirect URI: undefined where it belongs to no sign-in that this browser has begun here. */
export class Visits {
  readonly #environment: Environment;
  readonly #pending: ExpiringMap<Pending>;

  constructor(environment: Environment) {
    this.#environment = environment;
    this.#pending = new ExpiringMap(Date.now, 500);
  }

  /** The address of the authorization request. */
  async begin(wish: Wish, browser: string): Promise<URL> {
    const { issuer, clients } = this.#environment;
    const state = oauth.randomState();
    const verifier = oauth.randomPKCECodeVerifier();
    const nonce = randomBytes(16).toString("base64url");
    this.#pending.set(state, { wish, verifier, nonce, browser, since: Date.now() }, LIFETIME_MS);
    const configuration = await discover(issuer, clients[wish.client]!);
    return oauth.buildAuthorizationUrl(configuration, {
      ...wish.more,
      redirect_uri: wish.redirectUri,
      scope: wish.scopes.join(" "),
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      state,
      nonce,
    });
  }

  /** A page that is loaded once more shows the same: a code is exchanged once. */
  async end(callback: URL, browser: string): Promise<Visit | undefined> {
    const state = callback.searchParams.get("state") ?? "";
    const pending = this.#pending.get(state);
    if (pending === undefined || pending.browser !== browser) return undefined;
    return (pending.visit ??= this.#finish(pending, callback, state));
  }

  async #finish({ wish, verifier, nonce, since }: Pending, callback: URL, state: string): Promise<Visit> {
    const outcome = await this.#outcome(wish, callback, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      ...(wish.scopes.includes(OPENID) && { expectedNonce: nonce }),
    });
    return { wish, outcome, explanation: await this.#explanation(wish, since) };
  }

  async #outcome(wish: Wish, callback: URL, checks: oauth.AuthorizationCodeGrantChecks): Promise<Visit["outcome"]> {
    const error = callback.searchParams.get("error");
    if (error !== null) return { error, description: callback.searchParams.get("error_description") ?? "" };
    try {
      const configuration = await discover(this.#environment.issuer, this.#environment.clients[wish.client]!);
      const tokens = await oauth.authorizationCodeGrant(configuration, callback, checks);
      return { accessToken: tokens.access_token, idToken: tokens.id_token };
    } catch (error) {
      if (error instanceof oauth.ResponseBodyError)
        return { error: error.error, description: error.error_description ?? "" };
      return { error: "invalid_response", description: (error as Error).message };
    }
  }

  /** The newest decision about exactly these scopes since the sign-in began. */
  async #explanation({ scopes }: Wish, since: number): Promise<Explanation | undefined> {
    const response = await fetch(`${this.#environment.orgUrl}/__explain`);
    const all = (await response.json()) as (Omit<Explanation, "at"> & { readonly at: string })[];
    const found = all.find(({ at, requested }) => Date.parse(at) >= since && requested.join(" ") === scopes.join(" "));
    return found && { ...found, at: Date.parse(found.at) };
  }
}
