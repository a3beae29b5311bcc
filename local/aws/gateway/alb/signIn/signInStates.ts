/** The `state` of a sign-in at a load balancer: sealed, for one use, for 15 minutes, and for the browser that began it. */
import { randomInt, randomUUID } from "node:crypto";
import { type AlbExchange, cookie, cookieOf } from "../albExchange";
import { fingerprintOf, type OidcAction } from "./oidcAction";
import type { Sealer } from "./sealer";
import { SignInFailure } from "./signInFailure";

/** "The client login timeout is 15 minutes." Source: the user guide, Authentication flow. */
const SIGN_IN_SECONDS = 900;

/** Name and form as seen on AWS. */
const NONCE_COOKIE = "AWSALBAuthNonce";
const NONCE = /^[A-Za-z0-9]{16}$/;
const NONCE_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

interface State {
  readonly id: string;
  readonly nonce: string;
  readonly fingerprint: string;
  readonly returnTo: string;
  /** Milliseconds since the epoch. */
  readonly ends: number;
}

export interface SignInStates {
  /** A state for the identity provider, and the cookie that ties it to the browser. */
  begin(exchange: AlbExchange, action: OidcAction): Promise<{ readonly state: string; readonly cookie: string }>;
  /** Takes a state out of a callback, once. @throws SignInFailure where it is not this browser's, or not good any more. */
  redeem(exchange: AlbExchange, state: string | null): Promise<Pick<State, "fingerprint" | "returnTo">>;
}

export function createSignInStates(sealer: Sealer, now: () => number): SignInStates {
  const purpose = ({ loadBalancerArn }: AlbExchange) => ["state", loadBalancerArn];
  /** States that came back, until they would have ended anyway. */
  const used = new Map<string, number>();

  function use({ id, ends }: State): boolean {
    for (const [other, otherEnds] of used) if (otherEnds <= now()) used.delete(other);
    if (used.has(id)) return false;
    used.set(id, ends);
    return true;
  }

  return {
    async begin(exchange, action) {
      const nonce = nonceFor(exchange);
      const value: State = {
        id: randomUUID(),
        nonce,
        fingerprint: fingerprintOf(action),
        returnTo: addressOf(exchange),
        ends: now() + SIGN_IN_SECONDS * 1000,
      };
      return {
        state: await sealer.seal(purpose(exchange), value),
        cookie: cookie(exchange, NONCE_COOKIE, nonce, SIGN_IN_SECONDS),
      };
    },
    async redeem(exchange, text) {
      if (!text) throw new SignInFailure("AuthMissingStateParam");
      const state = (await sealer.open(purpose(exchange), text)) as State | undefined;
      if (state === undefined || state.ends <= now()) throw new SignInFailure("AuthInvalidStateParam");
      const nonce = cookieOf(exchange, NONCE_COOKIE);
      if (nonce === undefined) throw new SignInFailure("AuthMissingAWSALBAuthNonce");
      // Before the state is used up: a stranger's browser must not end somebody's sign-in.
      if (nonce !== state.nonce) throw new SignInFailure("AuthInvalidAWSALBAuthNonce");
      if (!use(state)) throw new SignInFailure("AuthInvalidStateParam");
      return state;
    },
  };
}

/** A browser keeps its nonce: with a new one for each request, several pages that are opened at once would undo each other. */
function nonceFor(exchange: AlbExchange): string {
  const known = cookieOf(exchange, NONCE_COOKIE);
  if (known !== undefined && NONCE.test(known)) return known;
  return Array.from({ length: 16 }, () => NONCE_ALPHABET[randomInt(NONCE_ALPHABET.length)]).join("");
}

/** INVARIANT: on this load balancer, whatever the request says: the address is never read from its host. */
function addressOf({ url, path, request }: AlbExchange): string {
  return `${url}${path}${request.rawQuery === "" ? "" : `?${request.rawQuery}`}`;
}
