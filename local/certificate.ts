/**
 * Certificates: one with which the servers of the local cloud speak TLS on this machine, the authority that signed it, and
 * what takes it for good. The authority's key is forgotten as soon as it has signed: whoever trusts it trusts this one
 * certificate.
 */
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";
import { join } from "node:path";

export interface LocalCertificate {
  /** The authority's certificate, in PEM: what clients are told to trust. */
  readonly ca: string;
  /** The server's certificate, in PEM. */
  readonly cert: string;
  /** The server's private key, in PEM. */
  readonly key: string;
}

/** Days for which it can be used: what browsers take of a server's certificate at most. */
const LIFETIME_DAYS = 397;
const DAY_MS = 24 * 3600 * 1000;

/** For `localhost` and 127.0.0.1 (RFC 5280). `now` in ms since 1970; it counts from the day before, for clocks that are off. */
export function newLocalCertificate(now = Date.now()): LocalCertificate {
  const [authority, server] = [newKeys(), newKeys()];
  const validity = sequence(time(now - DAY_MS), time(now + LIFETIME_DAYS * DAY_MS));
  const issuer = name("Local cloud authority");
  const authorityId = extension(OIDS.authorityKeyId, sequence(tagged(0x80, keyId(authority.publicKey))));
  const certificate = (subject: Buffer, key: KeyObject, extensions: readonly Buffer[]) => {
    const serial = integer(Buffer.concat([Buffer.from([1]), randomBytes(15)]));
    const all = [...extensions, extension(OIDS.subjectKeyId, octets(keyId(key))), authorityId];
    const version = tagged(0xa0, integer(Buffer.from([2])));
    const spki = key.export({ type: "spki", format: "der" });
    const body = sequence(
      version,
      serial,
      ECDSA_SHA256,
      issuer,
      validity,
      subject,
      spki,
      tagged(0xa3, sequence(...all)),
    );
    return pem(sequence(body, ECDSA_SHA256, bits(sign("sha256", body, authority.privateKey))));
  };
  return {
    ca: certificate(issuer, authority.publicKey, [
      extension(OIDS.basicConstraints, sequence(TRUE, integer(Buffer.from([0]))), true),
      extension(OIDS.keyUsage, CERTIFICATE_SIGNING, true),
    ]),
    cert: certificate(name("localhost"), server.publicKey, [
      extension(OIDS.basicConstraints, sequence(), true),
      extension(OIDS.keyUsage, DIGITAL_SIGNATURE, true),
      extension(OIDS.extendedKeyUsage, sequence(oid(OIDS.serverAuth))),
      extension(
        OIDS.subjectAltName,
        sequence(tagged(0x82, Buffer.from("localhost")), tagged(0x87, Buffer.from([127, 0, 0, 1]))),
      ),
    ]),
    key: server.privateKey.export({ type: "pkcs8", format: "pem" }) as string,
  };
}

/** A certificate of an RSA key for itself, in DER, that counts between two times in ms since 1970. */
export function newSelfSigned(
  keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject },
  commonName: string,
  from: number,
  to: number,
): Buffer {
  const whole = name(commonName);
  const spki = keys.publicKey.export({ type: "spki", format: "der" });
  const serial = integer(Buffer.concat([Buffer.from([1]), randomBytes(15)]));
  const validity = sequence(time(from), time(to));
  const body = sequence(tagged(0xa0, integer(Buffer.from([2]))), serial, RSA_SHA256, whole, validity, whole, spki);
  return sequence(body, RSA_SHA256, bits(sign("sha256", body, keys.privateKey)));
}

const newKeys = () => generateKeyPairSync("ec", { namedCurve: "P-256" });

const OIDS = {
  commonName: "2.5.4.3",
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
  rsaWithSha256: "1.2.840.113549.1.1.11",
  subjectKeyId: "2.5.29.14",
  keyUsage: "2.5.29.15",
  subjectAltName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  authorityKeyId: "2.5.29.35",
  extendedKeyUsage: "2.5.29.37",
  serverAuth: "1.3.6.1.5.5.7.3.1",
} as const;

// DER (X.690): a tag, a length, and the content.

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const long = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...(length < 0x80 ? [length] : long)]), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

/** Positive: the first byte is below 0x80. */
const integer = (bytes: Buffer) => tagged(0x02, bytes);
const octets = (content: Buffer) => tagged(0x04, content);
const bits = (content: Buffer, unused = 0) => tagged(0x03, Buffer.concat([Buffer.from([unused]), content]));
const TRUE = tagged(0x01, Buffer.from([0xff]));

function oid(text: string): Buffer {
  const [first, second, ...rest] = text.split(".").map(Number);
  return tagged(0x06, Buffer.from([first! * 40 + second!, ...rest.flatMap(base128)]));
}

/** Seven bits a byte, all but the last one marked. */
function base128(value: number): number[] {
  const low = [value & 0x7f];
  for (let left = value >> 7; left > 0; left >>= 7) low.unshift((left & 0x7f) | 0x80);
  return low;
}

/** `20261127120000Z`. */
function time(milliseconds: number): Buffer {
  const text = new Date(milliseconds).toISOString().replace(/[-:T]|\.\d+/g, "");
  return tagged(0x18, Buffer.from(text));
}

function name(commonName: string): Buffer {
  return sequence(tagged(0x31, sequence(oid(OIDS.commonName), tagged(0x0c, Buffer.from(commonName)))));
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  return sequence(oid(id), ...(critical ? [TRUE] : []), octets(value));
}

/** The SHA-1 of the key's bits (RFC 5280 section 4.2.1.2): they end the key's DER. */
function keyId(key: KeyObject): Buffer {
  const spki = key.export({ type: "spki", format: "der" });
  return createHash("sha1").update(spki.subarray(-65)).digest();
}

function pem(der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g)!;
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

const ECDSA_SHA256 = sequence(oid(OIDS.ecdsaWithSha256));
const RSA_SHA256 = sequence(oid(OIDS.rsaWithSha256), tagged(0x05, Buffer.alloc(0)));
const DIGITAL_SIGNATURE = bits(Buffer.from([0x80]), 7);
const CERTIFICATE_SIGNING = bits(Buffer.from([0x06]), 1);

/** An authority that is made at a start, and the ports of this machine for which it is taken. */
export interface LocalTrust {
  /** Its certificate, in PEM. */
  readonly ca: string;
  readonly ports: readonly number[];
}

/** What a function's thread, which has no loader for TypeScript, loads to call `trustLocally`. */
export const TRUST_MODULE = join(__dirname, "node/trust.cjs");

/** Takes the authority's certificates at these ports from now on. @returns what ends it */
export function trustLocally(trust: LocalTrust): () => void {
  return (require(TRUST_MODULE) as { trustLocally: (trust: LocalTrust) => () => void }).trustLocally(trust);
}
