/** The RSA keys that an authorization server signs with: made in memory, rotated, never written anywhere. */
import { generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { randomText } from "./ids";

export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** Makes an RSA key pair. Given in, so that tests need not wait for new keys. */
export type KeySource = () => Promise<KeyPair>;

const generate = promisify(generateKeyPair);

/** Okta signs with RS256 and 2048 bits. */
export const newRsaKeys: KeySource = () => generate("rsa", { modulusLength: 2048 });

/** `ACTIVE` signs, `EXPIRED` stays published so that tokens signed with it can still be checked. */
export type KeyStatus = "ACTIVE" | "EXPIRED";

export interface SigningKey {
  readonly kid: string;
  status: KeyStatus;
  readonly created: number;
  readonly pair: Promise<KeyPair>;
}

/** The key as Okta publishes it. */
export interface PublicKey {
  readonly kty: string;
  readonly alg: "RS256";
  readonly kid: string;
  readonly use: "sig";
  readonly e: string;
  readonly n: string;
}

/** How long a key signs before Okta replaces it, in ms: four times a year. Source: Okta's key rotation guide. */
export const ROTATION_INTERVAL_MS = 90 * 24 * 3600 * 1000;

/** The keys of one issuer: the one that signs, and the one before. */
export class KeyRing {
  private readonly keys: SigningKey[] = [];

  constructor(
    private readonly source: KeySource,
    private readonly clock: () => number,
    /** Whether a key is made when it is first needed, and not at once. */
    private readonly waits = false,
  ) {
    this.rotate();
  }

  /** The key that signs now. */
  get active(): SigningKey {
    return this.keys[0]!;
  }

  /** Newest first. */
  list(): readonly SigningKey[] {
    return this.keys;
  }

  /** Replaces the signing key. The one before stays published, an older one goes. */
  rotate(): void {
    for (const key of this.keys) key.status = "EXPIRED";
    let made: Promise<KeyPair> | undefined;
    const make = () => {
      made ??= this.source();
      // Whoever signs awaits `pair` and sees the failure; without this line it would end the process before.
      made.catch(() => undefined);
      return made;
    };
    if (!this.waits) void make();
    const key: SigningKey = {
      kid: randomText(43),
      status: "ACTIVE",
      created: this.clock(),
      get pair() {
        return make();
      },
    };
    this.keys.unshift(key);
    this.keys.splice(2);
  }
}

/** The key for the issuer's key set. */
export async function publicKey(key: SigningKey): Promise<PublicKey> {
  const { kty, e, n } = (await key.pair).publicKey.export({ format: "jwk" });
  return { kty: kty!, alg: "RS256", kid: key.kid, use: "sig", e: e!, n: n! };
}
