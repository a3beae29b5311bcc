/** Operations on users: what is asked of Okta, what is told of a user, and what each of Okta's refusals becomes. */
import assert from "node:assert/strict";
import { OktaUnavailable } from "okta-api-access/service";
import { ADA, KEY, oktaUser, OTHER, startAdmin, USER, type AdminStand } from "./support/adminStand";
import { oktaError } from "../../unit/service/support/scriptedOkta";

const PATH = `/api/v1/users/${USER}`;
const VIEW = {
  id: USER,
  status: "ACTIVE",
  login: "bo@example.com",
  email: "bo@example.com",
  firstName: "Bo",
  lastName: "Li",
  mobilePhone: null,
  created: "2027-01-15T08:00:00.000Z",
  lastLogin: null,
};

describe("operations on users", () => {
  let stand: AdminStand;
  before(async () => void (stand = await startAdmin()));
  after(() => stand.close());
  let tests = 0;
  beforeEach(() => {
    stand.reset();
    // Each test has a day of its own: what a person may be written to is counted by the hour.
    stand.test.time += (tests += 1) * 86_400_000;
  });

  const params = { pathParameters: { id: USER } };
  const paths = () => stand.okta.calls.map(({ method, path }) => `${method} ${path}`);

  describe("to list", () => {
    const list = (query?: Record<string, string>) => stand.call("GET /users", { queryStringParameters: query });

    it("gives users with few fields, and where the next page begins", async () => {
      const link = `<https://x.okta.com/api/v1/users?limit=50>; rel="self", <https://x.okta.com/api/v1/users?after=00u7&limit=50>; rel="next"`;
      stand.script("GET /api/v1/users?limit=50", { status: 200, body: [oktaUser()], headers: { link } });
      assert.deepEqual((await list()).body, { users: [VIEW], next: "00u7" });
    });

    for (const link of [
      undefined,
      '<https://x.okta.com?after=a>; rel="self"',
      '<nowhere>; rel="next"',
      '<https://x.okta.com>; rel="next"',
    ]) {
      it(`is at its end with the link ${String(link)}`, async () => {
        stand.script("GET /api/v1/users?limit=50", { status: 200, body: [], ...(link && { headers: { link } }) });
        assert.deepEqual((await list()).body, { users: [], next: null });
      });
    }

    it("hands a search on, encoded", async () => {
      stand.script("GET /api/v1/users?q=a%26limit%3D200%23&after=00u7&limit=5", { status: 200, body: [] });
      assert.equal((await list({ q: "a&limit=200#", after: "00u7", limit: "5" })).status, 200);
    });

    const wrong: Record<string, string>[] = [
      { limit: "0" },
      { limit: "51" },
      { limit: "1.5" },
      { limit: "x" },
      { q: "" },
      { q: "x".repeat(101) },
      { q: "a\r\nb" },
      { after: "a/b" },
      { search: "status pr" },
      { filter: "x" },
    ];
    for (const query of wrong) {
      it(`refuses the query ${JSON.stringify(query).slice(0, 40)}`, async () => {
        const { status, body } = await list(query);
        assert.deepEqual([status, body["detail"]], [400, "the query takes `q`, `after`, and a `limit` of 1 to 50"]);
        assert.deepEqual(paths(), []);
      });
    }

    it("fails for an answer that is no list", async () => {
      stand.script("GET /api/v1/users?limit=50", { status: 200, body: {} });
      assert.equal((await list()).status, 500);
    });
  });

  it("reads a user, without what nobody asked for", async () => {
    stand.script(`GET ${PATH}`, {
      status: 200,
      body: oktaUser({ lastLogin: "2027-01-01T00:00:00.000Z" }, { mobilePhone: "+491234567" }),
    });
    const { status, body } = await stand.call("GET /users/{id}", params);
    assert.deepEqual(
      [status, body],
      [200, { ...VIEW, mobilePhone: "+491234567", lastLogin: "2027-01-01T00:00:00.000Z" }],
    );
  });

  it("says of a user who is not there that there is none", async () => {
    stand.script(`GET ${PATH}`, oktaError(404, "E0000007"));
    const { status, body } = await stand.call("GET /users/{id}", params);
    assert.deepEqual([status, body["detail"]], [404, "there is no such user, or nothing of that id"]);
  });

  describe("one's own profile", () => {
    it("is of the person whom the token names", async () => {
      stand.script(`GET /api/v1/users/${ADA.uid}`, { status: 200, body: oktaUser({ id: ADA.uid }) });
      assert.equal((await stand.call("GET /profile")).body["id"], ADA.uid);
    });

    for (const uid of [undefined, "", "me", "../groups", `${USER}/..`]) {
      it(`refuses a token of ${JSON.stringify(uid)}`, async () => {
        const requestContext = { authorizer: { lambda: { ...ADA, uid } } };
        const { status, body } = await stand.call("GET /profile", { requestContext });
        assert.deepEqual([status, body["detail"], paths()], [403, "the token is not of a person", []]);
      });
    }
  });

  describe("to change", () => {
    const change = (json: unknown) => stand.call("PATCH /users/{id}", { ...params, json });

    it("hands on the fields that are given, and may be sent twice", async () => {
      stand.script(`POST ${PATH}`, { status: 200, body: oktaUser({}, { firstName: "Bob" }) });
      const { status, body } = await change({ firstName: " Bob ", mobilePhone: "+491234567" });
      assert.deepEqual([status, body], [200, { ...VIEW, firstName: "Bob" }]);
      const call = {
        method: "POST",
        path: PATH,
        body: { profile: { firstName: "Bob", mobilePhone: "+491234567" } },
        repeatable: true,
      };
      assert.deepEqual(stand.okta.calls, [call]);
    });

    const wrong: [unknown, string][] = [
      [{}, "(body)"],
      [{ email: "eve@example.com" }, "(unknown field)"],
      [{ login: "eve@example.com" }, "(unknown field)"],
      [{ firstName: "A\r\nBcc: x" }, "firstName"],
      [{ lastName: "a\u0000b" }, "lastName"],
      [{ mobilePhone: "1" }, "mobilePhone"],
      [{ firstName: null }, "firstName"],
    ];
    for (const [json, field] of wrong) {
      it(`refuses ${JSON.stringify(json)}`, async () => {
        const { status, body } = await change(json);
        assert.deepEqual([status, body["fields"], paths()], [400, [field], []]);
      });
    }

    it("refuses a body of more than 8192 bytes, and one of another type", async () => {
      assert.equal((await stand.call("PATCH /users/{id}", { ...params, body: " ".repeat(8_193) })).status, 413);
      const headers = { "content-type": "text/plain" };
      assert.equal((await stand.call("PATCH /users/{id}", { ...params, headers, body: "{}" })).status, 415);
      assert.deepEqual(paths(), []);
    });

    it("refuses a user who is deactivated", async () => {
      stand.script(`POST ${PATH}`, oktaError(403, "E0000038"));
      const { status, body } = await change({ firstName: "Bob" });
      assert.deepEqual([status, body["detail"]], [409, "the user is deactivated"]);
    });
  });

  describe("to activate and to deactivate", () => {
    const rows: [string, string, string][] = [
      ["activate", `POST ${PATH}/lifecycle/activate?sendEmail=true`, "PROVISIONED"],
      ["deactivate", `POST ${PATH}/lifecycle/deactivate`, "DEPROVISIONED"],
    ];
    for (const [verb, call, becomes] of rows) {
      it(`can ${verb}, by one call that is sent once`, async () => {
        stand.script(call, { status: 200, body: { activationToken: "s3cret" } });
        const { status, body } = await stand.call(`POST /users/{id}/${verb}`, params);
        assert.deepEqual([status, body, paths()], [200, { id: USER, status: becomes }, [call]]);
        assert.equal(stand.okta.calls[0]!.repeatable, undefined);
      });
    }

    it("refuses a fourth activation of a person within an hour: each is a mail", async () => {
      const [, call] = rows[0]!;
      stand.script(call, { status: 200, body: {} });
      const activate = () => stand.call("POST /users/{id}/activate", params);
      const answers = await Promise.all(Array.from({ length: 5 }, activate));
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 200, 200, 429, 429]);
      assert.equal(paths().length, 3);
      stand.test.time += 3_601_000;
      assert.equal((await activate()).status, 200);
    });

    const refusals: [string, ReturnType<typeof oktaError>, number, string][] = [
      ["activate", oktaError(403, "E0000016"), 409, "the user is active already"],
      ["activate", oktaError(403, "E0000038"), 409, "a user of this status cannot be activated"],
      ["deactivate", oktaError(403, "E0000038"), 409, "the user is deactivated already"],
      ["deactivate", oktaError(404, "E0000007"), 404, "there is no such user, or nothing of that id"],
    ];
    for (const [verb, error, status, detail] of refusals) {
      it(`refuses to ${verb} where ${detail}`, async () => {
        for (const [of, call] of rows) if (of === verb) stand.script(call, error);
        const answer = await stand.call(`POST /users/{id}/${verb}`, params);
        assert.deepEqual([answer.status, answer.body["detail"]], [status, detail]);
      });
    }
  });

  describe("to delete", () => {
    const remove = () => stand.call("DELETE /users/{id}", params);
    beforeEach(() => stand.script(`GET ${PATH}`, { status: 200, body: oktaUser({ status: "DEPROVISIONED" }) }));

    it("takes away who is deactivated", async () => {
      stand.script(`DELETE ${PATH}`, { status: 204 });
      const { status, body } = await remove();
      assert.deepEqual([status, body, paths()], [204, {}, [`GET ${PATH}`, `DELETE ${PATH}`]]);
    });

    it("is done where the first sending was, and its answer lost", async () => {
      stand.script(`DELETE ${PATH}`, oktaError(404, "E0000007"));
      assert.equal((await remove()).status, 204);
    });

    it("refuses who is not deactivated, and who is not there", async () => {
      stand.script(`GET ${PATH}`, { status: 200, body: oktaUser() });
      assert.deepEqual((await remove()).body["detail"], "deactivate the user first");
      stand.script(`GET ${PATH}`, oktaError(404, "E0000007"));
      assert.equal((await remove()).status, 404);
      assert.deepEqual(paths(), [`GET ${PATH}`, `GET ${PATH}`]);
    });

    it("fails for answers that nobody expects, and takes nothing away", async () => {
      stand.script(`GET ${PATH}`, { status: 200, body: { status: "DEPROVISIONED" } });
      assert.equal((await remove()).status, 500);
      assert.deepEqual(paths(), [`GET ${PATH}`]);
      stand.script(`GET ${PATH}`, { status: 200, body: oktaUser({ status: "DEPROVISIONED" }) });
      stand.script(`DELETE ${PATH}`, oktaError(403, "E0000006"));
      assert.equal((await remove()).status, 500);
    });
  });

  for (const route of ["POST /users/{id}/deactivate", "DELETE /users/{id}"]) {
    it(`refuses oneself at ${route}`, async () => {
      const { status, body } = await stand.call(route, { pathParameters: { id: ADA.uid } });
      const detail = "nobody does this to the account that they are signed in with";
      assert.deepEqual([status, body["detail"], paths()], [409, detail, []]);
    });
  }

  it("answers 503 while Okta is down, for each of them, and does nothing by halves", async () => {
    const calls = [
      `POST ${PATH}`,
      `GET ${PATH}`,
      `POST ${PATH}/lifecycle/activate?sendEmail=true`,
      `POST ${PATH}/lifecycle/deactivate`,
      "POST /api/v1/users?activate=false",
    ];
    for (const call of calls) stand.script(call, new OktaUnavailable(false, 9));
    const requests: [string, unknown][] = [
      ["GET /users/{id}", undefined],
      ["PATCH /users/{id}", { firstName: "Bob" }],
      ["DELETE /users/{id}", undefined],
      ["POST /users/{id}/activate", undefined],
      ["POST /users/{id}/deactivate", undefined],
    ];
    for (const [route, json] of requests) {
      const { status, headers } = await stand.call(route, { ...params, json });
      assert.deepEqual([status, headers["retry-after"]], [503, "9"], route);
    }
    const headers = { "idempotency-key": KEY };
    const json = { email: "bo@example.com", firstName: "Bo", lastName: "Li" };
    assert.equal((await stand.call("POST /users", { headers, json })).status, 503);
    stand.script("POST /api/v1/users?activate=false", { status: 200, body: oktaUser({ id: OTHER }) });
    assert.equal((await stand.call("POST /users", { headers, json })).status, 201);
  });

  describe("the report", () => {
    const page = (after?: string) =>
      `GET /api/v1/users?search=status+pr&limit=200${after === undefined ? "" : `&after=${after}`}`;
    const link = (after: string) => ({ link: `<https://x.okta.com/api/v1/users?after=${after}>; rel="next"` });

    it("counts users of all pages by status", async () => {
      stand.script(page(), { status: 200, body: [oktaUser(), oktaUser({ status: "STAGED" })], headers: link("p2") });
      stand.script(page("p2"), { status: 200, body: [oktaUser()] });
      assert.deepEqual((await stand.call("GET /reports")).body, { users: { ACTIVE: 2, STAGED: 1 } });
    });

    it("refuses to read on without an end", async () => {
      stand.script(page(), { status: 200, body: [], headers: link("p2") });
      stand.script(page("p2"), { status: 200, body: [], headers: link("p2") });
      const { status, body } = await stand.call("GET /reports");
      assert.deepEqual([status, body["detail"]], [422, "there are too many users for a report in one request"]);
      assert.equal(paths().length, 20);
    });

    it("fails for an answer that is no list", async () => {
      stand.script(page(), { status: 200, body: null });
      assert.equal((await stand.call("GET /reports")).status, 500);
    });
  });
});
