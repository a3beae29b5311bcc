/** Names with markup and script in them, in every field that takes a text, on the pages that a browser is shown: text, and no more. */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { servePages, type Pages } from "../../local/pages/serve";
import { freePort } from "../../bench/freePort";
import { startProduct, type RunningProduct } from "../../bench/localProduct";
import type { Browser, Page } from "../strangers/browsers";
import { CONSOLE } from "../support/products";
import { runCli } from "../unit/cli/runCli";
import { orders } from "../unit/model/orders";
import { openPage, skipWithoutChromium, startBrowser } from "./support/browser";
import { hostile } from "./support/hostile";

const REPOSITORY = join(__dirname, "../..");
const evil = (name: string) => `${name}"'><img src=x onerror="stolen=1"></script><script>stolen=1</script>`;
const NAME = { first: evil("First"), last: evil("Last"), department: evil("Department") };

const ACCESS = `import { defineAccess } from "okta-api-access";
export default defineAccess({
  product: "shop",
  audience: ${JSON.stringify(evil("audience"))},
  scopes: {
    "orders:read": {
      description: ${JSON.stringify(evil("description"))}, displayName: ${JSON.stringify(evil("scope"))}, consent: "REQUIRED",
    },
  },
  groups: { clerks: { managed: true, name: ${JSON.stringify(evil("group"))}, scopes: ["orders:read"] } },
  clients: { desk: { type: "spa", scopes: ["orders:read"] } },
  claims: {
    rights: { token: "id", entitledScopes: true },
    department: { token: "access", expression: "user.department" },
  },
  apis: { shop: { routes: {
    "GET /orders": { scopes: ["orders:read"], handler: "echo" },
    "GET /health": { public: ${JSON.stringify(evil("reason"))}, handler: "echo" },
  } } },
});
`;
const PEOPLE = `import { definePeople } from "okta-api-access";
import access from "./access";
export default definePeople(access, {
  mallory: {
    firstName: ${JSON.stringify(NAME.first)}, lastName: ${JSON.stringify(NAME.last)},
    department: ${JSON.stringify(NAME.department)}, groups: ["clerks"],
  },
  nobody: { firstName: ${JSON.stringify(NAME.first)}, lastName: "Nobody", groups: [] },
});
`;
const HANDLER = `import { createHandler, json } from "okta-api-access/service";
export const handler = createHandler(({ routeKey }) => json(200, { routeKey }));
`;

describe("names with markup in them", function () {
  this.timeout(120_000);
  let product: RunningProduct;
  let pages: Pages;
  let folder: string;
  let browser: Browser;
  let origin: string;

  before(async function () {
    skipWithoutChromium(this);
    mkdirSync(join(REPOSITORY, ".local"), { recursive: true });
    folder = mkdtempSync(join(REPOSITORY, ".local/hostile-"));
    for (const file of ["index.ts", "Pulumi.yaml"]) cpSync(join(CONSOLE, file), join(folder, file));
    writeFileSync(join(folder, "access.ts"), ACCESS);
    writeFileSync(join(folder, "people.ts"), PEOPLE);
    mkdirSync(join(folder, "handlers/echo"), { recursive: true });
    writeFileSync(join(folder, "handlers/echo/index.ts"), HANDLER);
    origin = `http://localhost:${await freePort()}`;
    const clients = { desk: { redirectUris: [`${origin}/callback`] } };
    writeFileSync(
      join(folder, "Pulumi.local.yaml"),
      JSON.stringify({ config: { "okta-api-access:clients": clients } }),
    );
    product = await startProduct(folder);
    pages = await servePages(product.access, product.environment);
    browser = await startBrowser();
  });
  after(async () => {
    await browser?.close();
    await pages?.close();
    await product?.cloud.close();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  /** What is on the page is text: nothing of it has run, and nothing was asked for. */
  async function holds(page: Page, ...marks: readonly string[]): Promise<void> {
    const text = (await page.locator("body").innerText()).replace(/\s+/g, " ");
    for (const mark of marks) assert.ok(text.includes(mark), `${page.url()}: ${mark} is not in ${text}`);
    assert.equal(await page.locator("img, iframe, object, embed").count(), 0, page.url());
    assert.equal(await page.evaluate("globalThis.stolen"), undefined, page.url());
  }
  async function onPage(work: (page: Page) => Promise<void>, expected = /(?!)/): Promise<void> {
    const { page, complaints, close } = await openPage(browser);
    try {
      await work(page);
      assert.deepEqual(
        complaints.filter((text) => !expected.test(text)),
        [],
      );
    } finally {
      await close();
    }
  }
  const okta = async <T>(path: string, body: object): Promise<T> => {
    const { orgUrl, apiToken } = product.environment;
    const headers = { authorization: `SSWS ${apiToken}`, "content-type": "application/json" };
    const response = await fetch(orgUrl + path, { method: "POST", headers, body: JSON.stringify(body) });
    assert.ok(response.ok, `${path}: ${response.status}`);
    return (await response.json()) as T;
  };

  it("are text where a person signs in and consents, and on the page behind the sign-in", async () => {
    await onPage(async (page) => {
      await page.goto(`${origin}/`);
      await page.getByLabel("orders:read").check();
      await page
        .getByRole("button", { name: /Sign in/ })
        .first()
        .click();
      await page.getByRole("button", { name: /Sign in as First.*Last/ }).waitFor();
      await holds(page, NAME.first, NAME.last, evil("group"));
      await page.getByRole("button", { name: /Sign in as First.*Last/ }).click();
      await page.getByText("scope\"'>").first().waitFor();
      await holds(page, evil("scope"));
      await page.getByRole("button", { name: /allow/i }).click();
      await page.waitForURL(`${origin}/**`);
      await page.getByText("Department").first().waitFor();
      // Claims are shown as JSON.
      await holds(page, JSON.stringify(NAME.department).slice(1, -1));
    });
  });

  it("are text on the pages of a new account", async () => {
    const login = "new@example.test";
    // Okta takes fifty characters.
    const [firstName, lastName] = [`New<img src=x onerror="stolen=1">`, `One<script>stolen=1</script>`];
    const profile = { firstName, lastName, email: login, login };
    const { id } = await okta<{ id: string }>("/api/v1/users?activate=false", { profile });
    const { activationUrl } = await okta<{ activationUrl: string }>(
      `/api/v1/users/${id}/lifecycle/activate?sendEmail=false`,
      {},
    );
    await onPage(async (page) => {
      await page.goto(activationUrl);
      await holds(page, `${firstName} ${lastName}`);
    });
  });

  it("are text in errors, whoever has sent them", async () => {
    const { issuer, clients } = product.environment;
    const authorize = (parameters: Record<string, string>) =>
      `${issuer}/v1/authorize?${new URLSearchParams({ response_type: "code", state: evil("state"), ...parameters })}`;
    const { clientId } = clients["desk"]!;
    const status = /status of 400/;
    for (const address of [
      authorize({ client_id: evil("client"), redirect_uri: `${origin}/callback`, scope: "openid" }),
      authorize({ client_id: clientId, redirect_uri: `${origin}/${evil("redirect")}`, scope: "openid" }),
    ])
      await onPage(async (page) => {
        await page.goto(address);
        await holds(page);
      }, status);
    await onPage(async (page) => {
      const parameters = { error: evil("error"), error_description: evil("refusal"), state: evil("state") };
      await page.goto(`${origin}/callback?${new URLSearchParams(parameters)}`);
      await holds(page, evil("refusal"));
    }, status);
    await onPage(async (page) => {
      await page.goto(`${product.environment.orgUrl}/welcome/${encodeURIComponent(evil("token"))}`);
      await holds(page);
    }, status);
  });

  it("are text in what is written to files: the matrix, the audit report, the explorer", async () => {
    const { file, marks } = hostile();
    const model = join(folder, "hostile.json");
    writeFileSync(model, JSON.stringify(file));
    const written = async (...command: string[]) => {
      const { status, out, err } = await runCli(...command, "--model", model);
      assert.equal(status, 0, err);
      return out;
    };
    writeFileSync(join(folder, "matrix.html"), await written("matrix", "--format", "html"));
    await written("report", "--out", folder);
    await written("explorer", "--out", join(folder, "explorer.html"));
    for (const [name, mark] of [
      ["matrix.html", "<img/src=x:onerror=stolen=1"],
      ["access.html", marks.description],
      ["explorer.html", marks.reason],
    ] as const)
      await onPage(async (page) => {
        await page.goto(pathToFileURL(join(folder, name)).href);
        await holds(page, mark);
      });
  });

  it("leaves the search of the matrix' page to find rows, then columns, and say that nothing has a name", async () => {
    const model = join(folder, "orders.json");
    writeFileSync(model, JSON.stringify(orders()));
    const { out } = await runCli("matrix", "--format", "html", "--model", model);
    writeFileSync(join(folder, "search.html"), out);
    await onPage(async (page) => {
      await page.goto(pathToFileURL(join(folder, "search.html")).href);
      const rows = () => page.locator("tbody tr:visible th").allTextContents();
      const heads = () => page.locator("thead th:visible").allTextContents();
      const all = { rows: await rows(), heads: await heads() };
      assert.deepEqual(all.heads, ["scope or route", "clerks", "leads", "stockists", "sync (service)"]);
      assert.ok(all.rows.length >= 8, String(all.rows));
      const field = page.getByLabel("Find a group, scope or route");
      const said = async () => (await page.locator("output").textContent())!;

      await field.fill("LEADS");
      assert.deepEqual([await rows(), await heads()], [all.rows, ["scope or route", "leads"]]);
      await field.fill("orders delete");
      const found = ["orders:delete", "orders DELETE /orders/{id}"];
      assert.deepEqual([await rows(), await heads(), await said()], [found, all.heads, "2 rows"]);
      await field.fill("Stock:R");
      assert.deepEqual([await rows(), await said()], [["stock:read"], "1 row"]);
      await field.fill("no such name");
      assert.deepEqual([await rows(), await said()], [[], "nothing has that name"]);
      await field.fill("");
      assert.deepEqual([await rows(), await heads(), await said()], [all.rows, all.heads, ""]);
    });
  });
});
