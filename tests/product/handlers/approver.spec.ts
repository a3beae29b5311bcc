/** The approver: how Okta is asked, and that only what this very person approved counts as approved. */
import assert from "node:assert/strict";
import { approverOf, createApprover, type Approver } from "../../../handlers/admin/approver";
import { createGuard } from "okta-api-access/guard";
import type { Identity, OktaSettings } from "okta-api-access/service";
import type { OktaRequest, OktaResponse } from "okta-api-access/service";
import { USER } from "./support/adminStand";
import { startServer, type ScriptedServer } from "../../unit/service/support/scriptedServer";
import { firstKey, oktaClaims, secondKey, sign, startIssuer, type TestIssuer } from "../../unit/guard/tokens";

const CIBA = "urn:openid:params:grant-type:ciba";
const START = 1_800_000_000_000;

describe("the approver", () => {
  let issuer: TestIssuer;
  let kms: ScriptedServer;
  let sent: OktaRequest[];
  let answer: Pick<OktaResponse, "status" | "body">;
  before(async () => {
    [issuer, kms] = [await startIssuer([(await firstKey()).jwk]), await startServer()];
    kms.script = [{ status: 200, body: '{"Signature":"YWJj"}' }];
  });
  after(() => Promise.all([issuer.close(), kms.close()]));
  beforeEach(() => void (sent = []));

  const identity: Identity = {
    client: "approvals",
    clientId: "0oa7",
    keyArn: "arn:aws:kms:us-east-1:000000000000:key/k7",
    oktaApiScopes: [],
    grants: [CIBA],
    scopes: ["transactions:approve"],
    groupIds: [],
  };
  const environment = () => ({ AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "key", AWS_ENDPOINT_URL_KMS: kms.url });
  const send = async (request: OktaRequest) => {
    sent.push(request);
    return { headers: new Headers(), ...answer };
  };
  const approver = (): Approver => {
    const at = { issuer: issuer.issuer, audience: "api://admin" };
    const guard = createGuard({ ...at, allowInsecureIssuer: true }, { now: () => START });
    return createApprover({ ...at, identity, send, guard, environment: environment(), now: () => START });
  };
  /** The form of the one request, and what its assertion claims. */
  const form = () => {
    const { client_assertion: assertion, ...fields } = Object.fromEntries(new URLSearchParams(sent[0]!.body));
    const [header, claims] = assertion!.split(".").map((part) => Buffer.from(part, "base64url").toString());
    const { jti: _, ...others } = JSON.parse(claims!) as Record<string, unknown>;
    return { fields, kid: (JSON.parse(header!) as { kid: string }).kid, claims: others };
  };

  describe("asks a person", () => {
    const ask = (status: number, body?: unknown) => {
      answer = { status, body };
      return approver().ask("bo@example.com", "Pay 100 & more");
    };
    const good = { auth_req_id: "r1", expires_in: 60, interval: 3 };

    it("with the client's assertion, for its scopes, and once", async () => {
      assert.deepEqual(await ask(200, good), { requestId: "r1", expiresIn: 60, interval: 3 });
      const { url, method, repeatable } = sent[0]!;
      assert.deepEqual([url, method, repeatable], [`${issuer.issuer}/v1/bc/authorize`, "POST", false]);
      const { fields, kid, claims } = form();
      assert.deepEqual(fields, {
        client_id: "0oa7",
        scope: "openid transactions:approve",
        login_hint: "bo@example.com",
        binding_message: "Pay 100 & more",
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      });
      const iat = START / 1000;
      assert.deepEqual([kid, claims], ["k7", { iss: "0oa7", sub: "0oa7", aud: url, iat, exp: iat + 60 }]);
    });

    for (const [given, interval] of [
      [undefined, 5],
      [1, 1],
    ] as const) {
      it(`every ${interval} seconds where Okta says ${String(given)}`, async () => {
        assert.equal((await ask(200, { ...good, interval: given }))!.interval, interval);
      });
    }

    for (const status of [400, 403, 404]) {
      it(`not, where Okta answers ${status}`, async () => assert.equal(await ask(status, { error: "x" }), undefined));
    }

    it("fails where Okta does not take the client", async () => {
      const message = "Okta answered with status 401";
      await assert.rejects(ask(401, { error: "invalid_client" }), { name: "UnexpectedAnswer", message });
    });

    for (const body of [
      undefined,
      null,
      "x",
      {},
      { ...good, auth_req_id: 7 },
      { ...good, expires_in: "soon" },
      { ...good, interval: "5" },
      { ...good, interval: 0 },
      { ...good, interval: -3 },
    ]) {
      it(`fails for the answer ${JSON.stringify(body)}`, async () => {
        await assert.rejects(ask(200, body), {
          message: "Okta's answer to a backchannel request is not what the standard has for it",
        });
      });
    }
  });

  describe("looks what came of it", () => {
    const state = (status: number, body?: unknown) => {
      answer = { status, body };
      return approver().state("r1", USER);
    };

    for (const [error, said] of [
      ["authorization_pending", "pending"],
      ["slow_down", "slow_down"],
      ["expired_token", "expired"],
      ["access_denied", "denied"],
      ["invalid_grant", "denied"],
      [undefined, "denied"],
    ] as const) {
      it(`and finds it ${said} where Okta says ${String(error)}`, async () => {
        assert.equal(await state(400, { error }), said);
      });
    }

    const token = async (more: Record<string, unknown> = {}, key = firstKey) =>
      sign(
        await key(),
        oktaClaims(issuer.issuer, START / 1000, {
          cid: "0oa7",
          uid: USER,
          scp: ["openid", "transactions:approve"],
          ...more,
        }),
      );
    const stateOf = async (more?: Record<string, unknown>, key = firstKey) =>
      state(200, { token_type: "Bearer", access_token: await token(more, key) });

    it("and finds it approved by a token of this person", async () => {
      assert.equal(await stateOf(), "approved");
      assert.equal(sent[0]!.url, `${issuer.issuer}/v1/token`);
      const { fields } = form();
      assert.deepEqual([fields["grant_type"], fields["auth_req_id"]], [CIBA, "r1"]);
    });

    const others: [string, Record<string, unknown>][] = [
      ["another person", { uid: "00u2abcdefghijklmnop" }],
      ["nobody", { uid: undefined }],
      ["this person at another client", { cid: "0oa8" }],
      ["this person without the scope", { scp: ["openid"] }],
      ["this person for another audience", { aud: "api://other" }],
      ["this person from another issuer", { iss: "https://evil.example" }],
      ["this person, and expired", { exp: START / 1000 }],
    ];
    for (const [whose, more] of others) {
      it(`and refuses a token of ${whose}`, async () => assert.equal(await stateOf(more), "denied"));
    }

    it("and refuses a token that somebody else has signed, and no token", async () => {
      assert.equal(await stateOf({}, secondKey), "denied");
      assert.equal(await state(200, {}), "denied");
      assert.equal(await state(200, undefined), "denied");
    });
  });

  describe("of an environment", () => {
    const settings = (...grants: string[]): OktaSettings => ({
      orgUrl: "https://x.okta.com",
      identities: [{ ...identity, grants }],
    });
    const full = () => ({
      ...environment(),
      ISSUER: issuer.issuer,
      AUDIENCE: "api://admin",
      ALLOW_INSECURE_ISSUER: "true",
    });

    it("is the client that may ask", async () => {
      answer = { status: 200, body: { auth_req_id: "r1", expires_in: 60 } };
      const asked = await approverOf(settings("client_credentials", CIBA), send, full(), () => START).ask("bo", "x");
      assert.deepEqual([asked!.requestId, form().claims["iss"]], ["r1", "0oa7"]);
    });

    it("refuses one without such a client, issuer or audience", () => {
      const of = (grant: string, more: object) => () =>
        approverOf(settings(grant), send, { ...full(), ...more }, () => START);
      assert.throws(of("client_credentials", {}), { message: "`IDENTITIES` must have a client with the grant `ciba`" });
      assert.throws(of(CIBA, { ISSUER: "" }), { message: "the environment variable `ISSUER` is not set" });
      assert.throws(of(CIBA, { AUDIENCE: undefined }), { message: "the environment variable `AUDIENCE` is not set" });
      assert.throws(of(CIBA, { ALLOW_INSECURE_ISSUER: undefined }), /`issuer` must begin with `https:`/);
    });
  });
});
