/** Okta's API as a client: tokens, one more try after a 401, and paths that cannot lead elsewhere. */
import assert from "node:assert/strict";
import { createOktaApi, errorCodeOf, oktaPath } from "../../../service/okta/oktaApi";
import { createSend, type OktaResponse } from "../../../service/okta/send";
import { startServer, type ScriptedServer } from "./support/scriptedServer";

describe("Okta's API", () => {
  let server: ScriptedServer;
  let made: number;
  let forgotten: string[];
  before(async () => void (server = await startServer()));
  after(() => server.close());
  beforeEach(() => {
    server.asked.length = 0;
    made = 1;
    forgotten = [];
  });

  const tokens = {
    token: async () => `token-${made}`,
    forget: (token: string) => {
      forgotten.push(token);
      made += 1;
    },
  };
  const okta = () => createOktaApi({ orgUrl: server.url, tokens, send: createSend() });
  const sent = () => server.asked.map(({ headers }) => headers["authorization"]);

  it("asks with a token and, where there is one, a body of JSON", async () => {
    server.script = [{ status: 200, body: '{"id":"x"}' }];
    assert.deepEqual((await okta()({ method: "POST", path: "/api/v1/users", body: { a: "ä" } })).body, { id: "x" });
    await okta()({ method: "GET", path: "/api/v1/users?limit=1" });
    const [post, get] = server.asked;
    assert.deepEqual([post!.method, post!.url, post!.body], ["POST", "/api/v1/users", '{"a":"ä"}']);
    assert.deepEqual([get!.method, get!.url, get!.body], ["GET", "/api/v1/users?limit=1", ""]);
    assert.deepEqual([post!.headers["content-type"], get!.headers["content-type"]], ["application/json", undefined]);
    assert.deepEqual(sent(), ["Bearer token-1", "Bearer token-1"]);
  });

  it("forgets a token that Okta takes no more, and asks once more with a new one", async () => {
    server.script = [{ status: 401 }, { status: 200, body: "{}" }];
    assert.equal((await okta()({ method: "POST", path: "/x" })).status, 200);
    assert.deepEqual([sent(), forgotten], [["Bearer token-1", "Bearer token-2"], ["token-1"]]);
  });

  it("gives a second 401 back", async () => {
    server.script = [{ status: 401, body: '{"errorCode":"E0000011"}' }];
    assert.equal((await okta()({ method: "GET", path: "/x" })).status, 401);
    assert.deepEqual([sent().length, forgotten], [2, ["token-1"]]);
  });

  const repeats: [string, Parameters<ReturnType<typeof okta>>[0], number][] = [
    ["GET", { method: "GET", path: "/x" }, 2],
    ["PUT", { method: "PUT", path: "/x" }, 2],
    ["DELETE", { method: "DELETE", path: "/x" }, 2],
    ["a POST that says so", { method: "POST", path: "/x", repeatable: true }, 2],
  ];
  for (const [what, call, times] of repeats) {
    it(`asks again for ${what} after a failure`, async () => {
      server.script = [{ status: 502 }, { status: 200, body: "{}" }];
      assert.equal((await okta()(call)).status, 200);
      assert.equal(server.asked.length, times);
    });
  }

  it("refuses to ask again for any other POST after a failure", async () => {
    server.script = [{ status: 502 }, { status: 200, body: "{}" }];
    await assert.rejects(okta()({ method: "POST", path: "/x" }), { name: "OktaUnavailable", ambiguous: true });
    assert.equal(server.asked.length, 1);
  });

  it("says nothing of its token where Okta does not answer", async () => {
    server.script = ["breaks"];
    await assert.rejects(okta()({ method: "GET", path: "/x" }), (error: Error) => {
      assert.equal(`${error.stack} ${JSON.stringify(error)}`.includes("token-1"), false);
      return true;
    });
  });
});

describe("oktaPath", () => {
  const where = (part: string) =>
    new URL(`https://example.okta.com${oktaPath`/api/v1/users/${part}/factors`}`).pathname;

  for (const part of [
    "00u1",
    "a/b",
    "../groups",
    "..%2fgroups",
    "%2f",
    "/",
    "a?b",
    "a#b",
    "a\\b",
    "%2e%2e",
    "...",
    "..\r\n",
    "ada@example.com",
    "ä",
  ]) {
    it(`makes one part of ${JSON.stringify(part)}, and leads nowhere else`, () => {
      const path = where(part);
      assert.deepEqual(path.split("/").length, 6);
      assert.ok(path.startsWith("/api/v1/users/") && path.endsWith("/factors"), path);
      assert.equal(decodeURIComponent(path.split("/")[4]!), part);
    });
  }

  for (const part of ["", ".", ".."]) {
    it(`refuses the part ${JSON.stringify(part)}`, () => {
      assert.throws(() => oktaPath`/api/v1/users/${part}`, { message: "a part of a path must be more than dots" });
    });
  }

  it("refuses a text that cannot be encoded", () => {
    assert.throws(() => oktaPath`/api/v1/users/${"\ud800"}`, URIError);
  });
});

describe("errorCodeOf", () => {
  const codes: [unknown, string | undefined][] = [
    [{ errorCode: "E0000007" }, "E0000007"],
    [{ errorCode: "E0000007\n" }, undefined],
    [{ errorCode: "<script>" }, undefined],
    [{ errorCode: 7 }, undefined],
    [{}, undefined],
    [null, undefined],
    [undefined, undefined],
    ["E0000007", undefined],
  ];
  for (const [body, code] of codes) {
    it(`reads ${String(code)} from ${JSON.stringify(body)}`, () => {
      assert.equal(errorCodeOf({ status: 400, headers: new Headers(), body } as OktaResponse), code);
    });
  }
});
