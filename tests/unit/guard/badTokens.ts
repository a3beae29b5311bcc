/** The conformance table: tokens that must be refused, run against the guard, the deployed authorizer and the gateway. */
import { createHmac, randomBytes } from "node:crypto";
import { CompactSign } from "jose";
import { oktaClaims, rawToken, sign, type SigningKey } from "./tokens";

export interface TokenContext {
  readonly issuer: string;
  /** Seconds since the epoch. */
  readonly now: number;
  /** The issuer's own key, with the id `first`. */
  readonly key: SigningKey;
  /** A key that the issuer does not have. */
  readonly other: SigningKey;
}

export interface BadToken {
  readonly what: string;
  readonly make: (context: TokenContext) => string | Promise<string>;
  /** What the guard says of it. */
  readonly problem: string;
  /** API Gateway's JWT authorizer does not look at this, as far as its documentation says: it lets the token through. */
  readonly passesGateway?: true;
}

const AUDIENCE = "api://admin";
const NO_JWT = "the token is not a signed JWT";
const ALGORITHM = "the token is not signed with RS256";
const NO_KID = "the token does not name its key";
const NO_KEY = "the token is signed with a key that the issuer does not have";
const SIGNATURE = "the token's signature is not valid";
const CRIT = "the token demands an extension that is not understood";
const TYPE = "the token is not an access token";
const ISSUER = "the token is from another issuer";
const OTHER_AUDIENCE = "the token is for another audience";
const ID_TOKEN = "the token is an ID token";
const NO_SUBJECT = "the token does not name its subject";
const BOUND = "the token is bound to a key, which a bearer does not show";
const NO_EXPIRY = "the token has no time of expiry";
const EXPIRED = "the token has expired";

type Claims = Record<string, unknown>;
type Make = BadToken["make"];

const claims = ({ issuer, now }: TokenContext, more: Claims = {}) => oktaClaims(issuer, now, more);

/** Signed with the right key, with claims or header changed. */
const changed = (more: Claims | ((context: TokenContext) => Claims), header?: Claims): Make => {
  return (context) => sign(context.key, claims(context, typeof more === "function" ? more(context) : more), header);
};

/** Not signed at all: a header of one's own and a made-up signature. */
const unsigned = (header: Claims, signature = "YQ"): Make => {
  return (context) => rawToken(header, claims(context), signature);
};

const hmac = (secret: (context: TokenContext) => string | Buffer): Make => {
  return (context) => {
    const input = rawToken({ alg: "HS256", kid: "first" }, claims(context), "").slice(0, -1);
    return `${input}.${createHmac("sha256", secret(context)).update(input).digest("base64url")}`;
  };
};

async function tampered(context: TokenContext): Promise<string> {
  const [header, , signature] = (await sign(context.key, claims(context))).split(".");
  const payload = Buffer.from(JSON.stringify(claims(context, { scp: ["users:read", "users:delete"] })));
  return `${header}.${payload.toString("base64url")}.${signature}`;
}

const underKnownId = ({ other }: TokenContext) => ({ ...other, kid: "first" });

export const BAD_TOKENS: readonly BadToken[] = [
  { what: "of one word", make: () => "rubbish", problem: NO_JWT },
  { what: "of two parts", make: () => "a.b", problem: NO_JWT },
  { what: "of four parts", make: async (context) => `${await sign(context.key, claims(context))}.x`, problem: NO_JWT },
  { what: "of five parts, as encrypted ones have", make: () => "a.b.c.d.e", problem: NO_JWT },
  { what: "whose header is no JSON", make: () => "YQ.YQ.YQ", problem: NO_JWT },

  { what: "with the algorithm `none`", make: unsigned({ alg: "none", kid: "first" }, ""), problem: ALGORITHM },
  { what: "with the algorithm `None`", make: unsigned({ alg: "None", kid: "first" }, ""), problem: ALGORITHM },
  { what: "without an algorithm", make: unsigned({ kid: "first" }), problem: ALGORITHM },
  { what: "signed by HMAC with the public key", make: hmac(({ key }) => JSON.stringify(key.jwk)), problem: ALGORITHM },
  { what: "signed by HMAC with a random secret", make: hmac(() => randomBytes(32)), problem: ALGORITHM },
  { what: "that says RS384", make: unsigned({ alg: "RS384", kid: "first" }), problem: ALGORITHM },
  { what: "that says PS256", make: unsigned({ alg: "PS256", kid: "first" }), problem: ALGORITHM },
  { what: "that says ES256", make: unsigned({ alg: "ES256", kid: "first" }), problem: ALGORITHM },

  { what: "without a key id", make: changed({}, { kid: undefined }), problem: NO_KID },
  { what: "with an empty key id", make: changed({}, { kid: "" }), problem: NO_KID },
  { what: "with a key id that is a number", make: unsigned({ alg: "RS256", kid: 1 }), problem: NO_KID },
  { what: "with a key id of no key", make: changed({}, { kid: "third" }), problem: NO_KEY },
  { what: "of another key", make: (context) => sign(context.other, claims(context)), problem: NO_KEY },
  {
    what: "of another key under a known id",
    make: (context) => sign(underKnownId(context), claims(context)),
    problem: SIGNATURE,
  },
  {
    what: "that brings its key along",
    make: (context) => sign(underKnownId(context), claims(context), { jwk: context.other.jwk }),
    problem: SIGNATURE,
  },
  {
    what: "that says where its key is",
    make: (context) => sign(underKnownId(context), claims(context), { jku: "https://evil.example/keys" }),
    problem: SIGNATURE,
  },
  { what: "with changed claims", make: tampered, problem: SIGNATURE },
  {
    what: "with its signature cut off",
    make: async (context) => (await sign(context.key, claims(context))).replace(/[^.]+$/, ""),
    problem: SIGNATURE,
  },
  {
    what: "that demands an unknown extension",
    make: changed({}, { crit: ["urn:example:extension"], "urn:example:extension": true }),
    problem: CRIT,
  },
  { what: "with an empty `crit`", make: unsigned({ alg: "RS256", kid: "first", crit: [] }), problem: CRIT },
  { what: "of the type of a DPoP proof", make: changed({}, { typ: "dpop+jwt" }), problem: TYPE, passesGateway: true },
  {
    what: "of the type of a logout token",
    make: changed({}, { typ: "logout+jwt" }),
    problem: TYPE,
    passesGateway: true,
  },
  {
    what: "whose claims are a list",
    make: ({ key }) =>
      new CompactSign(Buffer.from("[]")).setProtectedHeader({ alg: "RS256", kid: "first" }).sign(key.privateKey),
    problem: SIGNATURE,
  },

  { what: "without an issuer", make: changed({ iss: undefined }), problem: ISSUER },
  {
    what: "of the org's own server",
    make: changed(({ issuer }) => ({ iss: new URL(issuer).origin })),
    problem: ISSUER,
  },
  {
    what: "of an issuer with a slash at its end",
    make: changed(({ issuer }) => ({ iss: `${issuer}/` })),
    problem: ISSUER,
  },
  { what: "of an issuer in capitals", make: changed(({ issuer }) => ({ iss: issuer.toUpperCase() })), problem: ISSUER },
  { what: "of a list of issuers", make: changed(({ issuer }) => ({ iss: [issuer] })), problem: ISSUER },

  { what: "without an audience", make: changed({ aud: undefined }), problem: OTHER_AUDIENCE },
  { what: "for another audience", make: changed({ aud: "api://other" }), problem: OTHER_AUDIENCE },
  {
    what: "for an audience that begins like ours",
    make: changed({ aud: `${AUDIENCE}.example` }),
    problem: OTHER_AUDIENCE,
  },
  { what: "for an empty list of audiences", make: changed({ aud: [] }), problem: OTHER_AUDIENCE },
  { what: "that is an ID token", make: changed({ aud: "0oa1", nonce: "n" }), problem: OTHER_AUDIENCE },
  {
    what: "that is an ID token for our audience",
    make: changed({ nonce: "n" }),
    problem: ID_TOKEN,
    passesGateway: true,
  },
  {
    what: "that is an ID token beside an access token",
    make: changed({ at_hash: "h" }),
    problem: ID_TOKEN,
    passesGateway: true,
  },

  { what: "without a subject", make: changed({ sub: undefined }), problem: NO_SUBJECT, passesGateway: true },
  { what: "whose subject is empty", make: changed({ sub: "" }), problem: NO_SUBJECT, passesGateway: true },
  { what: "whose subject is a number", make: changed({ sub: 1 }), problem: NO_SUBJECT, passesGateway: true },
  {
    what: "whose subject is a list",
    make: changed({ sub: ["ada@example.com"] }),
    problem: NO_SUBJECT,
    passesGateway: true,
  },
  {
    what: "that is bound to the key of a DPoP proof",
    make: changed({ cnf: { jkt: "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" } }),
    problem: BOUND,
    passesGateway: true,
  },
  {
    what: "that is bound to a certificate",
    make: changed({ cnf: { "x5t#S256": "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2" } }),
    problem: BOUND,
    passesGateway: true,
  },
  { what: "with an empty confirmation", make: changed({ cnf: null }), problem: BOUND, passesGateway: true },

  { what: "that never expires", make: changed({ exp: undefined }), problem: NO_EXPIRY },
  { what: "whose expiry is a text", make: changed(({ now }) => ({ exp: String(now + 60) })), problem: NO_EXPIRY },
  { what: "whose expiry is null", make: changed({ exp: null }), problem: NO_EXPIRY },
  { what: "that expires now", make: changed(({ now }) => ({ exp: now })), problem: EXPIRED },
  { what: "that has expired", make: changed(({ now }) => ({ exp: now - 1 })), problem: EXPIRED },
  {
    what: "that is not valid yet",
    make: changed(({ now }) => ({ nbf: now + 60 })),
    problem: "the token is not valid yet",
  },
  { what: "whose `nbf` is a text", make: changed({ nbf: "0" }), problem: "the token has a `nbf` that is no time" },
  {
    what: "that was issued in the future",
    make: changed(({ now }) => ({ iat: now + 60 })),
    problem: "the token was issued in the future",
  },
  { what: "whose `iat` is a text", make: changed({ iat: "0" }), problem: "the token has an `iat` that is no time" },
];
