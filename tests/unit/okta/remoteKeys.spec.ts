/** Client authentication with a secret as key of an assertion, and with keys that the app names by address. */
import assert from "node:assert/strict";
import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { assertOAuthError, START } from "./support/stand";
import { startWorld, type World } from "./support/world";

const now = START / 1000;
const ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("local Okta: client_secret_jwt, and keys at an address", () => {
  let world: World;
  let path: string;
  before(async () => {
    world = await startWorld();
    path = `${world.issuerPath}/v1/token`;
  });
  after(() => world.close());

  const service = (label: string, method: string, client: object = {}) =>
    world.must(200, "POST", "/api/v1/apps", {
      name: "oidc_client",
      label,
      signOnMode: "OPENID_CONNECT",
      credentials: { oauthClient: { token_endpoint_auth_method: method } },
      settings: { oauthClient: { application_type: "service", grant_types: ["client_credentials"], ...client } },
    });
  const withAssertion = (assertion: string) =>
    world.post(path, {
      grant_type: "client_credentials",
      scope: "users:read",
      client_assertion: assertion,
      client_assertion_type: ASSERTION,
    });
  const payload = (client: string, jti: string) => ({
    iss: client,
    sub: client,
    aud: `${world.url}${path}`,
    exp: now + 60,
    jti,
  });

  it("takes an assertion that is signed with the secret, and refuses one with another", async () => {
    const { id, credentials } = await service("hmac", "client_secret_jwt");
    const ask = (secret: string, alg: string, jti: string) => {
      const signed = `${encode({ alg })}.${encode(payload(id, jti))}`;
      return withAssertion(`${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`);
    };
    const secret = credentials.oauthClient.client_secret;
    assert.equal((await ask(secret, "HS256", "1")).status, 200);
    assertOAuthError(
      await ask("other", "HS256", "2"),
      401,
      "invalid_client",
      "The client_assertion signature is invalid.",
    );
    assertOAuthError(
      await ask(secret, "RS256", "3"),
      401,
      "invalid_client",
      "The client_assertion JWT signature algorithm is invalid.",
    );
  });

  describe("with keys at an address", () => {
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    let server: Server;
    let answer = "";
    let uri: string;
    let client: string;
    before(async () => {
      server = createServer((_, outgoing) => outgoing.end(answer));
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
      client = (await service("remote", "private_key_jwt", { jwks_uri: uri })).id;
    });
    after(() => new Promise((resolve) => server.close(resolve)));

    let jti = 0;
    const ask = () => {
      jti += 1;
      const signed = `${encode({ alg: "ES256", kid: "r" })}.${encode(payload(client, `r${jti}`))}`;
      const signature = sign("sha256", Buffer.from(signed), { key: privateKey, dsaEncoding: "ieee-p1363" });
      return withAssertion(`${signed}.${signature.toString("base64url")}`);
    };

    it("reads them from there, each time anew", async () => {
      answer = JSON.stringify({ keys: [{ ...publicKey.export({ format: "jwk" }), kid: "r" }] });
      assert.equal((await ask()).status, 200);
      answer = JSON.stringify({ keys: [{ ...publicKey.export({ format: "jwk" }), kid: "other" }] });
      assertOAuthError(await ask(), 401, "invalid_client", "The client_assertion JWT kid is invalid.");
    });

    it("refuses the client where there are none, or no key set", async () => {
      answer = JSON.stringify({ keys: [] });
      assertOAuthError(
        await ask(),
        401,
        "invalid_client",
        "The client does not have a JWKSet configured, but the client_assertion requires one.",
      );
      for (answer of ["nonsense", "{}", "[]"]) {
        assertOAuthError(await ask(), 401, "invalid_client", "Error retrieving the client JWKSet from jwks_uri.");
      }
    });
  });
});
