/** `access matrix` for people: parts of it, where somebody may, what fits a terminal, a page; and what a shell completes. */
import assert from "node:assert/strict";
import { companyModel } from "../../../bench/companyModel";
import { paintFor, wantsColours } from "../../../cli/io";
import { matrixText } from "../../../cli/print/matrixTable";
import { matrixHtml } from "../../../cli/print/matrixHtml";
import { accessMatrix } from "../../../model/ask/matrix";
import { loadAccess } from "../../../model/file/load";
import { Files, runCli } from "./runCli";

describe("access matrix, in parts", () => {
  const files = new Files();
  const model = files.orders("orders", ({ clients }) => {
    clients.till = { type: "web", scopes: ["orders:read", "stock:read"] };
  });
  after(() => files.remove());

  const csv = async (...options: string[]) =>
    (await runCli("matrix", "--model", model, "--format", "csv", ...options)).out.split("\r\n");
  const head = async (...options: string[]) => (await csv(...options))[0];
  const names = async (...options: string[]) => (await csv(...options)).slice(1).map((line) => line.split(",")[0]);

  it("shows some groups and service clients, by name or glob", async () => {
    assert.equal(await head("--group", "clerks"), "scope or route,clerks");
    assert.equal(await head("--group", "*s,sync"), "scope or route,clerks,leads,stockists,sync (service)");
    assert.equal(await head("--group", "leads", "--group", "clerks"), "scope or route,clerks,leads");
  });

  it("shows what some clients give, and who has anything there", async () => {
    assert.equal(await head("--client", "till"), "scope or route,clerks,leads,stockists");
    assert.equal(await head("--client", "sync"), "scope or route,sync (service)");
    const lines = await csv("--client", "till");
    assert.equal(lines[2], "orders:write,,,");
  });

  it("shows some scopes with the routes that ask for them, and some APIs with their scopes", async () => {
    assert.deepEqual(await names("--scope", "orders:delete"), ["orders:delete", "orders DELETE /orders/{id}"]);
    assert.deepEqual(await names("--scope", "stock:*"), ["stock:read"]);
    assert.deepEqual(await names("--api", "orders"), [
      "orders:read",
      "orders:delete",
      "orders GET /orders",
      "orders DELETE /orders/{id}",
      "orders GET /teams *",
    ]);
  });

  it("says at which clients", async () => {
    const lines = await csv("--by", "client", "--group", "clerks,leads,sync");
    assert.equal(lines[1], 'orders:read,"desk, till","desk, till",yes');
    assert.equal(lines[3], "orders:delete,,desk+,");
  });

  it("refuses a name that the file does not have, with the nearest one", async () => {
    for (const [option, name, kind, near] of [
      ["--group", "clerk", "group or service client", "clerks"],
      ["--client", "dsk", "client", "desk"],
      ["--api", "order", "API", "orders"],
      ["--scope", "orders:raed", "scope", "orders:read"],
    ] as const) {
      const { status, err } = await runCli("matrix", "--model", model, option, name);
      assert.equal(status, 2);
      assert.equal(err.startsWith(`there is no ${kind} \`${name}\`; did you mean \`${near}\`? (defined: `), true, err);
    }
  });

  it("fits a terminal, in blocks that repeat the names of the rows, at any size", () => {
    const matrix = accessMatrix(loadAccess(companyModel({ nested: true })));
    assert.deepEqual([matrix.rows.length, matrix.scopes.length + matrix.routes.length], [60, 370]);
    const text = matrixText(matrix, { columns: 100 });
    const [notes, ...blocks] = text.split("\n\n").reverse();
    assert.match(notes!, /^yes: at one client at least/);
    assert.equal(
      blocks.every((block) => block.split("\n").every((line) => line.length <= 100)),
      true,
    );
    assert.equal(
      blocks.every((block) => block.split("\n").length === 1 + 2 + 370),
      true,
    );
    const heads = blocks.reverse().flatMap((block) => block.split("\n")[1]!.split(/ {2,}/).slice(1));
    assert.deepEqual(
      heads,
      matrix.rows.map(({ principal }) => principal),
    );
    assert.equal(matrixText(matrix).split("\n")[0]!.length > 100, true, "without a terminal it is as wide as it gets");
  });

  it("is a page whose heads stay in sight, and that loads nothing", () => {
    const page = matrixHtml(accessMatrix(loadAccess(companyModel({ nested: true }))));
    assert.equal((page.match(/<tr>/g) ?? []).length, 371);
    assert.match(page, /thead th\{position:sticky;top:0/);
    assert.match(page, /<input type="search" autofocus \/>/);
    assert.equal(/(src|href)=|@import|url\(/.test(page), false);
  });
});

describe("colours", () => {
  it("are for terminals, and for nobody who asks for none", () => {
    assert.equal(wantsColours({ isTTY: true }, {}), true);
    assert.equal(wantsColours({ isTTY: true }, { NO_COLOR: "1" }), false);
    assert.equal(wantsColours({ isTTY: true }, { NO_COLOR: "" }), true);
    assert.equal(wantsColours({ isTTY: true }, { TERM: "dumb" }), false);
    assert.equal(wantsColours({}, {}), false);
    assert.equal(wantsColours({}, { FORCE_COLOR: "1" }), true);
    assert.equal(wantsColours({ isTTY: true }, { FORCE_COLOR: "1", NO_COLOR: "1" }), false);
    assert.deepEqual([paintFor(false).bold("x"), paintFor(true).bold("x")], ["x", "\u001b[1mx\u001b[22m"]);
  });
});
