/** The rules of a load balancer: the patterns of their paths, and the order in which it tries them. */
import assert from "node:assert/strict";
import { pagePriorities, routePriorities } from "../../../components/aws/alb/albPriorities";
import { albPathPattern } from "../../../model/routes";

describe("albPathPattern", () => {
  const matches = (key: string, path: string) => new RegExp(albPathPattern(key)).test(path);

  it("matches the path of a route", () => {
    assert.equal(matches("GET /", "/"), true);
    assert.equal(matches("GET /users/{id}", "/users/1"), true);
    assert.equal(matches("GET /a.b/{x}/c", "/a.b/1/c"), true);
  });

  it("matches no path above, below or beside it", () => {
    for (const path of ["/users", "/users/", "/users/1/", "/users/1/x", "/x/users/1", "/users/1\n/x"]) {
      assert.equal(matches("GET /users/{id}", path), false, path);
    }
    assert.equal(matches("GET /a.b", "/axb"), false);
  });
});

describe("the priorities of a load balancer's rules", () => {
  it("are all different and within what it takes, fewer variables first", () => {
    const keys = Array.from({ length: 100 }, (_, index) => `GET /${index}${"/{a}/{b}".slice(0, 4 * (index % 3))}`);
    const priorities = routePriorities(keys);
    assert.equal(new Set(priorities.values()).size, 100);
    for (const [key, priority] of priorities) {
      const variables = key.split("{").length - 1;
      assert.ok(priority > variables * 5_000 && priority <= (variables + 1) * 5_000, key);
    }
    assert.equal(Math.max(...routePriorities(["GET /{a}/{b}/{c}/{d}/{e}/{f}/{g}"]).values()) <= 40_000, true);
  });

  it("put a deeper sign-in first", () => {
    const priorities = pagePriorities({ all: { path: "/" }, some: { path: "/a" }, few: { path: "/a/b/" } });
    const [all, some, few] = ["all", "some", "few"].map((name) => priorities.get(name)!);
    assert.ok(few! < some! && some! < all! && few! > 40_000 && all! <= 50_000);
  });
});
