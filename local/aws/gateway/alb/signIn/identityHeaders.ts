/** The headers by which a load balancer tells a target who has signed in, and the key that signs them. */
import { generateKeyPairSync, randomUUID, sign, type KeyObject } from "node:crypto";
import type { AlbExchange } from "../albExchange";
import type { OidcAction } from "./oidcAction";
import type { Session } from "./session";

const ACCESS_TOKEN_HEADER = "x-amzn-oidc-accesstoken";
const IDENTITY_HEADER = "x-amzn-oidc-identity";
const DATA_HEADER = "x-amzn-oidc-data";

/** How long a target may believe the header. Inferred: AWS documents that there is an end, and not when. */
const DATA_SECONDS = 120;

interface SigningKey {
  /** A UUID. */
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly pem: string;
}

export interface IdentityHeaders {
  /** The exchange with the person's headers, in the place of whatever the caller sent under their names. */
  add(exchange: AlbExchange, action: OidcAction, session: Session): AlbExchange;
  /** The public key as PEM. */
  publicKey(kid: string): string | undefined;
}

/** All load balancers of the account sign with one key, as those of a region of AWS do: the `signer` tells them apart. */
export function createIdentityHeaders(now: () => number): IdentityHeaders {
  let made: SigningKey | undefined;
  const key = () => (made ??= newKey());
  return {
    add(exchange, action, session) {
      const headers = {
        [ACCESS_TOKEN_HEADER]: session.accessToken,
        [IDENTITY_HEADER]: session.claims.sub,
        [DATA_HEADER]: signed(key(), claimsOf(exchange, action, session, now())),
      };
      const { request } = exchange;
      return { ...exchange, request: { ...request, headers: { ...request.headers, ...headers } } };
    },
    publicKey: (kid) => (made?.kid === kid ? made.pem : undefined),
  };
}

/** What a caller sent under the names of these headers is dropped. */
export function withoutIdentity(exchange: AlbExchange): AlbExchange {
  const {
    [ACCESS_TOKEN_HEADER]: _token,
    [IDENTITY_HEADER]: _identity,
    [DATA_HEADER]: _data,
    ...headers
  } = exchange.request.headers;
  return { ...exchange, request: { ...exchange.request, headers } };
}

function newKey(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { kid: randomUUID(), privateKey, pem: publicKey.export({ type: "spki", format: "pem" }).toString() };
}

/**
 * A JWT of the userinfo claims. `exp` and `iss` are in the payload as well, as in the type that AWS's own verifier gives it
 * (aws-jwt-verify, `AlbJwtPayload`); `typ` was seen on AWS.
 */
function claimsOf(
  { loadBalancerArn }: AlbExchange,
  { issuer, clientId }: OidcAction,
  { claims, ends }: Session,
  nowMs: number,
): Jwt {
  const exp = Math.floor(Math.min(nowMs + DATA_SECONDS * 1000, ends) / 1000);
  return {
    header: { iss: issuer, client: clientId, signer: loadBalancerArn, exp },
    payload: { ...claims, exp, iss: issuer },
  };
}

interface Jwt {
  readonly header: object;
  readonly payload: object;
}

function signed({ kid, privateKey }: SigningKey, { header, payload }: Jwt): string {
  const input = `${part({ typ: "JWT", kid, alg: "ES256", ...header })}.${part(payload)}`;
  const signature = sign("sha256", Buffer.from(input), { key: privateKey, dsaEncoding: "ieee-p1363" });
  return `${input}.${padded(signature)}`;
}

const part = (value: object) => padded(Buffer.from(JSON.stringify(value)));

/**
 * "Base64 URL encoded and includes padding characters at the end": with the padding it is signed, so that no library of
 * JWTs writes it.
 */
function padded(bytes: Buffer): string {
  const text = bytes.toString("base64url");
  return text + "=".repeat((4 - (text.length % 4)) % 4);
}
