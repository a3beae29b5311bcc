/** A client's assertion: its claims to the letter, its signature, and that no two are the same. */
import assert from "node:assert/strict";
import { decodeProtectedHeader, jwtVerify } from "jose";
import { ASSERTION_TYPE, clientAssertion } from "../../../service/okta/oauthClient";
import { firstKey, secondKey, type SigningKey } from "../guard/tokens";

const AUDIENCE = "https://example.okta.com/oauth2/v1/token";
const NOW = 1_800_000_000;

const signer = (key: SigningKey) => async (text: string) =>
  Buffer.from(await crypto.subtle.sign("RSASSA-PKCS1-v1_5", key.privateKey, Buffer.from(text)));

async function make(): Promise<string> {
  return clientAssertion({
    clientId: "0oa1",
    keyId: "k1",
    sign: signer(await firstKey()),
    audience: AUDIENCE,
    now: NOW,
  });
}

describe("a client's assertion", () => {
  it("says who it is, for whom, for a minute", async () => {
    const assertion = await make();
    assert.deepEqual(decodeProtectedHeader(assertion), { alg: "RS256", kid: "k1", typ: "JWT" });
    const options = { currentDate: new Date(NOW * 1000) };
    const { jti, ...claims } = (await jwtVerify(assertion, (await firstKey()).jwk, options)).payload;
    assert.deepEqual(claims, { iss: "0oa1", sub: "0oa1", aud: AUDIENCE, iat: NOW, exp: NOW + 60 });
    assert.match(jti!, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    await assert.rejects(jwtVerify(assertion, (await secondKey()).jwk, options), /signature/);
  });

  it("is a new one each time", async () => {
    assert.notEqual(await make(), await make());
  });

  it("is of the type of RFC 7523", () => {
    assert.equal(ASSERTION_TYPE, "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
  });

  it("is not made where the signer fails", async () => {
    const args = { clientId: "0oa1", keyId: "k1", audience: AUDIENCE, now: NOW };
    const sign = () => Promise.reject(new Error("no key"));
    await assert.rejects(clientAssertion({ ...args, sign }), { message: "no key" });
  });
});
