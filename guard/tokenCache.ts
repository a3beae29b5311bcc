/** Remembers which tokens were found good, so that a token that comes again costs a hash instead of a signature. */
import { hash, type KeyObject } from "node:crypto";
import type { Claims } from "./claims";

/** Tokens at once. The one that was added first goes first. */
export const TOKENS_MAX = 1_000;

/** What is remembered: that this key has signed these claims. Never a decision: that is made anew for each request. */
export interface VerifiedToken {
  readonly kid: string;
  readonly key: KeyObject;
  readonly claims: Claims;
}

/** A token's SHA-256. INVARIANT: the token itself is not kept: a dump of the memory holds nothing that can be sent. */
export type TokenId = string;

export interface TokenCache {
  find(id: TokenId): VerifiedToken | undefined;
  /** `payload` is the JSON text of the claims. */
  add(id: TokenId, kid: string, key: KeyObject, payload: string): void;
  forget(id: TokenId): void;
  readonly size: number;
}

export const tokenId = (token: string): TokenId => hash("sha256", token, "base64");

interface Entry {
  readonly kid: string;
  readonly key: KeyObject;
  readonly payload: string;
  verified?: VerifiedToken;
}

/**
 * Claims are read from their text when a token comes for the second time, since most tokens never do. The others must not
 * get the first caller's own object.
 */
export function createTokenCache(max = TOKENS_MAX): TokenCache {
  const tokens = new Map<TokenId, Entry>();
  return {
    find(id) {
      const entry = tokens.get(id);
      if (entry === undefined) return undefined;
      const { kid, key, payload } = entry;
      return (entry.verified ??= { kid, key, claims: frozen(JSON.parse(payload) as Claims) });
    },
    add(id, kid, key, payload) {
      if (tokens.size >= max) tokens.delete(tokens.keys().next().value!);
      tokens.set(id, { kid, key, payload });
    },
    forget: (id) => void tokens.delete(id),
    get size() {
      return tokens.size;
    },
  };
}

/** The same claims are handed out many times: nobody may change them for the next one. */
function frozen<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  Object.values(value).forEach(frozen);
  return Object.freeze(value);
}
