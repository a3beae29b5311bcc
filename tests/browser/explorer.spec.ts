/** The explorer as `access explorer` writes it, opened from disk in a real browser. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { largeModel } from "../../bench/modelData";
import { explorerFile } from "../../cli/commands/explorer";
import { bundleExplorer, explorerPage } from "../../explorer";
import { accessMatrix } from "../../model/ask";
import { loadAccess } from "../../model/file";
import type { Browser, Page } from "../strangers/browsers";
import { CONSOLE } from "../support/products";
import consoleAccess from "../models/console/access";
import { runCli } from "../unit/cli/runCli";
import { orders } from "../unit/model/orders";
import {
  assertAccessible,
  assertFits,
  openPage,
  skipWithoutChromium,
  screenshot,
  startBrowser,
  type OpenPage,
} from "./support/browser";
import { hostile } from "./support/hostile";

const MODEL = join(CONSOLE, "access.ts");

describe("the explorer in a browser", function () {
  let browser: Browser;
  let folder: string;
  let open: OpenPage | undefined;

  before(async function () {
    skipWithoutChromium(this);
    folder = mkdtempSync(join(tmpdir(), "explorer-"));
    browser = await startBrowser();
  });
  after(async () => {
    await browser?.close();
    if (folder) rmSync(folder, { recursive: true });
  });
  afterEach(async () => {
    await open?.close();
    open = undefined;
  });

  async function fromDisk(html: string, view: string, options: Parameters<typeof openPage>[1] = {}): Promise<Page> {
    const file = join(folder, "explorer.html");
    writeFileSync(file, html);
    open = await openPage(browser, options);
    await open.page.goto(`${pathToFileURL(file).href}#${view}`);
    return open.page;
  }

  const ofConsole = async (view: string, options?: Parameters<typeof openPage>[1]) =>
    fromDisk((await explorerFile({ model: MODEL })).html, view, options);

  /** A page of a file that is a value, with what else there is. */
  async function of(value: unknown, view: string, more: object = {}): Promise<Page> {
    const data = { file: { source: "access.json", value }, people: {}, ...more };
    return fromDisk(explorerPage({ title: "test", script: await bundleExplorer("main"), data }).html, view);
  }

  const quiet = () => assert.deepEqual(open!.complaints, []);

  /** The labels of all cells that are there, by the names of row and column. */
  async function cells(page: Page): Promise<Record<string, Record<string, string>>> {
    return page.evaluate(`(() => {
      const heads = new Map([...document.querySelectorAll("[role=columnheader]")].map((head) => [head.ariaColIndex, head.textContent]));
      return Object.fromEntries([...document.querySelectorAll(".body [role=row]")].map((row) => [
        row.querySelector("[role=rowheader]").textContent,
        Object.fromEntries([...row.querySelectorAll("[role=gridcell]")].map((cell) => [heads.get(cell.ariaColIndex), cell.ariaLabel])),
      ]));
    })()`);
  }

  const cell = async (page: Page, row: string, column: string) => (await cells(page))[row]?.[column];

  it("shows in the matrix what the model says, cell for cell", async () => {
    const page = await ofConsole("matrix", { viewport: { width: 1900, height: 1400 } });
    const access = loadAccess(consoleAccess);
    const matrix = accessMatrix(access);
    const shown = await cells(page);
    for (const { principal, kind, scopes } of matrix.rows) {
      for (const { name, stepUp } of matrix.scopes) {
        const at = scopes[name];
        const expected = at === undefined ? "denied" : `yes, at ${at.join(", ")}${stepUp ? ", after a step-up" : ""}`;
        assert.equal(
          shown[kind === "group" ? principal : `${principal} (${kind})`]?.[name],
          expected,
          `${principal} ${name}`,
        );
      }
    }
    await screenshot(page, "explorer-matrix");
    // In two groups whose scopes no single group holds, and in none.
    await page.getByLabel("Who has in its name").fill("bruno");
    assert.equal(await cell(page, "bruno (person)", "users:create"), "yes, at support-console");
    assert.equal(await cell(page, "bruno (person)", "factors:enroll"), "yes, at support-console, after a step-up");
    await page.getByLabel("Who has in its name").fill("nora");
    assert.equal(await cell(page, "nora (person)", "users:read"), "denied");
    quiet();
  });

  it("filters rows and columns", async () => {
    const page = await ofConsole("matrix");
    const status = page.getByRole("status");
    const rows = () => page.getByRole("rowheader").allTextContents();
    const columns = async () => (await page.getByRole("columnheader").allTextContents()).slice(1);
    await page.getByLabel("Who has in its name").fill("SUPPORT-L");
    assert.deepEqual(await rows(), ["support-leads"]);
    await page.getByLabel("Scope or route has in its name").fill("deactivate");
    assert.deepEqual(await columns(), ["users:deactivate", "admin POST /users/{id}/deactivate"]);
    assert.match((await status.textContent())!, /^1 row and 2 columns of \d+ and \d+$/);
    await page.getByLabel("scopes", { exact: true }).uncheck();
    assert.deepEqual(await columns(), ["admin POST /users/{id}/deactivate"]);
    assert.equal(
      await cell(page, "support-leads", "admin POST /users/{id}/deactivate"),
      "yes, at support-console, after a step-up",
    );
    await page.getByLabel("At client").selectOption("audit-portal");
    assert.equal(await cell(page, "support-leads", "admin POST /users/{id}/deactivate"), "denied");
    await page.getByLabel("Who has in its name").fill("nobody at all");
    assert.match((await status.textContent())!, /^0 rows/);
    await page.getByLabel("Who has in its name").fill("");
    await page.getByLabel("Scope or route has in its name").fill("");
    await page.getByLabel("scopes", { exact: true }).check();
    await page.getByLabel("people").uncheck();
    assert.equal(
      (await rows()).some((name) => name.endsWith("(person)")),
      false,
    );
    await page.getByLabel("routes", { exact: true }).uncheck();
    await page.getByLabel("Sensitivity").selectOption("high");
    await page.getByLabel("Needs a step-up").check();
    assert.deepEqual(await columns(), ["users:deactivate", "users:delete"]);
    quiet();
  });

  it("is walked through with the keys alone, and says why", async () => {
    const page = await ofConsole("matrix");
    const focused = () =>
      page.evaluate<[string, string]>(
        "[document.activeElement.parentElement.getAttribute('aria-rowindex'), document.activeElement.getAttribute('aria-colindex')]",
      );
    await page.locator('.grid [tabindex="0"]').focus();
    assert.deepEqual(await focused(), ["2", "2"]);
    for (const key of ["ArrowDown", "ArrowRight", "ArrowRight", "ArrowLeft"]) await page.keyboard.press(key);
    assert.deepEqual(await focused(), ["3", "3"]);
    await page.keyboard.press("Control+End");
    const grid = page.getByRole("grid");
    assert.deepEqual(await focused(), [
      await grid.getAttribute("aria-rowcount"),
      await grid.getAttribute("aria-colcount"),
    ]);
    await page.keyboard.press("Control+Home");
    assert.deepEqual(await focused(), ["2", "2"]);
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowUp");
    assert.deepEqual(await focused(), ["1", "1"]);
    await page.keyboard.press("ArrowUp");
    assert.deepEqual(await focused(), ["1", "1"]);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    const why = page.getByRole("region", { name: "The decision behind the chosen cell" });
    await why.getByText("Granted at support-console").waitFor();
    assert.match((await why.textContent())!, /support-agents.*users:read/);
    // One stop for the tabulator, whatever the size.
    assert.equal(await page.locator('.grid [tabindex="0"]').count(), 1);
    quiet();
  });

  it("answers can I, with the trace, the claims and the step-up", async () => {
    const page = await ofConsole("ask");
    await page.getByLabel("Client", { exact: true }).selectOption("support-console");
    await page.getByLabel("support-leads").check();
    await page.getByLabel("openid").check();
    await page.getByLabel("users:deactivate", { exact: true }).check();
    await page.getByRole("button", { name: "Ask" }).click();
    const answer = page.getByRole("region", { name: "Answer to “Can I”" });
    assert.match((await answer.textContent())!, /Granted at support-console with authorization_code by rule \d+ /);
    assert.match((await answer.textContent())!, /in the ID token: entitlements\./);
    assert.match(
      (await answer.textContent())!,
      /users:deactivate: only after signing in with urn:okta:loa:2fa:any at most 300 seconds ago/,
    );
    assert.match(
      (await answer.getByRole("table").textContent())!,
      /grant type, people and every requested scope match/,
    );
    await page.getByLabel("users:delete", { exact: true }).check();
    await page.getByRole("button", { name: "Ask" }).click();
    assert.match(
      (await answer.textContent())!,
      /Denied at support-console with authorization_code: access_denied \(no_matching_policy\)/,
    );
    await page.getByLabel("With the groups of").selectOption("bruno");
    assert.equal(await page.getByLabel("factor-desk").isChecked(), true);
    await page.getByLabel("Client", { exact: true }).selectOption("nightly-sync");
    await page.getByLabel("users:read", { exact: true }).check();
    await page.getByRole("button", { name: "Ask" }).click();
    assert.match((await answer.textContent())!, /Granted at nightly-sync with client_credentials/);
    assert.equal(await page.getByLabel("With the groups of").isVisible(), false);
    await screenshot(page, "explorer-can-i");
    quiet();
  });

  it("answers who can, for a scope, a route, a public one, and one that is not there", async () => {
    const page = await ofConsole("ask");
    const what = page.getByLabel("Scope, or METHOD /path");
    const answer = page.getByRole("region", { name: "Answer to “Who can”" });
    await what.fill("users:delete");
    assert.match(
      (await answer.textContent())!,
      /user-adminssupport-consoleauthorization_codeusers:deletephr, at most 300 s ago/,
    );
    await what.fill("GET /reports");
    assert.match((await answer.textContent())!, /permissions-\*-reports/);
    await what.fill("GET /health");
    assert.match((await answer.textContent())!, /is open to everybody: load balancer probe/);
    await what.fill("GET /nothing");
    assert.equal(await answer.textContent(), "There is no such scope or route.");
    quiet();
  });

  it("shows rules in order, claims by scope, lifetimes and step-ups", async () => {
    const page = await ofConsole("rules");
    const rules = page.getByRole("region", { name: "Rules", exact: true }).getByRole("row");
    assert.match(
      (await rules.nth(1).textContent())!,
      /1.*a member of .* may be given any of .* by authorization_code, for \d+ minutes/,
    );
    const scopes = page.getByRole("region", { name: "Scopes" });
    const row = (name: string) =>
      scopes
        .getByRole("row")
        .filter({ has: page.getByText(name, { exact: true }) })
        .first()
        .getByRole("cell")
        .allTextContents();
    assert.deepEqual((await row("reports:read")).slice(2), [
      "low",
      "60 minutes",
      "",
      "permissions",
      "entitlements",
      "",
    ]);
    assert.equal((await row("users:deactivate"))[4], "step-up urn:okta:loa:2fa:any, at most 300 s ago");
    assert.match((await page.getByRole("region", { name: "Clients" }).textContent())!, /customer-app.*unused/);
    await screenshot(page, "explorer-rules");
    quiet();
  });

  it("shows the difference between two revisions, and how to get one", async () => {
    const young = orders();
    young.groups["clerks"]!.scopes.push("orders:delete");
    const base = { source: "main:access.json", value: orders() };
    const page = await of(young, "changes", { base });
    const widened = page.getByRole("region", { name: "Widened" });
    assert.match((await widened.textContent())!, /clerksdeskauthorization_codeorders:delete.*denied → granted/);
    assert.match((await page.locator("main").textContent())!, /main:access\.json → access\.json/);
    await assertAccessible(page);
    quiet();
    await open!.close();
    const without = await of(orders(), "changes");
    assert.match((await without.locator("main").textContent())!, /--base REVISION/);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    for (const view of ["matrix", "ask", "rules", "changes"]) {
      it(`has nothing against it by axe, in ${colorScheme}, also on a narrow screen: ${view}`, async () => {
        const page = await ofConsole(view, { colorScheme });
        await assertAccessible(page);
        await page.setViewportSize({ width: 360, height: 740 });
        await assertFits(page);
        await assertAccessible(page);
        await screenshot(page, `explorer-${view}-${colorScheme}-narrow`);
        quiet();
      });
    }
  }

  it("shows hostile names in every field as text", async () => {
    const { file, base, people, marks } = hostile();
    for (const view of ["matrix", "ask", "rules", "changes"]) {
      const page = await of(file, view, { base: { source: marks.source, value: base }, people });
      if (view === "matrix") await page.getByRole("gridcell").first().click();
      if (view === "ask") await page.getByLabel("Scope, or METHOD /path").fill("GET /health");
      const text = (await page.locator("body").innerText()).replace(/\s+/g, " ");
      const wanted = {
        matrix: [marks.reason, marks.person],
        ask: [marks.reason],
        rules: [marks.description],
        changes: [marks.source, marks.group],
      }[view]!;
      for (const mark of wanted) assert.ok(text.includes(mark), `${view}: ${mark} is not in ${text}`);
      assert.equal(await page.locator("img, iframe, object, main script").count(), 0);
      assert.equal(await page.evaluate("globalThis.stolen"), undefined);
      quiet();
      await open!.close();
    }
  });

  it("shows the mistakes of a file that has some, and of an earlier one", async () => {
    const wrong = orders();
    wrong.groups["clerks"]!.scopes.push("orders:raed");
    const page = await of(wrong, "matrix");
    assert.match(
      (await page.locator("main").textContent())!,
      /access\.json has 1 error.*did you mean `orders:read`\?/s,
    );
    await open!.close();
    const other = await of(orders(), "changes", { base: { source: "old", value: wrong } });
    assert.match((await other.locator("main").textContent())!, /old has 1 error/);
    quiet();
  });

  it("keeps few elements in the document for 200 groups and 300 scopes, and finds what is far away", async () => {
    const page = await of(largeModel({ groups: 200, scopes: 300, clients: 50, routes: 1_000 }), "matrix");
    const grid = page.getByRole("grid");
    assert.equal(await grid.getAttribute("aria-rowcount"), "251");
    assert.equal(await grid.getAttribute("aria-colcount"), "1301");
    const count = () => page.evaluate<number>("document.querySelectorAll('.grid *').length");
    assert.ok((await count()) < 1_500, String(await count()));
    await page.locator('.grid [tabindex="0"]').focus();
    await page.keyboard.press("Control+End");
    assert.equal(await page.getByRole("rowheader", { name: "client-49 (client)" }).count(), 1);
    assert.ok((await count()) < 1_500, String(await count()));
    const took = await page.evaluate<number>(`(() => {
      const field = document.querySelector('input[type=search]');
      const start = performance.now();
      field.value = "group-19";
      field.dispatchEvent(new Event("input", { bubbles: true }));
      document.querySelector(".grid").getBoundingClientRect();
      return performance.now() - start;
    })()`);
    const ready = await page.evaluate<number>("performance.getEntriesByType('navigation')[0].domComplete");
    process.stdout.write(`      200 × 300: ready after ${Math.round(ready)} ms, filtered in ${Math.round(took)} ms\n`);
    assert.equal(await page.getByRole("rowheader").count(), 11);
    quiet();
  });

  it("is written by the command, for a revision and a stack", async () => {
    const out = join(folder, "written", "page.html");
    const { status, out: said } = await runCli(
      "explorer",
      "--model",
      MODEL,
      "--stack",
      "prod",
      "--out",
      out,
      "--base",
      MODEL,
    );
    assert.equal(status, 0);
    assert.match(said, /^wrote .*page\.html \(\d+ KB\)$/);
    const page = await fromDisk(readFileSync(out, "utf8"), "changes");
    assert.match((await page.locator("header").textContent())!, /^Access of adminaccess\.ts, stack prod/);
    assert.equal(readFileSync(out, "utf8").includes(CONSOLE), false);
    assert.match((await page.locator("main").textContent())!, /Widened \(0\)/);
    const wrong = await runCli("explorer", "--model", "nowhere.ts", "--out", out);
    assert.equal(wrong.status, 2);
    quiet();
  });
});
