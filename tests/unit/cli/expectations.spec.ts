/** `access check` with expectations and reviewers: statuses, formats, and what stands beside an access file. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { codeownersFindings } from "../../../cli/codeowners";
import { expectationsJunit } from "../../../cli/print/expectations";
import { Files, runCli } from "./runCli";

const ROOT = path.join(__dirname, "../../..");

describe("access check, with expectations", () => {
  const files = new Files();
  const model = files.orders("orders");
  const expectFile = (text: string) => files.write("access.expect.yaml", text);
  after(() => files.remove());

  const good = "expect:\n  - clerks can orders:read\n";
  const bad =
    "expect:\n  - clerks can orders:read\n  - says: 'leads can never orders:write'\n    because: <b>they ask & sell</b>\n";
  const checked = (text: string, ...more: string[]) =>
    runCli("check", "--model", model, "--expect", expectFile(text), ...more);

  it("ends with 0 where all hold, and with 1 where one does not, by which rule", async () => {
    const held = await checked(good);
    assert.deepEqual([held.status, held.out.split("\n")[0]], [0, "1 of 1 expectations hold"]);
    const failed = await checked(bad);
    assert.equal(failed.status, 1);
    assert.deepEqual(failed.out.split("\n").slice(0, 8), [
      "not as expected: expect[1]: leads can never orders:write",
      "  expected because: <b>they ask & sell</b>",
      "  leads can orders:write: granted at desk with authorization_code by rule `leads 30 min`",
      "    no  desk / clerks 60 min: requested but not in the rule: `orders:write`",
      "    no  desk / stockists 60 min: the user is in none of the rule's groups",
      "    no  desk / clerks+stockists 60 min: the user is in none of the rule's groups",
      "    yes desk / leads 30 min: grant type, people and every requested scope match",
      "1 of 2 expectations hold",
    ]);
  });

  it("prints TAP", async () => {
    const { out, status } = await checked(bad, "--format", "tap");
    assert.equal(status, 1);
    assert.deepEqual(out.split("\n").slice(0, 8), [
      "TAP version 14",
      "1..2",
      "ok 1 - clerks can orders:read",
      "not ok 2 - leads can never orders:write",
      "  ---",
      '  at: "expect[1]"',
      "  failures:",
      '    - "leads can orders:write: granted at desk with authorization_code by rule `leads 30 min`"',
    ]);
    assert.equal(out.split("\n").at(-1), "  ...");
  });

  it("prints JUnit, in which no text can start markup", async () => {
    const { out } = await checked(bad, "--format", "junit");
    assert.match(out, /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites tests="2" failures="1">/);
    assert.match(out, /<testcase classname="expect\[0\]" name="clerks can orders:read"\/>/);
    assert.match(out, /<failure message="leads can orders:write: granted/);
    const evil = { says: 'a"<b>&\u0001', path: "x", stack: "d", failures: [{ message: "]]><x>", trace: [] }] };
    assert.match(expectationsJunit([evil]), /name="a&#34;&#60;b&#62;&#38;\\u\{1\} \(stack d\)"/);
    assert.equal(expectationsJunit([evil]).includes("<x>"), false);
  });

  it("has them in its JSON", async () => {
    const { expectations } = JSON.parse((await checked(bad, "--json")).out) as {
      expectations: { says: string; failures: unknown[] }[];
    };
    assert.deepEqual(
      expectations.map(({ says, failures }) => [says, failures.length]),
      [
        ["clerks can orders:read", 0],
        ["leads can never orders:write", 1],
      ],
    );
  });

  it("refuses a file that cannot be read, or means nothing", async () => {
    const refused = async (text: string, message: RegExp) => {
      const { status, err } = await checked(text);
      assert.equal(status, 2);
      assert.match(err, message);
    };
    await refused("expect: [", /access\.expect\.yaml` is not valid YAML/);
    await refused(
      "expect:\n  - clerks can nothing:here\n",
      /access\.expect\.yaml has 1 error:\nerror: expect\[0\]: the scope `nothing:here` is not in the access file/,
    );
    const missing = await runCli("check", "--model", model, "--expect", "nowhere.yaml");
    assert.deepEqual([missing.status, missing.err], [2, "there is no file `nowhere.yaml`"]);
  });

  it("finds the file beside an access file in TypeScript, as every product of this repository has one that holds", async () => {
    const { status, out } = await runCli(
      "check",
      "--model",
      path.join(ROOT, "examples/orders/access.ts"),
      "--format",
      "tap",
    );
    assert.deepEqual([status, out.split("\n")[1]], [0, "1..4"]);
  });
});

describe("reviewers and CODEOWNERS", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "access-owners-"));
  const product = path.join(folder, "shop");
  const value = { reviewers: { high: ["@acme/security"], low: ["@acme/shop", "sue@acme.example"] } };
  const owners = (text: string) => {
    mkdirSync(path.join(folder, ".github"), { recursive: true });
    writeFileSync(path.join(folder, ".github/CODEOWNERS"), text);
    return codeownersFindings(value, product).map(({ path: at, message }) => `${at}: ${message}`);
  };
  before(() => {
    mkdirSync(path.join(folder, ".git"));
    mkdirSync(product);
    writeFileSync(path.join(product, "access.ts"), "");
  });
  after(() => rmSync(folder, { recursive: true }));

  const all = "@acme/security @acme/shop sue@acme.example";

  it("says nothing where no reviewer is named, and warns where there is no CODEOWNERS", () => {
    assert.deepEqual(codeownersFindings({}, product), []);
    assert.deepEqual(
      codeownersFindings(value, product).map(({ rule, level, path: at }) => [rule, level, at]),
      [["codeowners", "warning", "reviewers"]],
    );
  });

  const matching = [
    "*",
    "/shop/",
    "shop/access.ts",
    "access.ts",
    "/shop/*",
    "**/access.ts",
    "shop",
    "/shop/**",
    "*.ts",
    "shop/acc?ss.ts",
  ];
  for (const pattern of matching)
    it(`takes \`${pattern}\` for the file`, () => assert.deepEqual(owners(`${pattern} ${all}\n`), []));

  const others = ["/access.ts", "/*", "shop/*.js", "docs/", "/shop/handlers/*", "ccess.ts"];
  const missing = [
    "reviewers.high: .github/CODEOWNERS does not make `@acme/security` an owner of `shop/access.ts`; add them to its last line that matches",
    "reviewers.low: .github/CODEOWNERS does not make `@acme/shop`, `sue@acme.example` an owner of `shop/access.ts`; add them to its last line that matches",
  ];
  for (const pattern of others)
    it(`takes \`${pattern}\` for another one`, () => assert.deepEqual(owners(`${pattern} ${all}\n`), missing));

  it("lets the last line that matches count, also one without owners, and reads comments and sections for none", () => {
    assert.deepEqual(
      owners(`# ${all}\n[Section]\n* ${all}\n/shop/access.ts @acme/SHOP sue@acme.example # @acme/security\n`),
      [missing[0]],
    );
    assert.deepEqual(owners(`* ${all}\naccess.ts\n`), missing);
  });
});
