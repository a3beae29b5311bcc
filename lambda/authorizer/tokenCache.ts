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

export interface TokenCache {
  find(token: string): VerifiedToken | undefined;
  add(token: string, verified: VerifiedToken): void;
  forget(token: string): void;
  readonly size: number;
}

/** INVARIANT: the token itself is not kept, only its SHA-256: a dump of the memory holds nothing that can be sent. */
export function createTokenCache(max = TOKENS_MAX): TokenCache {
  const tokens = new Map<string, VerifiedToken>();
  const idOf = (token: string) => hash("sha256", token, "base64");
  return {
    find: (token) => tokens.get(idOf(token)),
    add(token, verified) {
      if (tokens.size >= max) tokens.delete(tokens.keys().next().value!);
      tokens.set(idOf(token), { ...verified, claims: frozen(verified.claims) });
    },
    forget: (token) => void tokens.delete(idOf(token)),
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
