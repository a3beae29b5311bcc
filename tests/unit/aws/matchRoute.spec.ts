/** Which route takes which request. */
import assert from "node:assert/strict";
import type { Route } from "../../../local/aws/apigateway/types";
import { matchRoute } from "../../../local/aws/gateway/matchRoute";

const routes = (...keys: string[]): Route[] =>
  keys.map((routeKey, i) => ({ routeId: String(i), routeKey, authorizationType: "NONE" }));

function match(keys: string[], method: string, path: string) {
  const found = matchRoute(routes(...keys), method, path);
  return found && [found.route.routeKey, found.pathParameters];
}

describe("matchRoute", () => {
  /** The example of the developer guide, and what it says. */
  const documented = ["GET /pets/dog/1", "GET /pets/dog/{id}", "GET /pets/{proxy+}", "ANY /{proxy+}", "$default"];
  const cases: [string[], string, string, string | undefined, Record<string, string>?][] = [
    [documented, "GET", "/pets/dog/1", "GET /pets/dog/1"],
    [documented, "GET", "/pets/dog/2", "GET /pets/dog/{id}", { id: "2" }],
    [documented, "GET", "/pets/cat/1", "GET /pets/{proxy+}", { proxy: "cat/1" }],
    [documented, "POST", "/test/5", "ANY /{proxy+}", { proxy: "test/5" }],
    [documented, "GET", "/", "$default"],
    [["GET /users"], "GET", "/users", "GET /users"],
    [["GET /users"], "POST", "/users", undefined],
    [["GET /users"], "get", "/users", undefined],
    [["GET /users"], "GET", "/Users", undefined],
    [["GET /users"], "GET", "/users/", undefined],
    [["GET /users"], "GET", "//users", undefined],
    [["GET /users"], "GET", "/users/1", undefined],
    [["GET /users/{id}"], "GET", "/users/", undefined],
    [["GET /users/{id}"], "GET", "/users/a/b", undefined],
    [["GET /users/{id}"], "GET", "/users/a%2Fb", "GET /users/{id}", { id: "a/b" }],
    [["GET /users/{id}"], "GET", "/users/%C3%A9", "GET /users/{id}", { id: "é" }],
    [["GET /users/{id}"], "GET", "/users/%zz", "GET /users/{id}", { id: "%zz" }],
    [["GET /users/{id}", "GET /users/{id}/x"], "GET", "/users/1/x", "GET /users/{id}/x", { id: "1" }],
    [["GET /{a}/x", "GET /y/{b}"], "GET", "/y/x", "GET /y/{b}", { b: "x" }],
    [["ANY /users", "GET /users"], "GET", "/users", "GET /users"],
    [["ANY /users", "GET /users"], "DELETE", "/users", "ANY /users"],
    [["GET /{proxy+}", "ANY /users"], "GET", "/users", "ANY /users"],
    [["ANY /a/{proxy+}"], "GET", "/a/", undefined],
    [["ANY /a/{proxy+}"], "GET", "/a", undefined],
    [["ANY /a/{proxy+}"], "GET", "/a/b/c", "ANY /a/{proxy+}", { proxy: "b/c" }],
    [["$default", "GET /users"], "POST", "/users", "$default"],
    [["GET /"], "GET", "/", "GET /"],
    [["GET /users"], "GET", "/%75sers", undefined],
    [["GET /users"], "GET", "/x/../users", undefined],
    [[], "GET", "/", undefined],
  ];
  for (const [keys, method, path, expected, parameters = {}] of cases) {
    const title = expected === undefined ? `refuses ${method} ${path}` : `gives ${method} ${path} to ${expected}`;
    it(`${title} (of ${keys.join(", ") || "none"})`, () => {
      assert.deepEqual(match(keys, method, path), expected === undefined ? undefined : [expected, parameters]);
      const backwards = match(keys.toReversed(), method, path);
      assert.deepEqual(backwards?.[0], expected, "the order in which routes were made must not matter");
    });
  }
});
