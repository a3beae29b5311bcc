/** The explorer as `npm start` serves it: the token try-out, and who may ask it for one. */
import assert from "node:assert/strict";
import { request as httpRequest } from "node:http";
import { serveExplorer, type ServedExplorer, exploredOf } from "../../local/explorer/serve";
import type { RunningProduct } from "../../bench/localProduct";
import type { Browser } from "../strangers/browsers";
import { consoleProduct } from "../support/consoleProduct";
import {
  assertAccessible,
  assertFits,
  openPage,
  skipWithoutChromium,
  screenshot,
  startBrowser,
  type OpenPage,
} from "./support/browser";

describe("the explorer, served", function () {
  this.timeout(120_000);
  let product: RunningProduct;
  let served: ServedExplorer;

  before(async () => {
    product = await consoleProduct();
    served = await serveExplorer(exploredOf(product, undefined), product.environment, 0);
  });
  after(() => served?.close());

  const ask = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${served.url}try`, {
      method: "POST",
      headers: { origin: served.url.slice(0, -1), "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  const answer = async (body: unknown): Promise<any> => (await ask(body)).json();

  it("answers with a policy that lets it ask nobody else, and with nothing at other paths", async () => {
    const page = await fetch(served.url);
    assert.equal(page.status, 200);
    assert.match(
      page.headers.get("content-security-policy")!,
      /^default-src 'none'; .*connect-src 'self'; .*frame-ancestors 'none'$/,
    );
    assert.doesNotMatch(page.headers.get("content-security-policy")!, /unsafe|\*/);
    assert.deepEqual(
      [page.headers.get("cache-control"), page.headers.get("x-content-type-options")],
      ["no-store", "nosniff"],
    );
    assert.equal((await fetch(`${served.url}else`)).status, 404);
    assert.equal((await fetch(served.url, { method: "PUT" })).status, 405);
    assert.equal((await fetch(served.url.replace("127.0.0.1", "localhost"))).status, 200);
    assert.equal((await fetch(`${served.url}try`)).status, 405);
  });

  it("has no secret in the page", async () => {
    const text = await (await fetch(served.url)).text();
    const { apiToken, clients } = product.environment;
    const secrets = Object.values(clients).flatMap(({ clientSecret, privateJwk }) => [clientSecret, privateJwk?.d]);
    const known = [apiToken, ...secrets].filter((secret) => secret !== undefined);
    assert.ok(known.length >= 3, String(known.length));
    for (const secret of known) assert.equal(text.includes(secret), false);
  });

  it("gives no token to a page of another origin, nor under another host name", async () => {
    const question = { person: "leo", client: "support-console", scopes: ["users:read"] };
    assert.equal((await ask(question, { origin: "https://evil.example" })).status, 403);
    assert.equal((await ask(question, { "content-type": "text/plain" })).status, 403);
    const { port } = new URL(served.url);
    const status = await new Promise((resolve, reject) => {
      const options = { port, host: "127.0.0.1", path: "/", headers: { host: `evil.example:${port}` } };
      httpRequest(options, ({ statusCode }) => resolve(statusCode))
        .on("error", reject)
        .end();
    });
    assert.equal(status, 403);
  });

  it("tells the request, the token and the gateway's answer", async () => {
    const question = {
      person: "leo",
      client: "support-console",
      scopes: ["openid", "users:read"],
      call: { api: "admin", method: "GET", path: "/users" },
    };
    const { request, token, answer: said } = await answer(question);
    const parameters = Object.fromEntries(request);
    assert.equal(parameters.GET, `${product.environment.issuer}/v1/authorize`);
    assert.equal(parameters.scope, "openid users:read");
    assert.equal(parameters.code_challenge_method, "S256");
    assert.deepEqual(token.access.claims.scp.sort(), ["openid", "users:read"]);
    assert.equal(said.status, 200);
    assert.equal(said.called, `GET ${product.environment.apis["admin"]}/users`);
  });

  it("tells a refusal, a challenge, and a service client's own token", async () => {
    const refused = await answer({ person: "agnes", client: "support-console", scopes: ["users:delete"] });
    assert.equal(refused.refused.error, "access_denied");
    assert.equal(refused.token, undefined);
    const call = { api: "admin", method: "POST", path: "/users/1/deactivate" };
    const plain = { person: "leo", client: "support-console", scopes: ["users:deactivate"], call };
    const challenged = await answer(plain);
    assert.equal(challenged.answer.status, 401);
    assert.match(challenged.answer.challenge, /insufficient_user_authentication/);
    const stepped = await answer({ ...plain, acr: "urn:okta:loa:2fa:any", maxAge: 300 });
    assert.equal(stepped.answer.status, 200);
    const own = await answer({ client: "nightly-sync", scopes: ["users:read"] });
    assert.deepEqual(own.token.access.claims.scp, ["users:read"]);
    assert.equal(Object.fromEntries(own.request).grant_type, "client_credentials");
  });

  it("says what is wrong with a question", async () => {
    const wrong = async (question: unknown) => String((await answer(question)).wrong);
    assert.match(
      await wrong({ person: "lea", client: "support-console", scopes: [] }),
      /there is no person .*did you mean `leo`/,
    );
    assert.match(await wrong({ person: "leo", client: "constructor", scopes: [] }), /there is no client `constructor`/);
    // Without a second factor, at an application that asks for one.
    const stuck = await answer({ person: "penny", client: "support-console", scopes: ["users:read"] });
    assert.equal(stuck.refused.error, "unmet_authentication_requirements");
    assert.equal(stuck.token, undefined);
    assert.match(await wrong("no JSON"), /expected object/);
    assert.match(await wrong({ client: "support-console", scopes: "all" }), /`scopes`/);
    const base = { client: "nightly-sync", scopes: ["users:read"] };
    for (const path of ["/../../elsewhere", "//evil.example/", "users"])
      assert.match(
        await wrong({ ...base, call: { api: "admin", method: "GET", path } }),
        /is no path of an API|must begin/,
        path,
      );
    assert.match(
      await wrong({ ...base, call: { api: "__proto__", method: "GET", path: "/" } }),
      /is no path of an API `__proto__`/,
    );
  });

  describe("in a browser", () => {
    let browser: Browser;
    let open: OpenPage;

    before(async function () {
      skipWithoutChromium(this);
      browser = await startBrowser();
    });
    after(() => browser?.close());

    it("tries a token, is challenged, steps up, and is refused", async () => {
      open = await openPage(browser);
      const { page } = open;
      await page.goto(`${served.url}#try`);
      await page.getByLabel("Client", { exact: true }).selectOption("support-console");
      await page.getByLabel("Person", { exact: true }).selectOption("leo");
      await page.getByLabel("users:deactivate", { exact: true }).check();
      await page.getByLabel("Then call").selectOption({ label: "POST /users/{id}/deactivate (admin)" });
      await page.getByLabel("Path, with values for what is in braces").fill("/users/1/deactivate");
      const result = page.getByRole("region", { name: "What came of it" });
      const tried = async (expected: RegExp) => {
        await page.getByRole("button", { name: "Try it" }).click();
        await result.getByText(expected).first().waitFor();
      };
      await tried(/deactivate: 401/);
      assert.match((await result.textContent())!, /insufficient_user_authentication/);
      await page.getByLabel("Level").selectOption("urn:okta:loa:2fa:any");
      await page.getByLabel("Signed in at most so many seconds ago").fill("300");
      await tried(/deactivate: 200/);
      assert.match(
        (await result.getByRole("region", { name: "Token" }).textContent())!,
        /"scp": \[\s*"users:deactivate"\s*\]/,
      );
      await assertAccessible(page);
      await screenshot(page, "explorer-try");
      await page.getByLabel("Person", { exact: true }).selectOption("agnes");
      await tried(/Refused/);
      await page.getByLabel("Client", { exact: true }).selectOption("nightly-sync");
      assert.equal(await page.getByLabel("Person", { exact: true }).isVisible(), false);
      await page.setViewportSize({ width: 360, height: 740 });
      await assertFits(page);
      assert.deepEqual(open.complaints, []);
      await open.close();
    });
  });
});
