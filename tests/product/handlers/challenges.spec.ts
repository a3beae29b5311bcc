/** The factor broker: what a challenge is bound to, how many codes and challenges there may be, and what ends one. */
import assert from "node:assert/strict";
import { OktaUnavailable } from "okta-api-access/service";
import { oktaUser, OTHER, type Parsed } from "./support/adminStand";
import { PURPOSE, said, SUCCESS, withBroker } from "./support/broker";
import { oktaError, type Scripted } from "../../unit/service/support/scriptedOkta";

const WRONG = oktaError(403, "E0000068");
const OVER = "the challenge is over, or another code for it is being looked at";
const NONE = "there is no such user, or nothing of that id";

describe("the factor broker", () => {
  const broker = withBroker();
  const { path, isFactor, sends, calls, as, challenge, begun, verify, look } = broker;

  describe("begins a challenge", () => {
    for (const type of ["sms", "email"]) {
      it(`of ${type}, and has Okta send a code`, async () => {
        isFactor(type);
        sends({ status: 200, body: { factorResult: "CHALLENGE" } });
        const { status, body } = await challenge();
        const { id, ...others } = body;
        assert.deepEqual([status, others], [201, { type, status: "waiting", expiresIn: 300 }]);
        assert.match(String(id), /^[\w-]{22}$/);
        assert.deepEqual(broker.stand.okta.calls.at(-1), { method: "POST", path: `${path()}/verify`, body: {} });
      });
    }

    it("of a one-time password, for which nothing is sent", async () => {
      isFactor("token:software:totp");
      assert.deepEqual([(await challenge()).body["type"], calls()], ["totp", [`GET ${path()}`]]);
    });

    const refusals: [string, () => void, number, string][] = [
      ["a factor that is not there", () => broker.stand.script(`GET ${path()}`, oktaError(404, "E0000007")), 404, NONE],
      ["a factor of another type", () => isFactor("webauthn"), 422, "a factor of this type cannot be challenged here"],
      [
        "a factor that is not active",
        () => isFactor("sms", "PENDING_ACTIVATION"),
        409,
        "the user or the factor is not active",
      ],
      [
        "a user who is not active",
        () => sends(oktaError(403, "E0000038")),
        409,
        "the user or the factor is not active",
      ],
      ["another code so soon", () => sends(oktaError(429, "E0000109")), 429, "a code was sent a moment ago"],
      ["another mail so soon", () => sends(oktaError(429, "E0000118")), 429, "a code was sent a moment ago"],
      [
        "what else is too soon",
        () => sends(oktaError(429, "E0000131")),
        429,
        "Okta was asked for the same a moment ago",
      ],
      ["what Okta does not explain", () => sends(oktaError(400, "E0000003")), 500, "the operation could not be done"],
    ];
    for (const [what, script, status, detail] of refusals) {
      it(`refuses ${what}`, async () => {
        script();
        assert.deepEqual(said(await challenge()), [status, detail]);
      });
    }

    for (const json of [
      { factorId: "../" },
      { factorId: undefined },
      { purpose: "P" },
      { purpose: "a b" },
      { purpose: "x".repeat(65) },
      { purpose: "x\ny" },
      { user: OTHER },
    ]) {
      it(`refuses the body with ${JSON.stringify(json)}`, async () => {
        assert.deepEqual([(await challenge(json)).status, calls()], [400, []]);
      });
    }

    it("refuses a sixth one of a person within ten minutes, and sends nothing more", async () => {
      sends({ status: 200, body: {} });
      const answers = await Promise.all(Array.from({ length: 7 }, () => challenge()));
      assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 201, 201, 201, 201, 429, 429]);
      assert.equal(calls().filter((call) => call.startsWith("POST")).length, 5);
      broker.stand.test.time += 601_000;
      assert.equal((await challenge()).status, 201);
    });

    it("leaves a client what another one has not used up, and a person their peace from all of them", async () => {
      sends({ status: 200, body: {} });
      const of = async (cid: string, times: number) => {
        const answers = await Promise.all(Array.from({ length: times }, () => challenge({}, as({ cid }))));
        return answers.filter(({ status }) => status === 201).length;
      };
      assert.deepEqual([await of("0oaPartner", 20), await of("0oaSupport", 5), await of("0oaOther", 5)], [5, 5, 2]);
    });

    it("refuses whoever has set the factor up, and nobody else", async () => {
      sends({ status: 200, body: {} });
      broker.stand.script(`GET /api/v1/users/${broker.user}`, { status: 200, body: oktaUser({ id: broker.user }) });
      broker.stand.script(`POST /api/v1/users/${broker.user}/factors`, {
        status: 200,
        body: { id: broker.factor, factorType: "token:software:totp", status: "PENDING_ACTIVATION" },
      });
      await broker.stand.call("POST /users/{id}/factors", {
        pathParameters: { id: broker.user },
        json: { type: "totp" },
      });
      assert.deepEqual(said(await challenge()), [403, "whoever has set up a factor does not challenge it"]);
      assert.equal((await challenge({}, as({ sub: "eve@example.com" }))).status, 201);
    });

    it("says in the audit trail whom, which factor and which challenge", async () => {
      sends({ status: 200, body: {} });
      const id = await begun();
      const line = JSON.parse(broker.stand.lines[0]!) as Record<string, unknown>;
      assert.deepEqual([line["target"], line["factor"], line["challenge"]], [broker.user, broker.factor, id]);
    });

    it("keeps none where Okta is down", async () => {
      sends(new OktaUnavailable(true, 1));
      const { status, body } = await challenge();
      assert.deepEqual([status, Object.hasOwn(body, "id")], [503, false]);
    });
  });

  describe("takes a code", () => {
    const started = async (...steps: Scripted[]) => {
      sends({ status: 200, body: {} }, ...steps);
      return begun();
    };

    it("once", async () => {
      const id = await started(SUCCESS);
      assert.deepEqual((await verify(id)).body, { id, type: "sms", status: "verified", purpose: PURPOSE });
      assert.deepEqual(broker.stand.okta.calls.at(-1), {
        method: "POST",
        path: `${path()}/verify`,
        body: { passCode: "123456" },
      });
      assert.deepEqual(said(await verify(id)), [409, OVER]);
      assert.deepEqual(said(await look(id)), [200, "verified"]);
    });

    const strangers: [string, object][] = [
      ["another person at the same client", as({ sub: "eve@example.com" })],
      ["the same person at another client", as({ cid: "0oa2" })],
      ["another user in the path", { pathParameters: { id: OTHER } }],
    ];
    for (const [what, more] of strangers) {
      it(`refuses ${what}, who finds nothing`, async () => {
        const id = await started(SUCCESS);
        const { pathParameters } = more as { pathParameters?: object };
        const event = { ...more, ...(pathParameters && { pathParameters: { ...pathParameters, challengeId: id } }) };
        assert.deepEqual(said(await verify(id, {}, event)), [404, NONE]);
        assert.deepEqual(said(await look(id, event)), [404, NONE]);
        assert.equal(calls().length, 2);
        assert.equal((await verify(id)).status, 200);
      });
    }

    it("refuses it for another purpose, without counting it", async () => {
      const id = await started(SUCCESS);
      for (let i = 0; i < 4; i += 1) {
        assert.deepEqual(said(await verify(id, { purpose: "login" })), [
          422,
          "the challenge was begun for another purpose",
        ]);
      }
      assert.equal((await verify(id)).status, 200);
    });

    it("refuses it for a challenge that does not exist, and after five minutes", async () => {
      const id = await started(SUCCESS);
      assert.deepEqual(said(await verify("x".repeat(22))), [404, NONE]);
      broker.stand.test.time += 301_000;
      assert.deepEqual(said(await verify(id)), [404, NONE]);
      assert.equal(calls().length, 2);
    });

    it("three times at most, and says how many are left", async () => {
      const id = await started(WRONG, oktaError(403, "E0000082"), WRONG, SUCCESS);
      const answers = [await verify(id), await verify(id), await verify(id), await verify(id)];
      assert.deepEqual(
        answers.map((answer) => [...said(answer), answer.body["codesLeft"]]),
        [
          [422, "the code is wrong", 2],
          [422, "the code was used before", 1],
          [422, "the code is wrong", 0],
          [409, OVER, undefined],
        ],
      );
      assert.equal(calls().length, 5);
    });

    it("gives two that come at once no more tries than one after the other", async () => {
      const id = await started(WRONG);
      const answers = await Promise.all(Array.from({ length: 6 }, () => verify(id)));
      const looked = answers.filter(({ status }) => status === 422).length;
      assert.ok(looked >= 1 && looked <= 3, `${looked} codes were looked at`);
      assert.equal(answers.filter(({ status }) => status === 409).length, 6 - looked);
      assert.equal(calls().length, 2 + looked);
    });

    it("verifies a challenge once where two right codes come at once", async () => {
      const id = await started();
      let waiting: (() => void)[] = [];
      const both = new Promise<void>((resolve) => (waiting = [() => undefined, resolve]));
      // Okta is asked about the second before it has answered the first.
      sends(async () => {
        waiting.shift()?.();
        await both;
        return SUCCESS;
      });
      const first = verify(id);
      while (calls().length < 3) await new Promise((resolve) => setImmediate(resolve));
      const answers = [await verify(id), await first];
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
      assert.equal(answers.find(({ status }) => status === 409)!.body["detail"], "the challenge is over");
    });

    it("ten times at most within an hour for one factor, however many challenges there are", async () => {
      sends({ status: 200, body: {} });
      let looked = 0;
      let last: Parsed | undefined;
      for (let i = 0; i < 4; i += 1) {
        broker.stand.test.time += 150_000;
        sends({ status: 200, body: {} }, WRONG);
        const id = await begun();
        for (let code = 0; code < 3; code += 1) {
          last = await verify(id);
          if (last.status === 422) looked += 1;
        }
      }
      assert.equal(looked, 10);
      assert.deepEqual(said(last!), [429, "there have been too many codes for this factor in the last hour"]);
    });

    for (const body of [undefined, null, {}, { factorResult: "WAITING" }, { factorResult: "success" }]) {
      it(`refuses a success that says ${JSON.stringify(body)}`, async () => {
        const id = await started({ status: 200, body });
        assert.equal((await verify(id)).status, 500);
        assert.deepEqual(said(await look(id)), [200, "waiting"]);
      });
    }

    it("counts a code whose answer from Okta was lost", async () => {
      const id = await started(new OktaUnavailable(true, 1), WRONG);
      assert.equal((await verify(id)).status, 503);
      assert.equal((await verify(id)).body["codesLeft"], 1);
    });

    for (const json of [
      { passCode: "12ab" },
      { passCode: 123456 },
      { passCode: "123" },
      { passCode: undefined },
      { extra: 1 },
    ]) {
      it(`refuses the body with ${JSON.stringify(json)}`, async () => {
        const id = await started();
        assert.equal((await verify(id, json)).status, 400);
        assert.equal(calls().length, 2);
      });
    }

    it("writes neither code nor purpose into the audit trail", async () => {
      await verify(await started(SUCCESS));
      assert.equal(/123456|payment/.test(broker.stand.lines.join()), false);
    });
  });

  it("asks Okta nothing about a code that was sent, and has not come back", async () => {
    sends({ status: 200, body: {} });
    const id = await begun();
    assert.deepEqual([said(await look(id)), calls().length], [[200, "waiting"], 2]);
  });
});
