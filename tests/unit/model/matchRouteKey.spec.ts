/** Which declared route a request belongs to, whatever its spelling. */
import assert from "node:assert/strict";
import { hiddenRoute, matchRouteKey } from "../../../model/routes";

describe("matchRouteKey", () => {
  const keys = ["GET /a/{x}", "GET /a/b", "ANY /a/{x+}", "GET /a/{x+}", "ANY /a/b", "GET /"];
  const match = (method: string, path: string) => matchRouteKey(keys, method, path)?.routeKey;

  it("prefers fixed texts, then one segment, then the rest; and the method to `ANY`", () => {
    assert.equal(match("GET", "/a/b"), "GET /a/b");
    assert.equal(match("POST", "/a/b"), "ANY /a/b");
    assert.equal(match("GET", "/a/c"), "GET /a/{x}");
    assert.equal(match("GET", "/a/c/d"), "GET /a/{x+}");
    assert.equal(match("POST", "/a/c/d"), "ANY /a/{x+}");
    assert.equal(match("GET", "/"), "GET /");
  });

  it("finds nothing where nothing is declared", () => {
    for (const path of ["/a", "/a/", "//a/b", "/A/b", "", "/b"]) assert.equal(match("GET", path), undefined, path);
  });

  it("keeps what is no valid encoding as it was sent", () => {
    assert.deepEqual(matchRouteKey(keys, "GET", "/a/%zz")?.pathParameters, { x: "%zz" });
  });

  const siblings = ["GET /users/me", "GET /users/{id}", "GET /users/{id}/keys", "GET /files/{path+}"];
  const sibling = (path: string) => matchRouteKey(siblings, "GET", path);

  it("decodes each segment once, before it compares", () => {
    for (const path of ["/users/me", "/users/%6De", "/users/%6d%65", "/%75sers/me"])
      assert.equal(sibling(path)?.routeKey, "GET /users/me", path);
    assert.deepEqual(sibling("/users/%256De"), { routeKey: "GET /users/{id}", pathParameters: { id: "%6De" } });
    assert.deepEqual(sibling("/users/Me"), { routeKey: "GET /users/{id}", pathParameters: { id: "Me" } });
    assert.deepEqual(sibling("/users/a%2Fb"), { routeKey: "GET /users/{id}", pathParameters: { id: "a/b" } });
  });

  it("finds nothing for segments of dots, however they are spelled", () => {
    for (const path of ["/users/..", "/users/%2e%2E", "/users/./me", "/users/%2E", "/files/a/../b"])
      assert.equal(sibling(path), undefined, path);
    assert.equal(sibling("/users/...")?.routeKey, "GET /users/{id}");
  });
});

describe("hiddenRoute", () => {
  const keys = ["GET /users/me", "GET /users/{id}", "GET /users/{id}/keys", "POST /users/all", "GET /{a}/{b}/{c}/{d}"];
  const hidden = (pathParameters: Record<string, string | undefined>) =>
    hiddenRoute(keys, "GET /users/{id}", pathParameters);

  it("names the route that the values of the variables make of the path, decoded or not", () => {
    for (const id of ["me", "%6De"]) assert.equal(hidden({ id }), "GET /users/me", id);
    for (const id of ["7/keys", "7%2Fkeys"]) assert.equal(hidden({ id }), "GET /users/{id}/keys", id);
    assert.equal(hidden({ id: "a/b/c" }), "GET /{a}/{b}/{c}/{d}");
  });

  it("names none for values that are nothing but values", () => {
    for (const id of ["7", "Me", "mee", "all", "7/locks", "%25", "", undefined])
      assert.equal(hidden({ id }), undefined, id);
    assert.equal(hiddenRoute(keys, "GET /users/me", {}), undefined);
    assert.equal(hiddenRoute(keys, "POST /users/{id}", { id: "7" }), undefined);
  });
});
