/** Key pairs for the service clients of a local cloud, which sign in with `private_key_jwt`. */
import type * as Jose from "jose";
import { authenticationOf } from "../model/okta";
import type { Access } from "../model/file";

export interface ServiceKey {
  readonly privateJwk: Jose.JWK;
  /** As `okta.app.OAuth` takes it: `kty`, `kid`, `n`, `e`. */
  readonly publicJwk: { kty: string; kid: string; n: string; e: string };
}

/** A public RSA key of which nobody has the private half: it stands for keys that exist only after deployment. */
export const PUBLIC_JWK = {
  kty: "RSA",
  n: "3iyPXoKxGpUy175NV8gU2ohoHId9mjjE0JNLkw9y0y3I64z4_PDOyFKXQnQWVGazrYbyythABdO8KpRvm8HPgMXQk0pVgtmfXSFon1PUVJbxbOY725pAuZqYP5vH8Z7sFzSs_A_nhZu15g-S6YQPZ2jht3YlMpDWLc6u2GhrIng4S84vn3rVyxvwUHWqPpvrXpZBi0O5k6eA3rHRe0sCuiR3sAW9Q8BvHplODGG28BomThjbzhlXw2xPR-hbESeuUnVmRL2kFBOGOOfDSQIIyxrzS4qfkNaODR33S54Iip4oyc0T73FJTEJ-Bk5tz8E9Q6VaKybKNFH_26XRdWV3Bw",
  e: "AQAB",
};

/**
 * One RS256 key pair for each client that proves itself with a key, by the client's key.
 *
 * @param kept Private keys that clients have already, which they keep.
 */
export async function createServiceKeys(
  access: Access,
  kept: Readonly<Record<string, Jose.JWK>> = {},
): Promise<Record<string, ServiceKey>> {
  const pairs = await Promise.all(
    clientsWithKeys(access).map(
      async (key) => [key, kept[key] ? pairOf(kept[key]) : await createServiceKey(key)] as const,
    ),
  );
  return Object.fromEntries(pairs);
}

/** The clients that prove themselves with a key of theirs. */
export function clientsWithKeys(access: Access): string[] {
  const clients = [...access.clients.values()].filter(
    // The key of a client as which a function acts never leaves AWS's key management.
    (client) => client.handler === undefined && authenticationOf(client) === "private_key_jwt",
  );
  return clients.map(({ key }) => key);
}

async function createServiceKey(client: string): Promise<ServiceKey> {
  // Most commands that know of keys make none, and would wait for it.
  const { exportJWK, generateKeyPair } = require("jose") as typeof Jose;
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  return pairOf({ ...(await exportJWK(privateKey)), kid: `${client}-local`, alg: "RS256", use: "sig" });
}

function pairOf(privateJwk: Jose.JWK): ServiceKey {
  const { kid, n, e } = privateJwk;
  return { privateJwk, publicJwk: { kty: "RSA", kid: kid!, n: n!, e: e! } };
}
