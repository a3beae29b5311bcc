/** Client authentication with an assertion that is signed with a private key. */
import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { assertOAuthError, START, testKeys } from "./support/stand";
import { startWorld, type World } from "./support/world";

const now = START / 1000;

describe("local Okta: private_key_jwt", () => {
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
  let world: World;
  let path: string;
  let client: string;
  let jti = 0;
  after(() => world.close());
  before(async () => {
    world = await startWorld();
    path = `${world.issuerPath}/v1/token`;
    const jwk = (key: typeof rsa, kid: string) => ({ ...key.publicKey.export({ format: "jwk" }), kid });
    const { crv: _, ...ecJwk } = jwk(ec, "ec") as Record<string, unknown>;
    const { id } = await world.must(200, "POST", "/api/v1/apps", {
      name: "oidc_client",
      label: "signed",
      signOnMode: "OPENID_CONNECT",
      credentials: { oauthClient: { token_endpoint_auth_method: "private_key_jwt" } },
      settings: {
        oauthClient: {
          application_type: "service",
          grant_types: ["client_credentials"],
          jwks: { keys: [jwk(rsa, "rsa"), ecJwk] },
        },
      },
    });
    client = id;
  });

  const assertion = (claims: object = {}, header: object = {}, key = rsa.privateKey): string => {
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    jti += 1;
    const payload = {
      iss: client,
      sub: client,
      aud: `${world.url}${path}`,
      exp: now + 60,
      iat: now,
      jti: `jti-${jti}`,
      ...claims,
    };
    const signed = `${encode({ alg: "RS256", kid: "rsa", ...header })}.${encode(payload)}`;
    return `${signed}.${sign("sha256", Buffer.from(signed), { key, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
  };
  const ask = (token: string, form: Record<string, string> = {}) =>
    world.post(path, {
      grant_type: "client_credentials",
      scope: "users:read",
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: token,
      ...form,
    });

  it("gives a token for an RSA and for an EC key that Okta stored without its curve", async () => {
    assert.equal((await ask(assertion())).status, 200);
    assert.equal((await ask(assertion({}, { alg: "ES256", kid: "ec" }, ec.privateKey))).status, 200);
  });

  it("takes the issuer as audience, and no client_id beside the assertion is needed", async () => {
    assert.equal((await ask(assertion({ aud: `${world.url}${world.issuerPath}` }))).status, 200);
    assert.equal((await ask(assertion(), { client_id: client })).status, 200);
  });

  const wrong: [string, () => Promise<any>, string][] = [
    [
      "another issuer",
      () => ask(assertion({ iss: "0oanone" })),
      "The issuer claim for client_assertion is not a valid client_id.",
    ],
    [
      "another subject",
      () => ask(assertion({ sub: "0oanone" })),
      "The subject claim for client_assertion is not a valid client_id.",
    ],
    [
      "another audience",
      () => ask(assertion({ aud: "https://elsewhere.test" })),
      "The audience claim for client_assertion must be the endpoint invoked for the request.",
    ],
    [
      "no end",
      () => ask(assertion({ exp: undefined })),
      "The client_assertion must contain the 'exp' claim as seconds since epoch.",
    ],
    ["an end in the past", () => ask(assertion({ exp: now })), "The client_assertion token is expired."],
    [
      "an end too far ahead",
      () => ask(assertion({ exp: now + 7200 })),
      "The client_assertion token has an expiration too far into the future.",
    ],
    [
      "a beginning in the future",
      () => ask(assertion({ iat: now + 600 })),
      "The client_assertion token must be issued before the current time.",
    ],
    ["an unknown kid", () => ask(assertion({}, { kid: "none" })), "The client_assertion JWT kid is invalid."],
    [
      "another key",
      async () => ask(assertion({}, {}, (await testKeys()).privateKey)),
      "The client_assertion signature is invalid.",
    ],
    [
      "an algorithm that does not fit the key",
      () => ask(assertion({}, { kid: "ec" })),
      "The client_assertion signature is invalid.",
    ],
    [
      "the algorithm none",
      () => ask(assertion({}, { alg: "none" })),
      "The client_assertion JWT signature algorithm is invalid.",
    ],
    [
      "a symmetric algorithm",
      () => ask(assertion({}, { alg: "HS256" })),
      "The client_assertion JWT signature algorithm is invalid.",
    ],
    ["no JWT", () => ask("a.b"), "The parsing of the client_assertion failed."],
  ];
  for (const [what, send, description] of wrong) {
    it(`refuses an assertion with ${what}`, async () => {
      assertOAuthError(await send(), 401, "invalid_client", description);
    });
  }

  it("refuses an assertion the second time", async () => {
    const once = assertion();
    assert.equal((await ask(once)).status, 200);
    assertOAuthError(await ask(once), 401, "invalid_client", "The client_assertion token has already been used.");
  });

  it("refuses another type of assertion", async () => {
    assertOAuthError(
      await ask(assertion(), { client_assertion_type: "saml" }),
      400,
      "invalid_request",
      "The client_assertion_type is invalid.",
    );
  });
});
