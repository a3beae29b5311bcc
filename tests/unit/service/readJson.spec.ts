/** Reading a body: types, sizes and shapes, and that nothing of what was sent is repeated. */
import assert from "node:assert/strict";
import * as z from "zod";
import { bodyText, fromRestEvent, headerOf, type HttpEvent } from "../../../guard/adapters/event";
import { BODY_BYTES_MAX, readJson } from "../../../service/http/readRequest";

const SECRET = "s3cret";
const schema = z.strictObject({
  name: z.string().max(5),
  inner: z.strictObject({ at: z.int() }).optional(),
});

const event = (body: unknown, more: Partial<HttpEvent> = {}): HttpEvent => ({
  routeKey: "POST /x",
  headers: { "content-type": "application/json" },
  body: typeof body === "string" ? body : JSON.stringify(body),
  ...more,
});

function read(given: HttpEvent, bytesMax?: number) {
  const outcome = readJson(given, schema, "a thing", bytesMax);
  if ("value" in outcome) return outcome.value;
  const { statusCode, headers, body } = outcome.refused;
  assert.equal(headers["content-type"], "application/problem+json");
  assert.equal(body.includes(SECRET), false);
  const { detail, fields } = JSON.parse(body) as { detail: string; fields?: string[] };
  return [statusCode, detail, ...(fields === undefined ? [] : [fields])];
}

describe("readJson", () => {
  it("gives what has the shape", () => {
    assert.deepEqual(read(event({ name: "Ada" })), { name: "Ada" });
  });

  for (const type of ["application/json", "Application/JSON; charset=utf-8", "application/json ;a=b"]) {
    it(`takes the content type ${type}, under any case of the header's name`, () => {
      assert.deepEqual(read(event({ name: "Ada" }, { headers: { "Content-TYPE": type } })), { name: "Ada" });
    });
  }

  for (const type of [
    undefined,
    "",
    "text/plain",
    "application/jsonx",
    "text/plain; application/json",
    "application/json-patch+json",
  ]) {
    it(`refuses the content type ${String(type)}`, () => {
      const headers = { "content-type": type };
      assert.deepEqual(read(event({ name: SECRET }, { headers })), [415, "the body must be `application/json`"]);
    });
  }

  it("refuses a request without headers", () => {
    assert.deepEqual(read({ routeKey: "POST /x", body: "{}" }), [415, "the body must be `application/json`"]);
  });

  it("decodes a body in base64", () => {
    const body = Buffer.from('{"name":"ä"}').toString("base64");
    assert.deepEqual(read(event(body, { isBase64Encoded: true })), { name: "ä" });
  });

  it("refuses a body of too many bytes, counted after decoding", () => {
    const long = (bytes: number) => `{"name":"Ada"}${" ".repeat(bytes - 14)}`;
    assert.deepEqual(read(event(long(20)), 20), { name: "Ada" });
    assert.deepEqual(read(event(long(21)), 20), [413, "the body must be at most 20 bytes long"]);
    assert.deepEqual(read(event(long(BODY_BYTES_MAX))), { name: "Ada" });
    assert.deepEqual(read(event(long(BODY_BYTES_MAX + 1))), [413, "the body must be at most 8192 bytes long"]);
    assert.deepEqual(read(event('"ääääääääääää"'), 20), [413, "the body must be at most 20 bytes long"]);
    const encoded = Buffer.from(long(21)).toString("base64");
    assert.deepEqual(read(event(encoded, { isBase64Encoded: true }), 20)[0 as never], 413 as never);
  });

  for (const body of ["", "{", `{"name":"${SECRET}`, SECRET, "[".repeat(8_000), "\u0000"]) {
    it(`refuses ${JSON.stringify(body.slice(0, 20))}, which is no JSON`, () => {
      assert.deepEqual(read(event(body)), [400, "the body must be JSON"]);
    });
  }

  it("refuses a request without a body", () => {
    assert.deepEqual(read(event("", { body: undefined })), [400, "the body must be JSON"]);
  });

  const wrong: [string, unknown, string[]][] = [
    ["a field that is missing", {}, ["name"]],
    ["a value that is too long", { name: `${SECRET}${SECRET}` }, ["name"]],
    ["a value of another type", { name: { toString: SECRET } }, ["name"]],
    ["a field that is not known", { name: "Ada", [SECRET]: 1 }, ["(unknown field)"]],
    ["a field that is not known, further in", { name: "Ada", inner: { at: 1, [SECRET]: 1 } }, ["(unknown field)"]],
    ["a wrong value further in", { name: "Ada", inner: { at: 1.5 } }, ["inner"]],
    [
      "several at once, each named once",
      { name: 1, inner: { at: "x", a: 1 }, b: 2 },
      ["name", "inner", "(unknown field)"],
    ],
    ["a list", [{ name: "Ada" }], ["(body)"]],
    ["null", null, ["(body)"]],
    ["a text", SECRET.length, ["(body)"]],
  ];
  for (const [what, body, fields] of wrong) {
    it(`refuses ${what}, naming the fields and repeating no value`, () => {
      assert.deepEqual(read(event(body)), [400, "the body is not a thing", fields]);
    });
  }

  it("refuses `__proto__` as a field, and changes nothing by it", () => {
    assert.deepEqual(read(event('{"name":"Ada","__proto__":{"admin":true}}')), [
      400,
      "the body is not a thing",
      ["(unknown field)"],
    ]);
    assert.equal(({} as { admin?: boolean }).admin, undefined);
  });
});

describe("an event", () => {
  it("has headers under any case of their names", () => {
    const headers = { "X-One": "1", "x-two": undefined };
    const event: HttpEvent = { routeKey: "GET /", headers };
    assert.deepEqual(
      [headerOf(event, "x-one"), headerOf(event, "x-two"), headerOf(event, "x")],
      ["1", undefined, undefined],
    );
    assert.equal(headerOf({ routeKey: "GET /" }, "x-one"), undefined);
  });

  it("of a REST API is read like one of an HTTP API, with null for what is not there", () => {
    const nothing = { headers: null, pathParameters: null, queryStringParameters: null, body: null };
    assert.deepEqual(
      fromRestEvent({ resource: "/users/{id}", httpMethod: "GET", ...nothing, requestContext: { authorizer: null } }),
      {
        routeKey: "GET /users/{id}",
        headers: {},
        pathParameters: {},
        queryStringParameters: {},
        body: undefined,
        isBase64Encoded: undefined,
        requestContext: { requestId: undefined },
      },
    );
  });

  it("has a body as text", () => {
    assert.equal(bodyText({ routeKey: "GET /" }), "");
    assert.equal(bodyText({ routeKey: "GET /", body: "YQ==" }), "YQ==");
    assert.equal(bodyText({ routeKey: "GET /", body: "YQ==", isBase64Encoded: true }), "a");
  });
});
