/** The tokens of one person at one API, in memory alone: elevated ones apart from the rest, and none longer than it is of use. */

import { claimsOf } from "./entitledScopes";

/** What the OAuth library is to ask the authorization server for. */
export interface TokenRequest {
  /** Custom scopes; the application adds `openid` where its library wants an ID token with it, and no `offline_access`. */
  readonly scopes: readonly string[];
  /** As the parameter is written: one level, or several with spaces between them. */
  readonly acrValues?: string;
  /** Seconds. */
  readonly maxAge?: number;
  /** The person has to sign in again, whatever session there is. */
  readonly prompt?: "login";
  /** Of an API that is told apart by its challenges alone: where it says who issues its tokens (RFC 9728). Not checked. */
  readonly resourceMetadata?: string;
  /** The token before was refused: none of a cache will do. */
  readonly renew?: true;
}

export interface IssuedToken {
  readonly accessToken: string;
  /** Seconds since 1970. */
  readonly expiresAt: number;
}

/**
 * Gets a token with whatever OAuth library the application has; undefined where none is to be had, as when the person has
 * closed the window. What it throws goes to whoever called the API.
 */
export type GetToken = (request: TokenRequest) => Promise<IssuedToken | undefined>;

export interface Held extends IssuedToken {
  readonly request: TokenRequest;
  /** When it was asked for, in seconds since 1970. */
  readonly since: number;
}

/** Seconds before its end in which a token is not used any more: it may end on its way. */
const MARGIN = 5;

export class Tokens {
  readonly #get: GetToken;
  readonly #now: () => number;
  readonly #base = new Map<string, Held>();
  readonly #elevated = new Map<string, Held>();
  readonly #asked = new Map<string, Promise<Held | undefined>>();

  /** @param now seconds since 1970 */
  constructor(get: GetToken, now: () => number) {
    this.#get = get;
    this.#now = now;
  }

  /** One that is held, or a new one; several who ask for the same at once share it. */
  async get(request: TokenRequest): Promise<Held | undefined> {
    const held = request.renew || request.prompt ? undefined : this.#held(request);
    if (held !== undefined) return held;
    const key = keyOf(request);
    const known = this.#asked.get(key);
    if (known !== undefined) return known;
    const asked = this.#ask(request).finally(() => this.#asked.delete(key));
    this.#asked.set(key, asked);
    return asked;
  }

  /** A token that was refused is not used again. */
  drop(token: string): void {
    this.#keepOnly((held) => held.accessToken !== token);
  }

  /** Forgets all tokens: at sign-out. */
  clear(): void {
    this.#keepOnly(() => false);
  }

  #held(request: TokenRequest): Held | undefined {
    this.#keepOnly(({ expiresAt }) => expiresAt > this.#now() + MARGIN);
    if (isElevated(request)) return this.#elevated.get(keyOf(request));
    return [...this.#base.values()].find((held) =>
      request.scopes.every((scope) => held.request.scopes.includes(scope)),
    );
  }

  #keepOnly(isKept: (held: Held) => boolean): void {
    for (const tokens of [this.#base, this.#elevated]) {
      for (const [key, held] of tokens) if (!isKept(held)) tokens.delete(key);
    }
  }

  async #ask(request: TokenRequest): Promise<Held | undefined> {
    const now = this.#now();
    const issued = await this.#get(request);
    if (issued === undefined) return undefined;
    const { accessToken } = issued;
    // The API counts the age from the sign-in, which may have been before this request.
    const proofEnds = (signedInAt(accessToken) ?? now) + (request.maxAge ?? Infinity);
    const { renew: _, prompt: __, ...plain } = request;
    const held = { accessToken, expiresAt: Math.min(issued.expiresAt, proofEnds), request: plain, since: now };
    (isElevated(request) ? this.#elevated : this.#base).set(keyOf(plain), held);
    return held;
  }
}

/** Undefined where the token does not say it, or is no JWT. */
function signedInAt(token: string): number | undefined {
  try {
    const { auth_time: time } = claimsOf(token);
    return typeof time === "number" ? time : undefined;
  } catch {
    return undefined;
  }
}

export function isElevated({ acrValues, maxAge, prompt }: TokenRequest): boolean {
  return acrValues !== undefined || maxAge !== undefined || prompt !== undefined;
}

/** The same for two requests that ask for the same. */
export function keyOf({ scopes, acrValues, maxAge, prompt, renew }: TokenRequest): string {
  return JSON.stringify([[...scopes].sort(), acrValues, maxAge, prompt, renew]);
}
