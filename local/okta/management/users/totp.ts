/** Time-based one-time passwords (RFC 6238), as authenticator apps make them: SHA-1, six digits, 30 seconds. */
import { createHmac, randomBytes } from "node:crypto";

export const TOTP_SECONDS = 30;

/** Characters of a secret: 80 bits in base32. */
export const TOTP_LENGTH = 16;

/** How many steps a clock may be off, either way. */
const WINDOW = 1;

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** A new secret, in base32. */
export function newTotpSecret(): string {
  return [...randomBytes(TOTP_LENGTH)].map((byte) => BASE32[byte % 32]).join("");
}

/** The password of a secret at a time in seconds since 1970. */
export function totp(secret: string, seconds: number): string {
  return codeAt(decodeBase32(secret), Math.floor(seconds / TOTP_SECONDS));
}

/** The time step to which the password belongs; undefined where it is none of about now. */
export function totpStep(secret: string, code: string, seconds: number): number | undefined {
  const key = decodeBase32(secret);
  const now = Math.floor(seconds / TOTP_SECONDS);
  for (let step = now - WINDOW; step <= now + WINDOW; step += 1) if (codeAt(key, step) === code) return step;
  return undefined;
}

function codeAt(key: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac("sha1", key).update(counter).digest();
  const offset = digest[19]! & 0x0f;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

function decodeBase32(text: string): Buffer {
  const bits = [...text.toUpperCase()]
    .map((letter) => Math.max(BASE32.indexOf(letter), 0).toString(2).padStart(5, "0"))
    .join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}
