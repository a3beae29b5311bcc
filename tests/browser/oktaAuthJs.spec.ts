/** The guide for okta-auth-js in a single-page application, word for word, in a real browser: sign-in, call, step-up, each in a window. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { build } from "esbuild";
import { CONDITIONS } from "../../components/program";
import { clientTable } from "../../model/ask";
import type { RunningProduct } from "../../bench/localProduct";
import type { Browser, Page } from "../strangers/browsers";
import { consoleProduct } from "../support/consoleProduct";
import { openPage, skipWithoutChromium, startBrowser } from "./support/browser";

const REPOSITORY = join(__dirname, "../..");

/** The code of the guide, as it stands there. */
function guide(): string {
  const text = readFileSync(join(REPOSITORY, "docs/callers.md"), "utf8");
  const section = text.split("## okta-auth-js, in a single-page application")[1]!.split("\n## ")[0]!;
  return /```ts\n([\s\S]*?)```/.exec(section)![1]!;
}

/** What an application has around it: two buttons, and what it is told of itself. */
const APPLICATION = `
import { createApiClient, entitledScopes } from "../../client/index";
const { issuer, clientId, table } = (globalThis as any).settings;
${guide()}
const told = (text: string) => document.body.append(Object.assign(document.createElement("p"), { textContent: text }));
let api: any;
document.querySelector<HTMLElement>("#in")!.onclick = async () => {
  const { tokens } = await auth.token.getWithPopup({ scopes: ["openid"] });
  const entitled = entitledScopes(tokens.idToken!.idToken, table);
  api = createApiClient(table, "admin", { baseUrl: location.origin + "/api", entitled, getToken } as any);
  told("entitled to " + entitled.includes("users:deactivate"));
};
document.querySelector<HTMLElement>("#list")!.onclick = async () => told("list: " + (await api("GET /users")).status);
document.querySelector<HTMLElement>("#off")!.onclick = async () =>
  told("off: " + (await api("POST /users/{id}/deactivate", { path: { id: "00u1" } })).status);
`;

describe("okta-auth-js in a single-page application", function () {
  this.timeout(120_000);
  let product: RunningProduct;
  let server: Server;
  let origin: string;
  let browser: Browser;

  before(async function () {
    skipWithoutChromium(this);
    product = await consoleProduct();
    const { outputFiles } = await build({
      stdin: { contents: APPLICATION, resolveDir: join(REPOSITORY, "tests/strangers"), loader: "ts" },
      bundle: true,
      write: false,
      platform: "browser",
      format: "iife",
      conditions: [...CONDITIONS],
      define: { global: "globalThis" },
      logLevel: "silent",
    });
    const script = outputFiles[0]!.text;
    const { access, environment } = product;
    const { clientId } = environment.clients["support-console"]!;
    const table = clientTable(access, access.clients.get("support-console")!);
    const settings = JSON.stringify({ issuer: environment.issuer, clientId, table });
    const page = `<!doctype html><title>SPA</title><button id=in>in</button><button id=list>list</button><button id=off>off</button>
<script>settings = ${settings.replaceAll("<", "\\u003c")}</script><script src=/app.js></script>`;
    const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      if (request.url === "/app.js") return void response.setHeader("content-type", "text/javascript").end(script);
      if (!request.url!.startsWith("/api/"))
        return void response.setHeader("content-type", "text/html; charset=utf-8").end(page);
      const { authorization = "" } = request.headers;
      const url = environment.apis["admin"]! + request.url!.slice("/api".length);
      const passed = await fetch(url, { method: request.method, headers: { authorization } });
      const challenge = passed.headers.get("www-authenticate");
      response.writeHead(passed.status, challenge === null ? {} : { "www-authenticate": challenge });
      response.end(await passed.text());
    };
    server = createServer((request, response) => void answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    origin = `http://localhost:${(server.address() as AddressInfo).port}`;
    await allow(clientId);
    browser = await startBrowser();
  });
  after(async () => {
    await browser?.close();
    if (server !== undefined) await new Promise((resolve) => (server.closeAllConnections(), server.close(resolve)));
  });

  /** The application's address, as a redirect URI and as an origin whose pages may ask Okta. */
  async function allow(clientId: string): Promise<void> {
    const { orgUrl, apiToken } = product.environment;
    const headers = { authorization: `SSWS ${apiToken}`, "content-type": "application/json" };
    const send = async (method: string, path: string, body?: object) => {
      const response = await fetch(orgUrl + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
      assert.ok(response.ok, `${method} ${path}: ${response.status}`);
      return (await response.json()) as { settings: { oauthClient: { redirect_uris: string[] } } };
    };
    const app = await send("GET", `/api/v1/apps/${clientId}`);
    app.settings.oauthClient.redirect_uris.push(`${origin}/callback`);
    await send("PUT", `/api/v1/apps/${clientId}`, app);
    await send("POST", "/api/v1/trustedOrigins", { name: "spa", origin, scopes: [{ type: "CORS" }] });
  }

  it("signs in, calls with what needs no step-up, and steps up for the one action that needs it", async () => {
    const { page, close } = await openPage(browser);
    const windows: string[] = [];
    page.context().on("request", (request) => {
      const { pathname, searchParams } = new URL(request.url());
      if (!pathname.endsWith("/v1/authorize") || searchParams.get("prompt") === "none") return;
      windows.push(`${searchParams.get("scope")} ${searchParams.get("acr_values")} ${searchParams.get("max_age")}`);
    });
    page.on("popup", (popup: Page) => {
      const button = popup.getByRole("button", { name: "Sign in as Leo Lead" });
      // A window that closes by itself needs nobody.
      button.click().catch(() => undefined);
    });
    await page.goto(origin);
    await page.locator("#in").click();
    await page.getByText("entitled to true").waitFor();
    await page.locator("#list").click();
    await page.getByText("list: 200").waitFor();
    await page.locator("#off").click();
    await page.getByText("off: 200").waitFor();
    await page.locator("#off").click();
    await page.getByText("off: 200").nth(1).waitFor();
    assert.equal(windows[0], "openid null null");
    assert.equal(windows.at(-1), "openid users:deactivate urn:okta:loa:2fa:any 300");
    assert.equal(windows.filter((one) => one.includes("users:deactivate")).length, 1, "the elevated token is kept");
    await close();
  });
});
