/** What a newcomer sees after a sign-in where no application runs, the sign-in page before it, and tokens for scripts. */
import assert from "node:assert/strict";
import { decodeJwt } from "jose";
import { paintFor } from "../../cli/io";
import { run } from "../../cli/run";
import { removeEnvironment, writeEnvironment, type Environment } from "../../local/environment";
import { servePages, type Pages } from "../../local/pages/serve";
import { CONSOLE } from "../support/products";
import type { RunningProduct } from "../../bench/localProduct";
import { consoleProduct } from "../support/consoleProduct";
import { freePort } from "../../bench/freePort";

const EVIL = `<img src=x onerror="alert(1)">'&`;
const SHOWN = "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&#39;&amp;";

interface Shown {
  readonly status: number;
  readonly url: string;
  readonly text: string;
  readonly headers: Headers;
}

/** A browser without scripts: it keeps cookies and follows redirects. */
class Browser {
  readonly #cookies = new Map<string, string>();

  async open(address: string, form?: Record<string, string>): Promise<Shown> {
    let url = new URL(address);
    let body = form && new URLSearchParams(form);
    for (let hop = 0; hop < 10; hop += 1) {
      const jar = [...this.#cookies].flatMap(([key, value]) =>
        key.startsWith(`${url.host} `) ? [`${key.slice(url.host.length + 1)}=${value}`] : [],
      );
      const response = await fetch(url, {
        method: body ? "POST" : "GET",
        body,
        redirect: "manual",
        headers: { cookie: jar.join("; "), accept: "text/html" },
      });
      for (const text of response.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(text)!;
        this.#cookies.set(`${url.host} ${name}`, value!);
      }
      const location = response.headers.get("location");
      if (location === null)
        return { status: response.status, url: url.href, text: await response.text(), headers: response.headers };
      url = new URL(location, url);
      body = undefined;
    }
    throw new Error("redirected for ever");
  }
}

describe("the pages of the local stack", function () {
  this.timeout(120_000);
  let product: RunningProduct;
  let environment: Environment;
  let pages: Pages;
  let origin: string;

  async function okta(path: string, method = "GET", body?: object): Promise<any> {
    const headers = { authorization: `SSWS ${environment.apiToken}`, "content-type": "application/json" };
    const response = await fetch(environment.orgUrl + path, { method, headers, body: body && JSON.stringify(body) });
    const text = await response.text();
    assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }

  before(async () => {
    product = await consoleProduct();
    origin = `http://127.0.0.1:${await freePort()}`;
    const redirectUri = `${origin}/callback`;
    environment = structuredClone(product.environment);
    for (const [key, client] of Object.entries(environment.clients)) {
      (client as { redirectUris?: readonly string[] }).redirectUris = key === "support-console" ? [redirectUri] : [];
    }
    const path = `/api/v1/apps/${environment.clients["support-console"]!.clientId}`;
    const app = await okta(path);
    app.settings.oauthClient.redirect_uris.push(redirectUri);
    await okta(path, "PUT", app);
    pages = await servePages(product.access, environment);
  });
  after(() => pages.close());

  const signIn = (browser: Browser, parameters: Record<string, string>) =>
    browser.open(`${origin}/__sign-in?${new URLSearchParams({ client: "support-console", ...parameters })}`);

  function strict({ headers }: Shown): void {
    const policy = headers.get("content-security-policy") ?? "";
    assert.match(policy, /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]+'; base-uri 'none'/);
    assert.doesNotMatch(policy, /unsafe|script-src|\*/);
    assert.equal(headers.get("cache-control"), "no-store");
  }

  it("offer what the client may ask for", async () => {
    assert.deepEqual(pages.origins, [origin]);
    const start = await new Browser().open(`${origin}/`);
    strict(start);
    for (const scope of product.access.clients.get("support-console")!.ceiling)
      assert.ok(start.text.includes(`value="${scope}"`), scope);
    assert.match(start.text, /users:deactivate<\/code> \(step-up\)/);
  });

  it("show who signed in, the claims, the decision, a call that works, and what needs a step-up", async () => {
    const browser = new Browser();
    const login = environment.personas["leo"]!.login;
    const shown = await signIn(browser, { scope: "openid profile users:read", login_hint: login });
    strict(shown);
    assert.match(shown.text, /<h1>Leo Lead is signed in<\/h1>/);
    assert.match(shown.text, /granted by rule \d+ <code>/);
    assert.match(shown.text, /&quot;scp&quot;: \[/);
    assert.match(shown.text, /has the scope<\/td>/);
    const step = /href="(\/__sign-in\?[^"]*)">ask for it/.exec(
      shown.text.slice(shown.text.indexOf("/users/{id}/deactivate")),
    )![1]!;
    const [, token, url] = /curl -i -X GET -H &#39;authorization: Bearer ([\w.-]+)&#39; (\S+)<\/pre>/.exec(shown.text)!;
    assert.equal((await fetch(url!, { headers: { authorization: `Bearer ${token}` } })).status, 200);
    const again = await browser.open(shown.url);
    assert.match(again.text, /Leo Lead is signed in/, "a page that is loaded once more shows the same");
    const elevated = await browser.open(origin + step.replaceAll("&amp;", "&"));
    assert.match(elevated.text, /&quot;acr&quot;: &quot;urn:okta:loa:2fa:any&quot;/);
    const leave = /href="([^"]*)">Sign out/.exec(elevated.text)![1]!;
    const out = await browser.open(origin + leave);
    assert.match(out.text, /You are signed out/);
    const next = await signIn(browser, { scope: "openid" });
    assert.match(next.text, /<h1>Sign in to /);
  });

  it("say why a request was refused", async () => {
    const shown = await signIn(new Browser(), {
      scope: "users:deactivate",
      login_hint: environment.personas["agnes"]!.login,
    });
    strict(shown);
    assert.match(shown.text, /<h1>Refused<\/h1>.*access_denied.*Policy evaluation failed for this request/s);
    assert.match(shown.text, /denied: <code>no_matching_policy<\/code>/);
    assert.match(shown.text, /<td>no<\/td>\s*<td><code>/);
    const weak = await signIn(new Browser(), { scope: "users:read", login_hint: environment.personas["penny"]!.login });
    assert.match(weak.text, /<h1>Refused<\/h1>.*unmet_authentication_requirements/s);
  });

  it("show what came back to a sign-in that another browser has begun, and exchange nothing", async () => {
    const address = await fetch(
      `${origin}/__sign-in?client=support-console&scope=openid&login_hint=${environment.personas["leo"]!.login}`,
      { redirect: "manual" },
    );
    const back = await fetch(address.headers.get("location")!, { redirect: "manual" });
    const shown = await new Browser().open(back.headers.get("location")!);
    assert.match(shown.text, /did not begin here/);
    const none = await new Browser().open(
      `${origin}/callback?error=access_denied&error_description=${encodeURIComponent(EVIL)}&state=x`,
    );
    assert.ok(none.text.includes(SHOWN) && !none.text.includes("<img"), none.text);
  });

  it("answer nobody who calls them by another name, and no other method", async () => {
    const { request } = await import("node:http");
    const status = (method: string, host: string) =>
      new Promise<number>((resolve, reject) => {
        const sent = request(
          `${origin}/`,
          { method, headers: { host } },
          (response) => (response.resume(), resolve(response.statusCode!)),
        );
        sent.on("error", reject).end();
      });
    assert.equal(await status("GET", "rebound.example"), 403);
    assert.equal(await status("DELETE", new URL(origin).host), 405);
    assert.equal((await fetch(`${origin}/other`)).status, 404);
  });

  it("show names with HTML in them as text", async () => {
    const login = "evil@example.test";
    const user = await okta("/api/v1/users?activate=true", "POST", {
      profile: { firstName: EVIL, lastName: "X", email: login, login },
      credentials: { password: { value: "Abcd1234!efgh" } },
    });
    const [group] = await okta(`/api/v1/groups?q=${product.access.groups.get("support-agents")!.name}`);
    await okta(`/api/v1/groups/${group.id}/users/${user.id}`, "PUT");
    const page = await signIn(new Browser(), { scope: "openid profile users:read" });
    assert.ok(page.text.includes(SHOWN) && !page.text.includes("<img"), "the sign-in page");
    const shown = await signIn(new Browser(), { scope: "openid profile users:read", login_hint: login });
    assert.ok(!shown.text.includes("<img"));
  });

  it("leave a port to whoever has it", async () => {
    const second = await servePages(product.access, environment);
    assert.deepEqual([second.origins, second.taken], [[], [origin]]);
    await second.close();
  });

  describe("the sign-in page of the local Okta", () => {
    it("finds people by name, login and group, and signs them in", async () => {
      const browser = new Browser();
      const page = await signIn(browser, { scope: "openid users:read" });
      strict(page);
      const action = /<form method="get" action="([^"]+)" role="search">/.exec(page.text)![1]!;
      const names = async (q: string) => {
        const { text } = await browser.open(`${action}?q=${encodeURIComponent(q)}`);
        return [...text.matchAll(/aria-label="Sign in as ([^"]+)"/g)].map(([, name]) => name);
      };
      assert.deepEqual(await names("LEO"), ["Leo Lead"]);
      assert.deepEqual(await names("factor-desk bruno"), ["Bruno Both"]);
      assert.deepEqual(await names("<script>"), []);
      assert.ok((await names("")).length > 8);
      const done = await browser.open(action, {
        login: environment.personas["leo"]!.login,
        password: "on",
        totp: "on",
      });
      assert.match(done.text, /<h1>leo@example.test is signed in/);
      assert.equal((await browser.open(`${action}?q=leo`)).status, 400, "a transaction is used once");
    });
  });
});

describe("access token", function () {
  this.timeout(120_000);
  let product: RunningProduct;
  before(async () => {
    product = await consoleProduct();
    await writeEnvironment(product.product, product.environment);
  });
  after(() => removeEnvironment(product.product));

  async function token(...words: string[]) {
    const out: string[] = [];
    const err: string[] = [];
    const status = await run(["token", ...words, "--product", CONSOLE], {
      out: (text) => out.push(text),
      err: (text) => err.push(text),
      paint: paintFor(false),
    });
    return { status, out: out.join("\n"), err: err.join("\n") };
  }

  it("prints a person's token, which the gateway takes", async () => {
    const { status, out, err } = await token("leo", "support-console", "openid", "users:read");
    assert.deepEqual([status, err], [0, ""]);
    assert.deepEqual(decodeJwt(out)["scp"], ["openid", "users:read"]);
    const response = await fetch(`${product.environment.apis["admin"]}/users`, {
      headers: { authorization: `Bearer ${out}` },
    });
    assert.equal(response.status, 200);
  });

  it("takes a login for a key, and asks for a level and an age", async () => {
    const { out } = await token(
      product.environment.personas["leo"]!.login,
      "support-console",
      "users:deactivate",
      "--acr",
      "urn:okta:loa:2fa:any",
      "--max-age",
      "60",
      "--decode",
    );
    const { access, id } = JSON.parse(out);
    assert.equal(access.claims.acr, "urn:okta:loa:2fa:any");
    assert.equal(access.header.alg, "RS256");
    assert.equal(id, undefined);
  });

  it("prints a service client's token", async () => {
    const { out } = await token("nightly-sync", "users:read");
    assert.deepEqual(decodeJwt(out)["scp"], ["users:read"]);
  });

  it("says what Okta says where it refuses", async () => {
    assert.deepEqual(await token("agnes", "support-console", "users:deactivate"), {
      status: 1,
      out: "",
      err: "refused: access_denied: Policy evaluation failed for this request, please check the policy configurations.",
    });
    assert.equal((await token("nightly-sync", "users:delete")).status, 1);
  });

  const usage: [string[], RegExp][] = [
    [["loe", "support-console"], /^there is no person or service client `loe`; did you mean `leo`\? \(there are: /],
    [["leo", "suport-console", "x"], /^there is no client `suport-console`; did you mean `support-console`\?/],
    [["leo"], /^there is no client ``/],
    [
      ["leo", "nightly-sync", "users:read"],
      /^`nightly-sync` has no users: `access token nightly-sync SCOPE…` gives its own token$/,
    ],
    [["nightly-sync"], /^a service client asks for scopes/],
    [["nightly-sync", "users:read", "--acr", "phr"], /^`--acr` and `--max-age` are about a person's sign-in/],
    [
      ["leo", "support-console", "--acr", "phrase"],
      /^there is no level `phrase` \(there are: .*\): Okta ignores any other$/,
    ],
    [["leo", "support-console", "--max-age", "soon"], /must be a whole number of seconds/],
    [["constructor", "support-console"], /^there is no person or service client `constructor`/],
  ];
  for (const [words, message] of usage) {
    it(`refuses \`access token ${words.join(" ")}\``, async () => {
      const { status, out, err } = await token(...words);
      assert.deepEqual([status, out], [2, ""]);
      assert.match(err, message);
    });
  }

  it("says what to do where no local cloud runs", async () => {
    await removeEnvironment(product.product);
    const { status, err } = await token("leo", "support-console");
    assert.equal(status, 1);
    assert.match(
      err,
      /^error no local cloud runs for this product: call `.* start` in another terminal, and leave it running$/,
    );
  });
});
