/** The factor broker: what a challenge is bound to, how many codes and challenges there may be, and what ends one. */
import assert from "node:assert/strict";
import { OktaUnavailable } from "okta-api-access/service";
import { ADA, oktaUser, OTHER, startAdmin, type AdminStand, type Parsed } from "./support/adminStand";
import { oktaError, type Scripted } from "../../unit/service/support/scriptedOkta";

const PURPOSE = "payment:confirm";
const WRONG = oktaError(403, "E0000068");
const SUCCESS = { status: 200, body: { factorResult: "SUCCESS" } };
const OVER = "the challenge is over, or another code for it is being looked at";
const NONE = "there is no such user, or nothing of that id";

describe("the factor broker", () => {
  let stand: AdminStand;
  let ids = 0;
  let user: string;
  let factor: string;
  before(async () => void (stand = await startAdmin()));
  after(() => stand.close());
  beforeEach(() => {
    ids += 1;
    user = `00u${String(ids).padStart(17, "0")}`;
    factor = `fac${String(ids).padStart(17, "0")}`;
    stand.reset();
    isFactor("sms");
  });

  const path = () => `/api/v1/users/${user}/factors/${factor}`;
  const isFactor = (factorType: string, status = "ACTIVE") =>
    stand.script(`GET ${path()}`, { status: 200, body: { id: factor, factorType, status } });
  const sends = (...steps: Scripted[]) => stand.script(`POST ${path()}/verify`, ...steps);
  const calls = () => stand.okta.calls.map(({ method, path }) => `${method} ${path}`);
  const as = (change: object) => ({ requestContext: { authorizer: { lambda: { ...ADA, ...change } } } });

  const challenge = (json: object = {}, more: object = {}) =>
    stand.call("POST /users/{id}/challenges", {
      pathParameters: { id: user },
      json: { factorId: factor, purpose: PURPOSE, ...json },
      ...more,
    });
  /** A challenge that was begun: its id. */
  const begun = async () => {
    const { status, body } = await challenge();
    assert.equal(status, 201, JSON.stringify(body));
    return String(body["id"]);
  };
  const verify = (challengeId: string, json: object = {}, more: object = {}) =>
    stand.call("POST /users/{id}/challenges/{challengeId}/verify", {
      pathParameters: { id: user, challengeId },
      json: { purpose: PURPOSE, passCode: "123456", ...json },
      ...more,
    });
  const look = (challengeId: string, more: object = {}) =>
    stand.call("GET /users/{id}/challenges/{challengeId}", { pathParameters: { id: user, challengeId }, ...more });
  const said = ({ status, body }: Parsed) => [status, body["detail"] ?? body["status"]];

  describe("begins a challenge", () => {
    for (const type of ["sms", "email"]) {
      it(`of ${type}, and has Okta send a code`, async () => {
        isFactor(type);
        sends({ status: 200, body: { factorResult: "CHALLENGE" } });
        const { status, body } = await challenge();
        const { id, ...others } = body;
        assert.deepEqual([status, others], [201, { type, status: "waiting", expiresIn: 300 }]);
        assert.match(String(id), /^[\w-]{22}$/);
        assert.deepEqual(stand.okta.calls.at(-1), { method: "POST", path: `${path()}/verify`, body: {} });
      });
    }

    it("of a one-time password, for which nothing is sent", async () => {
      isFactor("token:software:totp");
      assert.deepEqual([(await challenge()).body["type"], calls()], ["totp", [`GET ${path()}`]]);
    });

    const refusals: [string, () => void, number, string][] = [
      ["a factor that is not there", () => stand.script(`GET ${path()}`, oktaError(404, "E0000007")), 404, NONE],
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
      { factorId: factor },
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
      stand.test.time += 601_000;
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
      stand.script(`GET /api/v1/users/${user}`, { status: 200, body: oktaUser({ id: user }) });
      stand.script(`POST /api/v1/users/${user}/factors`, {
        status: 200,
        body: { id: factor, factorType: "token:software:totp", status: "PENDING_ACTIVATION" },
      });
      await stand.call("POST /users/{id}/factors", { pathParameters: { id: user }, json: { type: "totp" } });
      assert.deepEqual(said(await challenge()), [403, "whoever has set up a factor does not challenge it"]);
      assert.equal((await challenge({}, as({ sub: "eve@example.com" }))).status, 201);
    });

    it("says in the audit trail whom, which factor and which challenge", async () => {
      sends({ status: 200, body: {} });
      const id = await begun();
      const line = JSON.parse(stand.lines[0]!) as Record<string, unknown>;
      assert.deepEqual([line["target"], line["factor"], line["challenge"]], [user, factor, id]);
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
      assert.deepEqual(stand.okta.calls.at(-1), {
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
      stand.test.time += 301_000;
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
        stand.test.time += 150_000;
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
      assert.equal(/123456|payment/.test(stand.lines.join()), false);
    });
  });

  describe("asks what became of a push", () => {
    const TRANSACTION = "v2mst.x-1";
    const poll = () => `GET ${path()}/transactions/${TRANSACTION}`;
    const href = (at: string) => ({ _links: { poll: { href: at } } });
    const started = async (at = `https://evil.example/a/b/${TRANSACTION}`) => {
      isFactor("push");
      sends({ status: 201, body: href(at) });
      return begun();
    };

    for (const [result, state] of [
      ["SUCCESS", "verified"],
      ["TIMEOUT", "expired"],
      ["REJECTED", "rejected"],
      ["ERROR", "rejected"],
      [undefined, "rejected"],
    ] as const) {
      it(`which Okta calls ${String(result)}: it is ${state}, and stays so`, async () => {
        const id = await started();
        stand.script(
          poll(),
          { status: 200, body: { factorResult: "WAITING" } },
          { status: 200, body: { factorResult: result } },
        );
        assert.deepEqual(said(await look(id)), [200, "waiting"]);
        assert.deepEqual((await look(id)).body, { id, type: "push", status: state, purpose: PURPOSE });
        stand.script(poll(), { status: 200, body: { factorResult: "SUCCESS" } });
        assert.deepEqual(said(await look(id)), [200, state]);
        assert.deepEqual(calls().slice(2), [poll(), poll()]);
      });
    }

    it("settles it once where two ask at the same time", async () => {
      const id = await started();
      const results = ["REJECTED", "SUCCESS"];
      stand.script(poll(), async () => {
        const factorResult = results.shift();
        await new Promise((resolve) => setTimeout(resolve, 5));
        return { status: 200, body: { factorResult } };
      });
      const answers = await Promise.all([look(id), look(id)]);
      const states = new Set(answers.map(({ body }) => body["status"]));
      assert.equal(states.size, 1);
      assert.deepEqual(said(await look(id)), [200, [...states][0]]);
    });

    it("says that it has expired where it was forgotten meanwhile", async () => {
      const id = await started();
      stand.script(poll(), async () => {
        await stand.test.table.delete(`challenge#${id}`);
        return SUCCESS;
      });
      assert.deepEqual(said(await look(id)), [200, "expired"]);
    });

    it("refuses a code for it", async () => {
      assert.deepEqual(said(await verify(await started())), [422, "a push is answered on the person's own device"]);
    });

    it("cannot be led elsewhere by the address that Okta names", async () => {
      const id = await started("https://evil.example/x/..%2f..%2fgroups%3fa");
      const wanted = `GET ${path()}/transactions/..%2F..%2Fgroups%3Fa`;
      stand.script(wanted, { status: 200, body: { factorResult: "WAITING" } });
      assert.equal((await look(id)).status, 200);
      assert.equal(calls().at(-1), wanted);
    });

    for (const body of [undefined, {}, href("nowhere"), href("https://x.okta.com/%zz")]) {
      it(`fails for a push with ${JSON.stringify(body)}`, async () => {
        isFactor("push");
        sends({ status: 201, body });
        assert.equal((await challenge()).status, 500);
      });
    }

    it("fails where Okta does, and leaves it waiting", async () => {
      const id = await started();
      stand.script(poll(), new OktaUnavailable(false, 3), oktaError(404, "E0000007"), oktaError(403, "E0000006"), {
        status: 200,
        body: { factorResult: "WAITING" },
      });
      const statuses = [await look(id), await look(id), await look(id), await look(id)].map(({ status }) => status);
      assert.deepEqual(statuses, [503, 404, 500, 200]);
    });
  });

  it("asks Okta nothing about a code that was sent, and has not come back", async () => {
    sends({ status: 200, body: {} });
    const id = await begun();
    assert.deepEqual([said(await look(id)), calls().length], [[200, "waiting"], 2]);
  });
});
