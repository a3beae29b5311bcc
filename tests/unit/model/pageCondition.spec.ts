/** Which requests a page behind a load balancer's sign-in takes: none that could be read as a page with a stronger one. */
import assert from "node:assert/strict";
import { arnMatches } from "../../../local/aws/arns";
import { pageCondition } from "../../../model/routes";

/** The first page, deepest first, that takes a path, as a load balancer looks for it. */
function pageOf(path: string, pages: readonly string[]): string | undefined {
  const depth = (page: string) => page.split("/").filter((part) => part !== "").length;
  const deepestFirst = [...pages].sort((a, b) => depth(b) - depth(a));
  return deepestFirst.find((page) => {
    const condition = pageCondition(page, pages);
    return "values" in condition
      ? condition.values.some((pattern) => arnMatches(pattern, path))
      : condition.regexValues.some((pattern) => new RegExp(pattern).test(path));
  });
}

/** How what runs behind a load balancer may read a path: decoded, in lower case, without empty parts and dots. */
function looselyRead(path: string): string {
  const parts: string[] = [];
  for (const part of decodeURIComponent(path).toLowerCase().split(/[/\\]/)) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

const PAGES = ["/", "/portal", "/portal/admin/"];

describe("the condition of a page", () => {
  it("is its path and all below, where no other page is above or below", () => {
    assert.deepEqual(pageCondition("/portal/", ["/portal/", "/portals"]), { values: ["/portal", "/portal/*"] });
    assert.deepEqual(pageCondition("/", ["/"]), { values: ["/*"] });
  });

  const plain: [string, string][] = [
    ["/", "/"],
    ["/index.html", "/"],
    ["/a.b/..c/.well-known/x%20y/%C3%A9", "/"],
    ["/portals", "/"],
    ["/portal", "/portal"],
    ["/portal/", "/portal"],
    ["/portal/x/y/", "/portal"],
    ["/portal/administration", "/portal"],
    ["/portal/admin", "/portal/admin/"],
    ["/portal/admin/x", "/portal/admin/"],
    ["/Portal/ADMIN/x", "/portal/admin/"],
    ["/portal/admin/../x", "/portal/admin/"],
  ];
  for (const [path, page] of plain) it(`gives ${path} to ${page}`, () => assert.equal(pageOf(path, PAGES), page));

  it("gives no spelling of a page to a page with a weaker sign-in", () => {
    const spellings = (segment: string) => [
      segment,
      segment.toUpperCase(),
      `/${segment}`,
      `./${segment}`,
      `x/../${segment}`,
      `%${segment.charCodeAt(0).toString(16)}${segment.slice(1)}`,
      `%${segment.charCodeAt(0).toString(16).toUpperCase()}${segment.slice(1)}`,
      `%2e/${segment}`,
      `x/%2e%2E/${segment}`,
      `x\\..\\${segment}`,
      `%2F${segment}`,
      `.%5C${segment}`,
    ];
    let closed = 0;
    for (const first of spellings("portal"))
      for (const second of spellings("admin"))
        for (const end of ["", "/", "/x", "//", "/x/.."]) {
          const path = `/${first}/${second}${end}`;
          const taken = pageOf(path, PAGES);
          if (!looselyRead(path).startsWith("/portal/admin")) continue;
          closed += 1;
          assert.ok(taken === undefined || taken === "/portal/admin/", `${path} is given to ${taken}`);
        }
    assert.ok(closed > 500);
  });

  it("takes no longer than the path for a path that is made to take long", () => {
    const path = `/${"..".repeat(5_000)}/${"%20".repeat(5_000)}${"/a".repeat(5_000)}\\`;
    assert.equal(pageOf(path, PAGES), undefined);
  });
});
