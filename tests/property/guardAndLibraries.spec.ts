/**
 * The guard beside jose and aws-jwt-verify, on random tokens: whatever it takes, both of them take. Claims, headers and keys
 * are drawn, and of many tokens one character is changed after they were signed.
 */
import assert from "node:assert/strict";
import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { JwtVerifier } from "aws-jwt-verify";
import fc from "fast-check";
import { createLocalJWKSet, jwtVerify, type JWK } from "jose";
import { CLOCK_TOLERANCE_SECONDS } from "../../guard/claims";
import { createGuard } from "../../guard/guard";
import { draw } from "../support/seed";

const ISSUER = "https://example.okta.com/oauth2/aus1";
const AUDIENCE = "api://admin";
/** aws-jwt-verify has a clock of its own, so that no time that is drawn lies near the moment of the test. */
const NOW = Math.floor(Date.now() / 1000);

/** Under each id the issuer's key, and as `foreign` one that it does not have. */
const keys = Object.fromEntries(
  ["first", "second", "foreign"].map((kid) => [kid, generateKeyPairSync("rsa", { modulusLength: 2_048 })]),
) as Record<"first" | "second" | "foreign", { publicKey: KeyObject; privateKey: KeyObject }>;
const jwks = (["first", "second"] as const).map((kid): JWK => ({
  ...(keys[kid].publicKey.export({ format: "jwk" }) as JWK),
  kid,
  alg: "RS256",
  use: "sig",
}));

const guard = createGuard(
  { issuer: ISSUER, audience: AUDIENCE },
  { now: () => NOW * 1000, fetchKeys: async () => ({ keys: jwks }) },
);
const set = createLocalJWKSet({ keys: jwks });
const aws = JwtVerifier.create({
  issuer: ISSUER,
  audience: AUDIENCE,
  jwksUri: `${ISSUER}/v1/keys`,
  graceSeconds: CLOCK_TOLERANCE_SECONDS,
});
aws.cacheJwks({ keys: jwks as never });

interface Token {
  readonly header: Record<string, unknown>;
  readonly claims: unknown;
  readonly signedBy: keyof typeof keys;
  /** A place in the token, and what stands there instead. */
  readonly change?: { readonly at: number; readonly to: string };
}

/** Mostly the good value, now and then one of the others. */
const mostly = <T>(good: T, ...others: unknown[]): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 12, arbitrary: fc.constant(good) }, { weight: 1, arbitrary: fc.constantFrom(...others) });

const ANYTHING: readonly unknown[] = [undefined, null, "", 0, 1, true, [], {}, [[]], "x"];
const HOURS = [1, 2, 24].map((hours) => hours * 3_600);

const claims = fc.record({
  iss: mostly(
    ISSUER,
    ...ANYTHING,
    `${ISSUER}/`,
    ISSUER.toUpperCase(),
    [ISSUER],
    "https://example.okta.com",
    `${ISSUER}\u0000`,
  ),
  aud: mostly(AUDIENCE, ...ANYTHING, [AUDIENCE], ["x", AUDIENCE], [[AUDIENCE]], `${AUDIENCE}/`, "api://", {
    a: AUDIENCE,
  }),
  exp: mostly(
    NOW + 3_600,
    ...ANYTHING,
    ...HOURS.map((s) => NOW - s),
    String(NOW + 3_600),
    NOW + 3_600.5,
    -NOW,
    1e300,
    [NOW + 3_600],
    2 ** 53,
  ),
  nbf: mostly(undefined, ...ANYTHING, ...HOURS.map((s) => NOW + s), NOW - 60, String(NOW - 60), 1e300),
  iat: mostly(NOW - 60, ...ANYTHING, ...HOURS.map((s) => NOW + s), String(NOW - 60), [NOW]),
  sub: mostly("ada@example.com", ...ANYTHING, ["ada@example.com"], { sub: "ada" }),
  scp: mostly(["users:read"], ...ANYTHING),
  cid: mostly("0oa1", ...ANYTHING),
  cnf: mostly(undefined, { jkt: "x" }, null),
  nonce: mostly(undefined, "n"),
});

const header = fc.record({
  alg: mostly("RS256", ...ANYTHING, "none", "None", "HS256", "RS384", "RS512", "PS256", "ES256", "rs256", ["RS256"]),
  kid: mostly("first", ...ANYTHING, "second", "foreign", "First", "first ", "__proto__", "toString", ["first"]),
  typ: mostly(undefined, ...ANYTHING, "JWT", "jwt", "at+jwt", "application/at+jwt", "dpop+jwt", "logout+jwt", "JWE"),
  crit: mostly(undefined, ...ANYTHING, ["exp"], ["b64"]),
  b64: mostly(undefined, false, true),
  jwk: mostly(undefined, keys.foreign.publicKey.export({ format: "jwk" })),
  jku: mostly(undefined, "https://evil.example/keys"),
  x5c: mostly(undefined, ["x"]),
});

const token: fc.Arbitrary<Token> = fc.record(
  {
    header: header as fc.Arbitrary<Record<string, unknown>>,
    claims: fc.oneof(
      { weight: 40, arbitrary: claims as fc.Arbitrary<unknown> },
      { weight: 1, arbitrary: fc.constantFrom(...ANYTHING.slice(1)) },
    ),
    signedBy: fc.oneof(
      { weight: 20, arbitrary: fc.constant<keyof typeof keys>("first") },
      { weight: 1, arbitrary: fc.constantFrom<keyof typeof keys>("second", "foreign") },
    ),
    change: fc.option(
      fc.record({
        at: fc.nat(4_095),
        to: fc.oneof(
          {
            weight: 3,
            arbitrary: fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
          },
          { weight: 1, arbitrary: fc.constantFrom("", ".", "=", "+", "/", " ", "~", "AA", "\u0000", "é") },
        ),
      }),
      { freq: 3, nil: undefined },
    ),
  },
  { requiredKeys: ["header", "claims", "signedBy"] },
);

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** As it is sent. What is undefined is left out. */
function written({ header: given, claims: body, signedBy, change }: Token): string {
  const input = `${part(given)}.${part(body)}`;
  const text = `${input}.${sign("sha256", Buffer.from(input), keys[signedBy].privateKey).toString("base64url")}`;
  if (change === undefined) return text;
  const at = change.at % text.length;
  return text.slice(0, at) + change.to + text.slice(at + 1);
}

const accepts = (judged: Promise<unknown>) => judged.then(() => true).catch(() => false);

const judges = {
  guard: async (text: string) => (await guard.check({ headers: { authorization: `Bearer ${text}` } }, {})).allowed,
  jose: (text: string) =>
    accepts(
      jwtVerify(text, set, {
        issuer: ISSUER,
        audience: AUDIENCE,
        algorithms: ["RS256"],
        currentDate: new Date(NOW * 1000),
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ["exp"],
      }),
    ),
  aws: (text: string) => accepts(aws.verify(text)),
};

const GOOD: Token = {
  header: { alg: "RS256", kid: "first" },
  claims: { iss: ISSUER, aud: AUDIENCE, exp: NOW + 3_600, iat: NOW - 60, sub: "ada@example.com", scp: ["users:read"] },
  signedBy: "first",
};

describe("the guard beside the libraries", function () {
  this.timeout(600_000);

  it("takes a good token, as both of them do", async () => {
    const text = written(GOOD);
    for (const [who, judge] of Object.entries(judges)) assert.equal(await judge(text), true, who);
  });

  it("takes no token that one of them refuses", async () => {
    const seen = { taken: 0, refused: 0 };
    const property = fc.asyncProperty(token, async (drawn) => {
      const text = written(drawn);
      const taken = await judges.guard(text);
      seen[taken ? "taken" : "refused"] += 1;
      if (!taken) return;
      assert.deepEqual({ jose: await judges.jose(text), aws: await judges.aws(text) }, { jose: true, aws: true }, text);
    });
    const { seed, numRuns } = draw("the guard beside the libraries", 20_261_127, 2_000);
    await fc.assert(property, { seed, numRuns });
    assert.ok(seen.taken > numRuns / 20, `only ${seen.taken} of ${numRuns} tokens were taken: the test says little`);
    assert.ok(
      seen.refused > numRuns / 2,
      `only ${seen.refused} of ${numRuns} tokens were refused: the test says little`,
    );
  });

  it("takes no token of which any one bit was changed", async () => {
    const text = written(GOOD);
    const bits = Array.from({ length: text.length * 6 }, (_, bit) => bit);
    const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const last = text.length - 1;
    for (const bit of bits) {
      const at = Math.floor(bit / 6);
      const value = ALPHABET.indexOf(text[at]!);
      if (value === -1) continue;
      const changed = text.slice(0, at) + ALPHABET[value ^ (1 << (bit % 6))] + text.slice(at + 1);
      if (!(await judges.guard(changed))) continue;
      // The last character of a signature of 256 bytes has four bits that say nothing: libraries take these as well.
      assert.equal(at, last, `bit ${bit} of ${bits.length}`);
      assert.deepEqual([await judges.jose(changed), await judges.aws(changed)], [true, true]);
    }
  });
});
