/** How large an access token can become, and when the check says so. */
import assert from "node:assert/strict";
import { checkModel } from "../../../model/ask/check";
import { tokenSizes } from "../../../model/ask/tokenSize";
import { loadAccess } from "../../../model/file/load";
import type { AccessInput } from "../../../model/file/schema";

/** Groups that all hold the same scopes, as a company's teams do. */
function teams(groups: number, scopes: number, enforcement: "issuer" | "gateway", prefix = "team-number"): AccessInput {
  const names = Array.from({ length: scopes }, (_, i) => `resource-${i}:read`);
  return {
    product: "teams",
    audience: "api://teams",
    scopes: Object.fromEntries(names.map((name) => [name, { description: name }])),
    groups: Object.fromEntries(Array.from({ length: groups }, (_, i) => [`${prefix}-${i}`, { scopes: names }])),
    clients: { desk: { type: "spa", scopes: names, enforcement } },
  };
}

const bytesOf = (file: AccessInput) =>
  Object.fromEntries(tokenSizes(loadAccess(file)).map(({ enforcement, bytes }) => [enforcement, bytes]));

const findingsOf = (file: AccessInput) =>
  checkModel(file)
    .findings.filter(({ rule }) => rule === "token-size")
    .map(({ level, path }) => [level, path]);

describe("tokenSizes", () => {
  it("keeps the token of somebody in twelve groups with the same sixty scopes far below API Gateway's limit", () => {
    const { issuer, gateway } = bytesOf(teams(12, 60, "gateway"));
    assert.equal(gateway! < 3_072, true, String(gateway));
    assert.equal(issuer! < gateway!, true);
  });

  it("keeps it within 4 KB for somebody in a hundred groups", () => {
    const { gateway } = bytesOf(teams(100, 20, "gateway", "dept"));
    assert.equal(gateway! < 4_096, true, String(gateway));
  });

  it("counts what one request can name, and no more", () => {
    const { issuer } = bytesOf(teams(1, 60, "issuer"));
    assert.equal(bytesOf(teams(1, 400, "issuer")).issuer, issuer);
  });

  it("counts the groups of the longest combination where the file says which occur", () => {
    const file = teams(100, 2, "gateway");
    const all = bytesOf(file).gateway!;
    const some = Object.keys(file.groups).slice(0, 10);
    const fewer = bytesOf({ ...file, combinations: { occurring: [some, some.slice(0, 2)] } }).gateway!;
    assert.equal(bytesOf(teams(10, 2, "gateway")).gateway, fewer);
    assert.equal(fewer < all, true);
  });

  it("counts the claims that the access token carries, and only those of a request that releases them", () => {
    const file = teams(30, 3, "issuer");
    const without = bytesOf(file).issuer!;
    const claim = (claims: AccessInput["claims"]) => bytesOf({ ...file, claims }).issuer! - without;
    assert.equal(claim({ circles: { token: "id", entitledScopes: true } }), 0);
    assert.equal(claim({ circles: { token: "access", entitledScopes: true } }) > 60, true);
    assert.equal(claim({ circles: { token: "access", groups: { startsWith: "other-" } } }) < 40, true);
    assert.equal(claim({ circles: { token: "access", groups: { startsWith: "team-" } } }) > 600, true);
  });
});

describe("checkModel: the size of tokens", () => {
  it("says nothing up to 6 KB, warns from there, and refuses from 8 KB, for what the file declares", () => {
    assert.deepEqual(findingsOf(teams(60, 4, "gateway", "a-rather-long-name-of-a-team")), []);
    assert.deepEqual(findingsOf(teams(125, 4, "gateway", "a-rather-long-name-of-a-team")), [
      ["warning", "clients.desk"],
    ]);
    assert.deepEqual(findingsOf(teams(200, 4, "gateway", "a-rather-long-name-of-a-team")), [["error", "clients.desk"]]);
    assert.deepEqual(findingsOf(teams(200, 4, "issuer", "a-rather-long-name-of-a-team")), []);
  });
});
