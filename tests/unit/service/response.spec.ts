/** Answers of the services: JSON that nobody keeps, and problem details. */
import assert from "node:assert/strict";
import { json, noContent, problem, withHeaders } from "../../../guard/adapters/event";

const JSON_HEADERS = { "content-type": "application/json", "cache-control": "no-store" };

describe("an answer", () => {
  it("is JSON that nobody keeps", () => {
    assert.deepEqual(json(201, { a: 1 }), { statusCode: 201, headers: JSON_HEADERS, body: '{"a":1}' });
  });

  it("may have nothing in it", () => {
    assert.deepEqual(noContent, { statusCode: 204, headers: { "cache-control": "no-store" }, body: "" });
  });

  it("may have more headers, and leaves the one that it was made of as it was", () => {
    const answer = json(200, {});
    assert.deepEqual(withHeaders(answer, { a: "b" }).headers, { ...JSON_HEADERS, a: "b" });
    assert.deepEqual(answer.headers, JSON_HEADERS);
  });

  for (const [status, title] of [
    [404, "Not Found"],
    [429, "Too Many Requests"],
    [418, "Error"],
  ] as const) {
    it(`of ${status} has the problem details of RFC 9457`, () => {
      const { statusCode, headers, body } = problem(status, "it is wrong", { more: 1 });
      assert.deepEqual([statusCode, headers["content-type"]], [status, "application/problem+json"]);
      assert.deepEqual(JSON.parse(body), { type: "about:blank", title, status, detail: "it is wrong", more: 1 });
    });
  }
});
