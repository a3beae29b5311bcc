/** The admin and the registration service: what they answer, what they refuse, and what their audit trail says. */
import assert from "node:assert/strict";
import { handleAdmin } from "../../../lambda/admin/handleAdmin";
import type { Requirement } from "../../../lambda/authorizer/requirement";
import type { HttpEvent } from "../../../lambda/http/event";
import { handleRegistration } from "../../../lambda/registration/handleRegistration";

const lines: string[] = [];
const log = (line: string) => void lines.push(line);
const forget = () => void (lines.length = 0);

const parsed = (answer: { body: string }) => JSON.parse(answer.body) as Record<string, unknown>;

describe("the admin service", () => {
  beforeEach(forget);

  const requirements = new Map<string, Requirement>([
    ["GET /users/{id}", { scopes: { any: ["users:read", "users:manage"] } }],
    ["DELETE /users/{id}", { scopes: { all: ["users:read", "users:delete"] } }],
    ["GET /open", {}],
  ]);
  const serve = (event: HttpEvent) => handleAdmin(event, { requirements, log });

  const jwt = (scopes: string[] | null, claims: Record<string, unknown> = {}) => ({
    requestId: "r1",
    authorizer: { jwt: { claims: { sub: "ada", cid: "0oa1", ...claims }, scopes } },
  });
  const lambda = (scp: string) => ({ requestId: "r1", authorizer: { lambda: { sub: "ada", cid: "0oa1", scp } } });

  it("answers which operation was called, by whom and on what", () => {
    const event = {
      routeKey: "GET /users/{id}",
      pathParameters: { id: "00u7" },
      requestContext: jwt(["users:read", "x"]),
    };
    const answer = serve(event);
    assert.equal(answer.statusCode, 200);
    assert.deepEqual(parsed(answer), {
      operation: "GET /users/{id}",
      caller: { subject: "ada", clientId: "0oa1", scopes: ["users:read", "x"] },
      target: { id: "00u7" },
    });
    assert.deepEqual(
      lines.map((line) => JSON.parse(line)),
      [
        {
          audit: "operation",
          who: "ada",
          client: "0oa1",
          operation: "GET /users/{id}",
          target: "00u7",
          outcome: "done",
          status: 200,
          requestId: "r1",
        },
      ],
    );
  });

  it("reads the caller from a Lambda authorizer as well", () => {
    const answer = serve({ routeKey: "DELETE /users/{id}", requestContext: lambda("users:delete users:read") });
    assert.deepEqual(parsed(answer), {
      operation: "DELETE /users/{id}",
      caller: { subject: "ada", clientId: "0oa1", scopes: ["users:delete", "users:read"] },
    });
  });

  it("reads the bracketed list of a route without scopes", () => {
    const context = jwt(null, { scp: "[users:read other]" });
    assert.equal(serve({ routeKey: "GET /users/{id}", requestContext: context }).statusCode, 200);
  });

  it("answers the health check without an audit line", () => {
    const answer = serve({ routeKey: "GET /health" });
    assert.deepEqual([answer.statusCode, parsed(answer)], [200, { status: "ok" }]);
    assert.deepEqual(lines, []);
  });

  const refused: [string, HttpEvent, number, string][] = [
    [
      "a request that no authorizer has seen",
      { routeKey: "GET /users/{id}", headers: { authorization: "Bearer x" } },
      401,
      "the request was not authorized by the gateway",
    ],
    [
      "a caller without a subject",
      {
        routeKey: "GET /users/{id}",
        requestContext: { authorizer: { jwt: { claims: { cid: "c" }, scopes: ["users:read"] } } },
      },
      401,
      "the request was not authorized by the gateway",
    ],
    [
      "a caller without the scope",
      { routeKey: "GET /users/{id}", requestContext: jwt(["users:delete"]) },
      403,
      "the caller does not hold the scope of this operation",
    ],
    [
      "a caller with one of two scopes",
      { routeKey: "DELETE /users/{id}", requestContext: lambda("users:delete") },
      403,
      "the caller does not hold the scope of this operation",
    ],
    [
      "a route whose requirement names no scope",
      { routeKey: "GET /open", requestContext: jwt(["users:read"]) },
      403,
      "the caller does not hold the scope of this operation",
    ],
    [
      "a route that is not declared",
      { routeKey: "POST /users", requestContext: jwt(["users:read"]) },
      403,
      "no requirement is declared for this route",
    ],
  ];
  for (const [what, event, status, detail] of refused) {
    it(`refuses ${what}`, () => {
      const answer = serve(event);
      assert.equal(answer.statusCode, status);
      assert.equal(answer.headers["content-type"], "application/problem+json");
      assert.deepEqual(parsed(answer), {
        type: "about:blank",
        title: status === 401 ? "Unauthorized" : "Forbidden",
        status,
        detail,
      });
      assert.equal((JSON.parse(lines[0]!) as { outcome: string }).outcome, "refused");
    });
  }
});

describe("the registration service", () => {
  beforeEach(forget);

  const person = { email: "ada@example.com", firstName: "Ada", lastName: "O'Brien-Łukasz" };
  const post = (body: unknown, more: Partial<HttpEvent> = {}) =>
    handleRegistration(
      {
        routeKey: "POST /registrations",
        headers: { "content-type": "application/json" },
        body: typeof body === "string" ? body : JSON.stringify(body),
        requestContext: { requestId: "r1" },
        ...more,
      },
      { log },
    );

  it("gives anybody the same answer", () => {
    const answers = [person, { ...person, email: "somebody@else.example" }].map((body) => post(body));
    assert.equal(answers[0]!.statusCode, 202);
    assert.deepEqual(answers[0], answers[1]);
  });

  it("takes a body in base64, and a content type with a charset in any case", () => {
    const body = Buffer.from(JSON.stringify(person)).toString("base64");
    const headers = { "Content-Type": "Application/JSON; charset=utf-8" };
    assert.equal(post(body, { isBase64Encoded: true, headers }).statusCode, 202);
  });

  it("logs the outcome and nothing of the person", () => {
    post(person);
    post({ ...person, email: "no" });
    assert.deepEqual(
      lines.map((line) => JSON.parse(line)),
      [
        { audit: "registration", outcome: "accepted", status: 202, requestId: "r1" },
        { audit: "registration", outcome: "refused", status: 400, requestId: "r1" },
      ],
    );
  });

  it("answers the health check", () => {
    assert.equal(handleRegistration({ routeKey: "GET /health" }, { log }).statusCode, 200);
  });

  const bad: [string, unknown, string[]][] = [
    ["no email", { ...person, email: undefined }, ["email"]],
    ["an email that is none", { ...person, email: "ada" }, ["email"]],
    ["an email without end", { ...person, email: `${"a".repeat(100)}@example.com` }, ["email"]],
    ["an empty name", { ...person, firstName: "  " }, ["firstName"]],
    ["a name with a tag in it", { ...person, lastName: "<script>" }, ["lastName"]],
    ["a name with a line break", { ...person, lastName: "a\nb" }, ["lastName"]],
    ["a name that is a number", { ...person, firstName: 1 }, ["firstName"]],
    ["a field too many", { ...person, admin: true }, ["(body)"]],
    ["a list", [person], ["(body)"]],
    ["several mistakes", { email: "x" }, ["email", "firstName", "lastName"]],
  ];
  for (const [what, body, fields] of bad) {
    it(`refuses ${what}, naming the fields and repeating no value`, () => {
      const answer = post(body);
      assert.equal(answer.statusCode, 400);
      assert.deepEqual(parsed(answer), {
        type: "about:blank",
        title: "Bad Request",
        status: 400,
        detail: "the body is not a registration",
        fields,
      });
    });
  }

  it("refuses a body that is no JSON, of another type, or too long", () => {
    assert.equal(parsed(post("{"))["detail"], "the body must be JSON");
    assert.equal(post(person, { headers: { "content-type": "text/plain" } }).statusCode, 415);
    assert.equal(post(person, { headers: undefined }).statusCode, 415);
    assert.equal(post(person, { body: undefined }).statusCode, 400);
    assert.equal(post({ ...person, lastName: "x".repeat(5_000) }).statusCode, 413);
  });

  it("refuses another route", () => {
    assert.equal(post(person, { routeKey: "PUT /registrations" }).statusCode, 404);
  });
});
