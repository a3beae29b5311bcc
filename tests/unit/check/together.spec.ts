/** `access check` over several files of one org: what they may not both say, and the proof of the union. */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EXAMPLES } from "../../support/products";
import { Files, runCli } from "../cli/runCli";

const LOCAL = join(__dirname, "../../../.local");

describe("access check over several files", () => {
  // The settings load the SDK, once.
  const files = new Files();
  after(() => files.remove());

  const team = (product: string, resource: string, changes: object = {}) =>
    files.write(
      `${product}.json`,
      JSON.stringify({
        product,
        audience: "api://shop",
        scopes: { [`${resource}:read`]: { description: "Read" }, [`${resource}:update`]: { description: "Change" } },
        groups: { clerks: { scopes: [`${resource}:read`] }, packers: { scopes: [`${resource}:update`] } },
        clients: { desk: { type: "spa", scopes: "all" } },
        ...changes,
      }),
    );
  const check = async (...models: string[]) => {
    const { status, out } = await runCli("check", "--json", ...models.flatMap((model) => ["--model", model]));
    const { findings } = JSON.parse(out) as {
      findings: { rule: string; file: string; path: string; message: string }[];
    };
    return {
      status,
      findings: findings.map(({ rule, file, path }) => `${rule} ${file} ${path}`),
      messages: findings.map(({ message }) => message),
    };
  };

  it("proves each, and all that share an audience together", async () => {
    const [a, b] = [team("orders", "orders"), team("returns", "returns")];
    const { status, out } = await runCli("check", "--model", a, "--model", b);
    assert.equal(status, 0);
    assert.match(out, new RegExp(`^proved of ${a}: 3 rule entries symbolically`, "m"));
    assert.match(out, new RegExp(`^proved of ${b}: 3 rule entries symbolically`, "m"));
    assert.match(
      out,
      new RegExp(
        `^proved of ${a} and ${b} together, on one server: 6 rule entries symbolically, all [\\d,]+ questions asked`,
        "m",
      ),
    );
    const other = team("stock", "stock", { audience: "api://stock" });
    assert.doesNotMatch((await runCli("check", "--model", a, "--model", other)).out, /together/);
  });

  it("finds two teams with one scope, on one server alone", async () => {
    const [a, b] = [team("orders", "orders"), team("copies", "orders")];
    const { status, findings, messages } = await check(a, b);
    assert.equal(status, 1);
    assert.deepEqual(findings, [`union-scope ${b} scopes["orders:read"]`, `union-scope ${b} scopes["orders:update"]`]);
    assert.equal(
      messages[0],
      `the scope \`orders:read\` stands in \`${a}\` as well: both share the server of \`api://shop\`, where a scope has one owner; rename one of the two, or leave the routes behind it to one team`,
    );
    const elsewhere = team("elsewhere", "orders", { audience: "api://elsewhere" });
    assert.deepEqual((await check(a, elsewhere)).findings, []);
  });

  it("finds a product, a group that is made, and a claim that two have; and a claim that is in everybody's tokens", async () => {
    const groups = { clerks: { managed: true, scopes: ["orders:read"] } };
    const claims = { team: { token: "access", expression: "user.department", scopes: ["orders:read"] } };
    const a = team("orders", "orders", { groups, claims });
    const b = team("returns", "returns", {
      groups: { staff: { name: "clerks", managed: true, scopes: ["returns:read", "returns:update"] } },
      claims: {
        team: { token: ["access", "id"], expression: "user.department", scopes: ["returns:read"] },
        place: { token: "id", expression: "user.city" },
      },
    });
    assert.deepEqual(
      (await check(a, b)).findings.filter((text) => text.startsWith("union")),
      [`union-claim ${b} claims.place`, `union-claim ${b} claims.team`, `union-group ${b} groups.staff`],
    );
    const twin = files.write("twin.json", readFileSync(team("shelf", "shelf"), "utf8").replace('"shelf"', '"orders"'));
    assert.deepEqual((await check(team("orders", "orders"), twin)).findings, [`union-product ${twin} product`]);
  });

  it("says of each finding of a file which file it is, in SARIF as well", async () => {
    const wrong = team("wrong", "wrong", { groups: { clerks: { scopes: ["wrong:raed"] } } });
    const models = ["--model", team("orders", "orders"), "--model", wrong];
    assert.deepEqual((await check(team("orders", "orders"), wrong)).findings, [
      `unknown-scope ${wrong} groups.clerks.scopes[0]`,
    ]);
    const { runs } = JSON.parse((await runCli("check", "--sarif", ...models)).out);
    assert.deepEqual(
      runs[0].results.map((result: any) => result.locations[0].physicalLocation.artifactLocation.uri),
      [wrong],
    );
  });

  it("refuses a file that is named twice, and suggestions for several", async () => {
    const a = team("orders", "orders");
    const twice = await runCli("check", "--model", a, "--model", a);
    assert.deepEqual([twice.status, twice.err.includes("is named twice; name each access file once")], [2, true]);
    const suggestions = await runCli(
      "check",
      "--suggest-requests",
      "--model",
      a,
      "--model",
      team("returns", "returns"),
    );
    assert.deepEqual([suggestions.status, suggestions.err.includes("is about one access file: name one")], [2, true]);
  });

  describe("with stack files beside them", () => {
    // In the repository, where the products' imports lead to the program.
    mkdirSync(LOCAL, { recursive: true });
    const folder = mkdtempSync(join(LOCAL, "two-teams-"));
    const at = (team: string, file: string) => join(folder, team, file);
    before(() => {
      for (const team of ["storefront", "returns"])
        cpSync(EXAMPLES[`two-products-one-org/${team}`]!, join(folder, team), { recursive: true });
    });
    after(() => rmSync(folder, { recursive: true }));

    const both = () => check(at("storefront", "access.ts"), at("returns", "access.ts"));
    async function changed(team: string, from: string, to: string) {
      const file = at(team, "Pulumi.dev.yaml");
      const text = readFileSync(file, "utf8");
      assert.ok(text.includes(from), from);
      writeFileSync(file, text.replace(from, to));
      const report = await both();
      writeFileSync(file, text);
      return report;
    }

    it("finds nothing where each has its range", async () => {
      assert.deepEqual((await both()).findings, []);
    });

    it("finds ranges that overlap, also with a team that gives none", async () => {
      const overlap = await changed("returns", "{ from: 100, to: 199 }", "{ from: 99, to: 199 }");
      assert.deepEqual(overlap.findings, [
        `shared-server ${at("returns", "Pulumi.dev.yaml")} okta-api-access:policyPriorities`,
      ]);
      assert.equal(
        overlap.messages[0],
        `99 to 199 overlaps with 1 to 99 of \`${at("storefront", "Pulumi.dev.yaml")}\`: give each product on the server a range of its own`,
      );
      const none = await changed("storefront", "okta-api-access:policyPriorities: { from: 1, to: 99 }", "");
      assert.deepEqual(none.findings, []);
    });

    it("finds a client that stands in both", async () => {
      const clients =
        'desk:\n      redirectUris: ["https://shop.example.com/orders/callback"]\n      postLogoutRedirectUris: ["https://shop.example.com/orders"]';
      const { findings } = await changed("storefront", clients, "desk: { clientId: 0oa1warehouse1app2aa }");
      assert.deepEqual(findings, [
        `shared-server ${at("returns", "Pulumi.dev.yaml")} okta-api-access:clients.warehouse-app.clientId`,
      ]);
    });
  });
});
