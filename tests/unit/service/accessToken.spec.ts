/** The token source: when a token is asked for and how, when the kept one is used, and what an error says. */
import assert from "node:assert/strict";
import { createTokenSource, MARGIN_MS } from "../../../service/okta/accessToken";
import { oauthClientOf } from "../../../service/okta/oauthClient";
import { type OktaRequest, type OktaResponse, OktaUnavailable } from "../../../service/okta/send";

const ORG = "https://example.okta.com";
const START = 1_800_000_000_000;

type Answer = Pick<OktaResponse, "status" | "body"> | Error;

describe("the source of access tokens", () => {
  let time: number;
  let asked: OktaRequest[];
  let answers: Answer[];
  beforeEach(() => {
    time = START;
    asked = [];
    answers = [];
  });

  const token = (text: string, seconds: number) => ({
    status: 200,
    body: { token_type: "Bearer", access_token: text, expires_in: seconds },
  });
  const source = (script: Answer[] = [token("first", 3_600), token("second", 3_600), token("third", 3_600)]) => {
    answers = [...script];
    const now = () => time;
    const client = { clientId: "0oa1", keyId: "k1", sign: async () => Buffer.from("signature") };
    const send = async (request: OktaRequest) => {
      asked.push(request);
      const answer = answers.shift() ?? assert.fail("asked too often");
      if (answer instanceof Error) throw answer;
      return { ...answer, headers: new Headers() };
    };
    const oauth = oauthClientOf({ client, issuer: ORG, send, now });
    return createTokenSource({ oauth, scopes: ["okta.users.read", "okta.factors.manage"], now });
  };

  it("asks the org's own server, with an assertion, once", async () => {
    assert.equal(await source().token(), "first");
    const { body, headers, ...request } = asked[0]!;
    assert.deepEqual(request, { method: "POST", url: `${ORG}/oauth2/v1/token`, repeatable: false });
    assert.match(headers["content-type"]!, /^application\/x-www-form-urlencoded(;|$)/);
    const { client_assertion: assertion, ...form } = Object.fromEntries(new URLSearchParams(body));
    assert.deepEqual(form, {
      grant_type: "client_credentials",
      scope: "okta.users.read okta.factors.manage",
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    });
    const claims = JSON.parse(Buffer.from(assertion!.split(".")[1]!, "base64url").toString()) as object;
    const { jti: _, ...others } = claims as { jti: string };
    const seconds = START / 1000;
    const aud = `${ORG}/oauth2/v1/token`;
    assert.deepEqual(others, { iss: "0oa1", sub: "0oa1", aud, iat: seconds, exp: seconds + 60 });
  });

  it("keeps a token until shortly before its end", async () => {
    const tokens = source();
    await tokens.token();
    time = START + 3_600_000 - MARGIN_MS - 1;
    assert.equal(await tokens.token(), "first");
    time += 1;
    assert.equal(await tokens.token(), "second");
    assert.equal(asked.length, 2);
  });

  it("keeps no token that lives for less than the margin", async () => {
    const tokens = source([token("first", 60), token("second", 60)]);
    assert.deepEqual([await tokens.token(), await tokens.token()], ["first", "second"]);
  });

  it("asks once for all that come together", async () => {
    const tokens = source();
    assert.deepEqual(await Promise.all([tokens.token(), tokens.token(), tokens.token()]), ["first", "first", "first"]);
    assert.equal(asked.length, 1);
  });

  it("forgets a token that Okta took no more, and no other", async () => {
    const tokens = source();
    await tokens.token();
    tokens.forget("another");
    assert.equal(await tokens.token(), "first");
    tokens.forget("first");
    assert.equal(await tokens.token(), "second");
    tokens.forget("first");
    assert.equal(await tokens.token(), "second");
  });

  it("makes a new assertion for each request", async () => {
    const tokens = source();
    await tokens.token();
    tokens.forget("first");
    await tokens.token();
    assert.notEqual(asked[0]!.body, asked[1]!.body);
  });

  it("asks anew after a failure, and does not keep it", async () => {
    const tokens = source([new OktaUnavailable(true, 5), token("first", 3_600)]);
    await assert.rejects(tokens.token());
    assert.equal(await tokens.token(), "first");
  });

  it("says, where Okta does not answer, that nothing was done with a token", async () => {
    const expected = { name: "OktaUnavailable", ambiguous: false, retryAfter: 5 };
    await assert.rejects(source([new OktaUnavailable(true, 5)]).token(), expected);
    await assert.rejects(source([new Error("other")]).token(), { name: "Error", message: "other" });
  });

  const secret = "s3cret";
  const refusals: [string, Answer, string][] = [
    [
      "a client that Okta refuses",
      { status: 401, body: { error: "invalid_client", error_description: secret } },
      "invalid_client",
    ],
    ["an error in no form of OAuth's", { status: 400, body: { error: `${secret} <b>` } }, "status 400"],
    ["an error that is no text", { status: 403, body: { error: { secret } } }, "status 403"],
    ["an error page", { status: 404, body: undefined }, "status 404"],
    ["an answer of null", { status: 400, body: null }, "status 400"],
  ];
  for (const [what, answer, reason] of refusals) {
    it(`rejects for ${what}, and repeats nothing of it`, async () => {
      const message = `Okta gives the client no access token: ${reason}`;
      await assert.rejects(source([answer]).token(), { name: "Error", message });
    });
  }

  const none: [string, unknown][] = [
    ["no body", undefined],
    ["no token", { token_type: "Bearer", expires_in: 5 }],
    ["no time", { token_type: "Bearer", access_token: secret }],
    ["a time that is none", { token_type: "Bearer", access_token: secret, expires_in: "soon" }],
    ["a token of no type", { access_token: secret, expires_in: 5 }],
    ["a token that is bound to a key", { token_type: "DPoP", access_token: secret, expires_in: 5 }],
    ["a list", [secret]],
  ];
  for (const [what, body] of none) {
    it(`takes a success with ${what} for no answer`, async () => {
      const expected = { name: "OktaUnavailable", ambiguous: false, retryAfter: 1, message: "Okta does not answer" };
      await assert.rejects(source([{ status: 200, body }]).token(), expected);
    });
  }
});
