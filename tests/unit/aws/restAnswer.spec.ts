/** Answers of functions behind a REST API, as they were recorded of AWS. */
import assert from "node:assert/strict";
import { BadAnswer, restAnswer } from "../../../local/aws/gateway/rest/restAnswer";

describe("a function's answer behind a REST API", () => {
  const taken: [title: string, answer: object, status: number, headers: object, body: string, cookies?: string[]][] = [
    ["of headers alone", { headers: {} }, 200, {}, ""],
    ["with null headers", { statusCode: 201, headers: null }, 201, {}, ""],
    ["with a status that is a text", { statusCode: "202" }, 202, {}, ""],
    [
      "in Base64, as the text that it is",
      { statusCode: 200, isBase64Encoded: true, body: "dGVzdA==" },
      200,
      {},
      "dGVzdA==",
    ],
    [
      "with one header single and several times, whatever its case",
      { statusCode: 200, headers: { TEST: "solo" }, multiValueHeaders: { test: ["multi", "solo"] } },
      200,
      { test: "multi, solo" },
      "",
    ],
    [
      "with two cookies, each a header of its own",
      { statusCode: 200, multiValueHeaders: { "Set-Cookie": ["a=1", "b=2"] } },
      200,
      {},
      "",
      ["a=1", "b=2"],
    ],
  ];
  for (const [title, answer, status, headers, body, cookies = []] of taken) {
    it(`is taken ${title}`, () => {
      const given = restAnswer(answer, false);
      assert.deepEqual(
        [given.status, given.headers, given.body.toString(), given.cookies],
        [status, { "content-type": "application/json", ...headers }, body, cookies],
      );
    });
  }

  it("goes out as bytes where the caller asked for a binary media type", () => {
    const answer = { statusCode: 200, isBase64Encoded: true, body: "/wA=" };
    assert.deepEqual([...(restAnswer(answer, true).body as Buffer)], [0xff, 0]);
    assert.equal(restAnswer({ ...answer, isBase64Encoded: false }, true).body.toString(), "/wA=");
  });

  for (const answer of [
    {},
    null,
    "text",
    [],
    { statusCode: 200, wrongValue: 1 },
    { statusCode: "wrong" },
    { statusCode: 99 },
    { statusCode: 200, body: { a: 1 } },
    { statusCode: 200, multiValueHeaders: { a: "b" } },
  ]) {
    it(`is refused as ${JSON.stringify(answer)}`, () => assert.throws(() => restAnswer(answer, false), BadAnswer));
  }
});
