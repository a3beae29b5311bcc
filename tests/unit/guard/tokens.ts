/** Keys, tokens in Okta's shape, and an issuer that publishes the keys, for the specs of the guard and of the gateway. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from "jose";

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  /** As Okta publishes it. */
  readonly jwk: JWK;
}

export async function newKey(kid: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: "RS256", use: "sig" } };
}

let first: Promise<SigningKey> | undefined;
let second: Promise<SigningKey> | undefined;
/** Making RSA keys is slow, so all specs share two. */
export const firstKey = () => (first ??= newKey("first"));
export const secondKey = () => (second ??= newKey("second"));

/** The claims of a good access token of Okta's, `now` in seconds. */
export function oktaClaims(issuer: string, now: number, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    ver: 1,
    jti: "AT.1",
    iss: issuer,
    aud: "api://admin",
    iat: now,
    exp: now + 3_600,
    cid: "0oa1",
    uid: "00u1",
    scp: ["users:read"],
    auth_time: now - 10,
    sub: "ada@example.com",
    ...more,
  };
}

/** A claim that is undefined is left out. */
export function sign(
  key: SigningKey,
  claims: Record<string, unknown>,
  header: Record<string, unknown> = {},
): Promise<string> {
  const given = Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
  return new SignJWT(given).setProtectedHeader({ alg: "RS256", kid: key.kid, ...header }).sign(key.privateKey, {
    crit: { "urn:example:extension": true },
  });
}

/** A token made by hand: for what a signing library refuses to make. */
export function rawToken(header: unknown, claims: unknown, signature: string): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part(header)}.${part(claims)}.${signature}`;
}

export interface TestIssuer {
  readonly issuer: string;
  /** What the key set holds; change it to rotate. */
  keys: JWK[];
  /** Whether key set and discovery answer 503. */
  isDown: boolean;
  /** How often the key set was read. */
  reads: number;
  close(): Promise<void>;
}

/** An issuer on 127.0.0.1 with a discovery document and `/v1/keys`. */
export async function startIssuer(keys: JWK[]): Promise<TestIssuer> {
  const server = createServer((request, response) => {
    if (test.isDown) return void response.writeHead(503).end();
    const isKeys = request.url === "/oauth2/aus1/v1/keys";
    if (isKeys) test.reads++;
    const body = isKeys ? { keys: test.keys } : { issuer: test.issuer, jwks_uri: `${test.issuer}/v1/keys` };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const test: TestIssuer = {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}/oauth2/aus1`,
    keys,
    isDown: false,
    reads: 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return test;
}
