/** Making a user once: replays, lost answers, and the difference between a user of one's own and somebody else's. */
import assert from "node:assert/strict";
import { OktaUnavailable } from "okta-api-access/service";
import { KEY, oktaUser, startAdmin, USER, ADA, type AdminStand } from "./support/adminStand";
import { oktaError, type Scripted } from "../../unit/service/support/scriptedOkta";
import { START } from "../../unit/service/support/testTable";

const CREATE = "POST /api/v1/users?activate=false";
const FIND = "GET /api/v1/users/bo%40example.com";
const BODY = { email: "bo@example.com", firstName: "Bo", lastName: "Li" };
const TAKEN = oktaError(400, "E0000001");
const LOST = new OktaUnavailable(true, 1);
const DOWN = new OktaUnavailable(false, 7);
const UNKNOWN = "Okta did not answer, and it is not known whether the operation was done";

describe("making a user", () => {
  let stand: AdminStand;
  let keys = 0;
  before(async () => void (stand = await startAdmin()));
  after(() => stand.close());
  beforeEach(() => {
    keys += 1;
    stand.reset();
  });

  const create = (json: unknown = BODY, more: Record<string, unknown> = {}) =>
    stand.call("POST /users", { headers: { "idempotency-key": `${KEY}-${keys}` }, json, ...more });
  const calls = () => stand.okta.calls.map(({ method, path }) => `${method} ${path}`);
  const MADE: Scripted = { status: 200, body: oktaUser({ status: "STAGED" }) };

  async function isMade(replayed: boolean): Promise<void> {
    const { status, body, headers } = await create();
    assert.deepEqual([status, body], [201, { id: USER, status: "STAGED" }]);
    assert.deepEqual([headers["location"], headers["idempotency-replayed"]], [`/users/${USER}`, String(replayed)]);
  }

  async function isTaken(): Promise<void> {
    const { status, body } = await create();
    assert.deepEqual([status, body["detail"]], [409, "there is a user with this e-mail address already"]);
  }

  async function isUnknown(retryAfter: string): Promise<void> {
    const { status, body, headers } = await create();
    assert.deepEqual([status, body["detail"], headers["retry-after"]], [503, UNKNOWN, retryAfter]);
  }

  it("stages a user, who is neither active nor has a password, and names them in the audit trail", async () => {
    stand.script(CREATE, MADE);
    await isMade(false);
    assert.equal((JSON.parse(stand.lines[0]!) as { target: string }).target, USER);
    const profile = { login: "bo@example.com", ...BODY };
    assert.deepEqual(stand.okta.calls, [{ method: "POST", path: "/api/v1/users?activate=false", body: { profile } }]);
  });

  it("does it once for the same key, and says that it was done before", async () => {
    stand.script(CREATE, MADE);
    await isMade(false);
    await isMade(true);
    assert.deepEqual(calls(), [CREATE]);
  });

  it("does it once where the same request comes several times at once", async () => {
    let told = 0;
    let finish!: () => void;
    const othersTold = new Promise<void>((resolve) => (finish = resolve));
    stand.script(CREATE, async () => {
      await othersTold;
      return MADE;
    });
    const one = async () => {
      const answer = await create();
      if (answer.status === 409 && ++told === 2) finish();
      return answer;
    };
    const answers = await Promise.all([one(), one(), one()]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409]);
    const busy = answers.find(({ status }) => status === 409)!;
    assert.deepEqual([busy.body["detail"], busy.headers["retry-after"]], ["the same request is being done", "1"]);
    assert.deepEqual(calls(), [CREATE]);
  });

  it("refuses the key for another request, whatever differs", async () => {
    stand.script(CREATE, MADE);
    await isMade(false);
    for (const change of [
      { email: "x@example.com" },
      { firstName: "X" },
      { lastName: "X" },
      { mobilePhone: "+491234567" },
    ]) {
      const { status, body } = await create({ ...BODY, ...change });
      assert.deepEqual([status, body["detail"]], [422, "the `idempotency-key` was used for another request"]);
    }
    assert.deepEqual(calls(), [CREATE]);
  });

  it("keeps the keys of two callers apart", async () => {
    stand.script(CREATE, MADE);
    await isMade(false);
    for (const change of [{ sub: "eve@example.com" }, { cid: "0oa2" }]) {
      const requestContext = { authorizer: { lambda: { ...ADA, ...change } } };
      assert.equal((await create({ ...BODY, lastName: "Wu" }, { requestContext })).status, 201);
    }
  });

  for (const key of [undefined, "short", "x".repeat(129), `${KEY} with spaces`, `${KEY}\r\nx: y`]) {
    it(`refuses the key ${JSON.stringify(key)?.slice(0, 30)}`, async () => {
      const { status, body } = await create(BODY, { headers: { "idempotency-key": key } });
      assert.equal(status, 400);
      assert.match(String(body["detail"]), /^the header `idempotency-key` must have 16 to 128 printable characters/);
      assert.deepEqual(calls(), []);
    });
  }

  const wrong: [object, string][] = [
    [{ ...BODY, email: "bo" }, "email"],
    [{ ...BODY, firstName: "A\r\nBcc: x" }, "firstName"],
    [{ ...BODY, lastName: "visit evil.example" }, "lastName"],
    [{ ...BODY, mobilePhone: "123" }, "mobilePhone"],
    [{ ...BODY, groupIds: ["00g1"] }, "(unknown field)"],
    [{ ...BODY, login: "root" }, "(unknown field)"],
    [{ ...BODY, password: "x" }, "(unknown field)"],
  ];
  for (const [json, field] of wrong) {
    it(`refuses ${JSON.stringify(json).slice(0, 90)}`, async () => {
      const { status, body } = await create(json);
      assert.deepEqual([status, body["fields"], calls()], [400, [field], []]);
    });
  }

  it("refuses an address that is taken, without looking whose it is, and again to who asks again", async () => {
    stand.script(CREATE, TAKEN);
    await isTaken();
    await isTaken();
    assert.deepEqual(calls(), [CREATE]);
  });

  for (const error of [
    oktaError(404, "E0000007"),
    oktaError(403, "E0000006"),
    oktaError(400, "E0000003"),
    { status: 400 },
  ]) {
    it(`fails for an answer of ${JSON.stringify(error).slice(0, 50)}, and can be asked again with the same key`, async () => {
      stand.script(CREATE, error, MADE);
      assert.equal((await create()).status, 500);
      await isMade(false);
    });
  }

  describe("where the answer was lost", () => {
    const found = (more: Record<string, unknown> = {}, profile: Record<string, unknown> = {}) =>
      stand.script(FIND, { status: 200, body: oktaUser({ status: "STAGED", ...more }, profile) });

    it("tries once more, and gives what is made then", async () => {
      stand.script(CREATE, LOST, MADE);
      await isMade(false);
      assert.deepEqual(calls(), [CREATE, CREATE]);
    });

    it("finds the user as made by the first try", async () => {
      stand.script(CREATE, LOST, TAKEN);
      found();
      await isMade(false);
      assert.deepEqual(calls(), [CREATE, CREATE, FIND]);
      await isMade(true);
    });

    it("finds it whatever the case of the address, and with a phone number", async () => {
      stand.script(CREATE, LOST, TAKEN);
      found({}, { login: "Bo@Example.com", email: "BO@example.com", mobilePhone: "+491234567" });
      assert.equal((await create({ ...BODY, mobilePhone: "+491234567" })).status, 201);
    });

    const others: [string, Record<string, unknown>, Record<string, unknown>][] = [
      ["is active", { status: "ACTIVE" }, {}],
      ["was made before", { created: new Date(START - 5_001).toISOString() }, {}],
      ["was made at a time that cannot be read", { created: "never" }, {}],
      ["has another first name", {}, { firstName: "Bob" }],
      ["has another last name", {}, { lastName: "Lee" }],
      ["has no name", {}, { firstName: null }],
      ["has another address", {}, { email: "eve@example.com" }],
      ["has no address", {}, { email: null }],
      ["has another login", {}, { login: "eve@example.com" }],
      ["has a phone number", {}, { mobilePhone: "+491234567" }],
    ];
    for (const [what, user, profile] of others) {
      it(`refuses a user who ${what}: it is somebody else's`, async () => {
        stand.script(CREATE, LOST, TAKEN);
        found(user, profile);
        await isTaken();
      });
    }

    it("finds a user of a few seconds ago, for clocks differ", async () => {
      stand.script(CREATE, LOST, TAKEN);
      found({ created: new Date(START - 5_000).toISOString() });
      await isMade(false);
    });

    it("refuses where the user cannot be found any more", async () => {
      stand.script(CREATE, LOST, TAKEN);
      stand.script(FIND, oktaError(404, "E0000007"));
      await isTaken();
    });

    it("says, when it is lost twice, that nobody knows; and finds the user when it is asked again", async () => {
      stand.script(CREATE, LOST, LOST, TAKEN);
      await isUnknown("1");
      assert.deepEqual(calls(), [CREATE, CREATE]);
      stand.test.time += 60_000;
      found({ created: new Date(START).toISOString() });
      await isMade(false);
    });

    it("refuses then a user who was made long before", async () => {
      stand.script(CREATE, LOST, LOST, TAKEN);
      await isUnknown("1");
      found({ created: new Date(START - 605_001).toISOString() });
      await isTaken();
    });

    const thens: [string, () => void, () => Promise<void>][] = [
      ["Okta is not asked any more", () => stand.script(CREATE, LOST, DOWN, TAKEN), () => isUnknown("7")],
      [
        "the user cannot be looked up",
        () => {
          stand.script(CREATE, LOST, TAKEN, TAKEN);
          stand.script(FIND, DOWN);
        },
        () => isUnknown("7"),
      ],
      ["Okta says what nobody expects", () => stand.script(CREATE, LOST, oktaError(403, "E0000006"), TAKEN), isFailed],
      [
        "the look-up says what nobody expects",
        () => {
          stand.script(CREATE, LOST, TAKEN, TAKEN);
          stand.script(FIND, oktaError(403, "E0000006"));
        },
        isFailed,
      ],
      ["Okta tells no id", () => stand.script(CREATE, { status: 200, body: {} }, TAKEN), isFailed],
    ];
    for (const [what, script, fails] of thens) {
      it(`does not forget the first try when ${what}`, async () => {
        script();
        await fails();
        found();
        await isMade(false);
      });
    }

    async function isFailed(): Promise<void> {
      assert.equal((await create()).status, 500);
      assert.match((JSON.parse(stand.lines.at(-1)!) as { reason: string }).reason, /^UnexpectedAnswer: Okta answered/);
    }
  });

  it("says, where nothing was sent, that nothing was done, and takes nothing for its own later", async () => {
    stand.script(CREATE, DOWN, TAKEN);
    const { status, body } = await create();
    assert.deepEqual([status, body["detail"]], [503, "Okta cannot be asked at the moment; nothing was done"]);
    stand.script(FIND, { status: 200, body: oktaUser({ status: "STAGED" }) });
    await isTaken();
    assert.deepEqual(calls(), [CREATE, CREATE]);
  });

  it("writes nothing of the user into the audit trail", async () => {
    stand.script(CREATE, MADE, TAKEN);
    await create();
    keys += 1;
    await create();
    assert.equal(stand.lines.length, 2);
    assert.equal(/bo@|Bo|Li"/.test(stand.lines.join()), false);
  });
});
