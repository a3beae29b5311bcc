/** The factor broker's pushes: what Okta says of one, what the broker makes of it, and that nothing leads it elsewhere. */
import assert from "node:assert/strict";
import { OktaUnavailable } from "okta-api-access/service";
import { oktaError } from "../../unit/service/support/scriptedOkta";
import { PURPOSE, said, SUCCESS, withBroker } from "./support/broker";

describe("the factor broker asks what became of a push", () => {
  const broker = withBroker();
  const { path, isFactor, sends, calls, challenge, begun, verify, look } = broker;

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
      broker.stand.script(
        poll(),
        { status: 200, body: { factorResult: "WAITING" } },
        { status: 200, body: { factorResult: result } },
      );
      assert.deepEqual(said(await look(id)), [200, "waiting"]);
      assert.deepEqual((await look(id)).body, { id, type: "push", status: state, purpose: PURPOSE });
      broker.stand.script(poll(), { status: 200, body: { factorResult: "SUCCESS" } });
      assert.deepEqual(said(await look(id)), [200, state]);
      assert.deepEqual(calls().slice(2), [poll(), poll()]);
    });
  }

  it("settles it once where two ask at the same time", async () => {
    const id = await started();
    const results = ["REJECTED", "SUCCESS"];
    broker.stand.script(poll(), async () => {
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
    broker.stand.script(poll(), async () => {
      await broker.stand.test.table.delete(`challenge#${id}`);
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
    broker.stand.script(wanted, { status: 200, body: { factorResult: "WAITING" } });
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
    broker.stand.script(poll(), new OktaUnavailable(false, 3), oktaError(404, "E0000007"), oktaError(403, "E0000006"), {
      status: 200,
      body: { factorResult: "WAITING" },
    });
    const statuses = [await look(id), await look(id), await look(id), await look(id)].map(({ status }) => status);
    assert.deepEqual(statuses, [503, 404, 500, 200]);
  });
});
