/** Who has signed in at a load balancer with `authenticate-oidc`: verifies the header that it adds, which anybody could forge. */
import { createPublicKey, verify, type KeyObject } from "node:crypto";
import { isRecord } from "../../model/routes";
import { CLOCK_TOLERANCE_SECONDS, type Claims } from "../claims";
import { IDENTITY_HEADER } from "../contract";
import { fetchText, UnexpectedStatus } from "../fetchKeys";

/** Keys at once, and ids of keys that are not there; a load balancer uses few. */
const KEYS_MAX = 20;
const MISSING_MAX = 1_000;
/** Milliseconds for which an id counts as one of no key. */
export const MISSING_MS = 600_000;
/** Keys that are read within a minute at most: whoever forges a header has a new id for each. */
export const READS_MAX = 10;
export const READS_MS = 60_000;

export interface AlbIdentityOptions {
  /** The load balancer's ARN: another one, of whoever, signs with keys from the same place. */
  loadBalancerArn: string;
  /** The issuer at which it lets people sign in. */
  issuer: string;
  /** The client id with which it does so. */
  clientId: string;
  /**
   * Where the public keys are, without the key id.
   * @default `https://public-keys.auth.elb.<region of the load balancer>.amazonaws.com`
   */
  keysUrl?: string;
}

export interface AlbIdentitySurroundings {
  /** Milliseconds since the epoch. */
  now: () => number;
  fetchText: (url: string) => Promise<string>;
}

export interface AlbIdentity {
  /**
   * The userinfo claims of the person, or undefined: no such header, a forged or an old one. Rejects where the key cannot
   * be had: the request must then be refused.
   */
  verify(headers: Readonly<Record<string, string | readonly string[] | undefined>>): Promise<Claims | undefined>;
}

/** Throws where an option is missing. Groups are in the claims only where userinfo has them; `acr` and `auth_time` never are. */
export function createAlbIdentity(
  options: AlbIdentityOptions,
  surroundings: Partial<AlbIdentitySurroundings> = {},
): AlbIdentity {
  const { loadBalancerArn, issuer, clientId } = options;
  const region = /^arn:aws[\w-]*:elasticloadbalancing:([a-z0-9-]+):\d{12}:loadbalancer\/app\//.exec(
    loadBalancerArn,
  )?.[1];
  if (region === undefined) throw new Error("`loadBalancerArn` must be the ARN of an Application Load Balancer");
  if (!issuer || !clientId) throw new Error("`issuer` and `clientId` must be texts");
  const { now = Date.now, fetchText: read = fetchText } = surroundings;
  const keysUrl = options.keysUrl ?? `https://public-keys.auth.elb.${region}.amazonaws.com`;
  const keyOf = createKeyReader((kid) => read(`${keysUrl}/${kid}`), now);

  return {
    async verify(headers) {
      const token = onlyValue(headers);
      const [header, payload, signature, ...more] = token?.split(".") ?? [];
      if (token === undefined || !header || !payload || !signature || more.length > 0) return undefined;
      const signed = partOf(header);
      const { alg, kid, signer, iss, client, exp } = signed ?? {};
      // The key id becomes part of an address, so it must be nothing but one.
      if (alg !== "ES256" || typeof kid !== "string" || !/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(kid))
        return undefined;
      if (signer !== loadBalancerArn || iss !== issuer || client !== clientId) return undefined;
      const seconds = Math.floor(now() / 1000);
      if (typeof exp !== "number" || exp + CLOCK_TOLERANCE_SECONDS < seconds) return undefined;
      const found = await keyOf(kid);
      if (found === undefined) return undefined;
      const key = { key: found, dsaEncoding: "ieee-p1363" } as const;
      const isGood = verify("sha256", Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, "base64"));
      return isGood ? partOf(payload) : undefined;
    },
  };
}

/**
 * The key of an id, or undefined where the load balancer has none of it. Asks once for each id, whoever waits for it, and no
 * more often in a minute than load balancers change their keys. Rejects where it cannot be known.
 */
function createKeyReader(read: (kid: string) => Promise<string>, now: () => number) {
  const keys = new Map<string, KeyObject>();
  const missing = new Map<string, number>();
  const reading = new Map<string, Promise<KeyObject | undefined>>();
  let began: number[] = [];

  async function readKey(kid: string): Promise<KeyObject | undefined> {
    const text = await read(kid).catch((error: unknown) => {
      if (error instanceof UnexpectedStatus && NO_SUCH_KEY.includes(error.status)) return undefined;
      throw error;
    });
    if (text === undefined) {
      if (missing.size >= MISSING_MAX) missing.clear();
      missing.set(kid, now() + MISSING_MS);
      return undefined;
    }
    const key = createPublicKey(text);
    if (key.asymmetricKeyDetails?.namedCurve !== "prime256v1") throw new Error("the key is not one for ES256");
    if (keys.size >= KEYS_MAX) keys.clear();
    keys.set(kid, key);
    return key;
  }

  return async (kid: string): Promise<KeyObject | undefined> => {
    const known = keys.get(kid) ?? reading.get(kid);
    if (known !== undefined) return known;
    if (now() < (missing.get(kid) ?? 0)) return undefined;
    began = began.filter((at) => now() - at < READS_MS);
    if (began.length >= READS_MAX) throw new Error("too many unknown keys were asked for in the last minute");
    began.push(now());
    const promise = readKey(kid).finally(() => reading.delete(kid));
    reading.set(kid, promise);
    return promise;
  };
}

/** Which of the two a load balancer's place of keys answers for an id of none is not documented. */
const NO_SUCH_KEY: readonly number[] = [403, 404];

/** A header that came twice is forged at least once. */
function onlyValue(headers: Readonly<Record<string, string | readonly string[] | undefined>>): string | undefined {
  const values = Object.entries(headers)
    .filter(([name]) => name.toLowerCase() === IDENTITY_HEADER)
    .flatMap(([, value]) => value ?? []);
  return values.length === 1 ? values[0] : undefined;
}

/** Unlike a JWT proper, its parts are padded with `=`; libraries that are strict refuse them. */
function partOf(text: string): Claims | undefined {
  if (!/^[\w-]+={0,2}$/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
