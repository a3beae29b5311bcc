/** The session of a person at a load balancer: sealed in cookies, and nowhere else. */
import { type AlbExchange, cookie, cookieOf } from "../albExchange";
import type { OidcAction } from "./oidcAction";
import type { Sealer } from "./sealer";
import { SignInFailure } from "./signInFailure";

export type UserClaims = Readonly<Record<string, unknown>> & { readonly sub: string };

/** What an identity provider has said of a person. */
export interface SignedIn {
  readonly claims: UserClaims;
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn?: number;
  readonly refreshToken?: string;
}

export interface Session {
  readonly claims: UserClaims;
  readonly accessToken: string;
  /** Milliseconds since the epoch; undefined where the identity provider did not say. */
  readonly accessEnds?: number;
  readonly refreshToken?: string;
  /** Milliseconds since the epoch, from the sign-in. A refresh leaves it as it is. */
  readonly ends: number;
}

/** "Most browsers limit a cookie to 4K": its name and its value. */
const SHARD_BYTES = 4_096;
const SHARDS_MAX = 4;
/** "If the total size of the user claims and access token is greater than 11K bytes": HTTP 500. */
const CONTENT_BYTES_MAX = 11 * 1_024;

/** The session that begins, or goes on, with what the identity provider answered. Times in ms since the epoch. */
export function sessionOf({ expiresIn, ...signedIn }: SignedIn, ends: number, now: number): Session {
  return { ...signedIn, ends, ...(expiresIn !== undefined && { accessEnds: now + expiresIn * 1000 }) };
}

export interface Sessions {
  /** Undefined for no session, one that has ended, and one that is not of this load balancer, cookie, issuer and client. */
  read(exchange: AlbExchange, action: OidcAction): Promise<Session | undefined>;
  /** The cookies that keep it. @throws SignInFailure where it does not fit. */
  write(exchange: AlbExchange, action: OidcAction, session: Session): Promise<string[]>;
}

export function createSessions(sealer: Sealer, now: () => number): Sessions {
  const purpose = ({ loadBalancerArn }: AlbExchange, { sessionCookieName, issuer, clientId }: OidcAction) => [
    "session",
    loadBalancerArn,
    sessionCookieName,
    issuer,
    clientId,
  ];
  return {
    async read(exchange, action) {
      const sealed = shardsOf(exchange, action).join("");
      const session = (await sealer.open(purpose(exchange, action), sealed)) as Session | undefined;
      return session !== undefined && now() < session.ends ? session : undefined;
    },
    async write(exchange, action, session) {
      const content = Buffer.byteLength(JSON.stringify(session.claims)) + Buffer.byteLength(session.accessToken);
      if (content > CONTENT_BYTES_MAX) throw new SignInFailure("AuthUserinfoResponseSizeExceeded");
      const shards = split(await sealer.seal(purpose(exchange, action), session), action);
      const seconds = Math.max(1, Math.ceil((session.ends - now()) / 1000));
      return [
        ...shards.map((shard, i) => cookie(exchange, shardName(action, i), shard, seconds)),
        ...leftOver(exchange, action, shards.length).map((name) => cookie(exchange, name, "", 0)),
      ];
    },
  };
}

const shardName = ({ sessionCookieName }: OidcAction, index: number) => `${sessionCookieName}-${index}`;

function shardsOf(exchange: AlbExchange, action: OidcAction): string[] {
  const values = Array.from({ length: SHARDS_MAX }, (_, i) => cookieOf(exchange, shardName(action, i)));
  const end = values.indexOf(undefined);
  return values.slice(0, end === -1 ? SHARDS_MAX : end) as string[];
}

/** Shards of a larger session before, which would spoil the new one. */
function leftOver(exchange: AlbExchange, action: OidcAction, count: number): string[] {
  const names = Array.from({ length: SHARDS_MAX }, (_, i) => shardName(action, i)).slice(count);
  return names.filter((name) => cookieOf(exchange, name) !== undefined);
}

function split(sealed: string, action: OidcAction): string[] {
  const size = SHARD_BYTES - shardName(action, 0).length - "=".length;
  const shards = sealed.match(new RegExp(`.{1,${size}}`, "g")) ?? [];
  if (shards.length > SHARDS_MAX) throw new SignInFailure("AuthUserinfoResponseSizeExceeded");
  return shards;
}
