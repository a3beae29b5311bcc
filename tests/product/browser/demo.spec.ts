/** The demo application in a real browser: from the sign-in to a deactivation after a step-up, for two people, and a third who may not. */
import assert from "node:assert/strict";
import type { Environment } from "../../../local/environment";
import { servePages, type Pages } from "../../../local/pages/serve";
import {
  assertAccessible,
  assertFits,
  openPage,
  skipWithoutChromium,
  screenshot,
  startBrowser,
  type OpenPage,
} from "../../browser/support/browser";
import type { Browser, Page } from "../../strangers/browsers";
import { okta, world } from "../endToEnd/support/world";
import { freePort } from "../../../bench/freePort";

interface OktaUser {
  readonly id: string;
  readonly status: string;
}

describe("the demo application", () => {
  let pages: Pages;

  before(async () => {
    const { environment, access } = await world();
    const origin = `http://localhost:${await freePort()}`;
    const redirectUri = `${origin}/callback`;
    const changed: Environment = structuredClone(environment);
    for (const [key, client] of Object.entries(changed.clients))
      (client as { redirectUris?: readonly string[] }).redirectUris = key === "support-console" ? [redirectUri] : [];
    const path = `/api/v1/apps/${environment.clients["support-console"]!.clientId}`;
    const app = await okta<{ settings: { oauthClient: { redirect_uris: string[] } } }>(path);
    app.settings.oauthClient.redirect_uris.push(redirectUri);
    await okta(path, "PUT", app);
    await okta("/api/v1/trustedOrigins", "POST", { name: "demo", origin, scopes: [{ type: "CORS" }] });
    pages = await servePages(access, changed);
    assert.equal(pages.demoUrl, `${origin}/__demo`);
  });
  after(() => pages?.close());

  it("passes on no call of another origin, nor one with another host name", async () => {
    const { origin, port } = new URL(pages.demoUrl!);
    const url = `${origin}/__api/admin/users`;
    assert.equal((await fetch(url, { headers: { origin: "https://evil.example" } })).status, 403);
    assert.equal((await fetch(url)).status, 401);
    assert.equal((await fetch(`http://127.0.0.1:${port}/__api/admin/users`)).status, 403);
  });

  it("has a strict policy, on the page and on what it passes on", async () => {
    const { environment } = await world();
    const answer = await fetch(pages.demoUrl!);
    const policy = answer.headers.get("content-security-policy")!;
    assert.match(
      policy,
      /^default-src 'none'; script-src 'sha256-[^ ]+'; style-src 'sha256-[^ ]+'; img-src data:; connect-src 'self' http:\/\/127\.0\.0\.1:\d+; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'; frame-ancestors 'none'$/,
    );
    assert.ok(policy.includes(new URL(environment.issuer).origin));
    const passed = await fetch(`${new URL(pages.demoUrl!).origin}/__api/admin/users`);
    assert.equal(passed.headers.get("content-security-policy"), "default-src 'none'; sandbox");
  });

  describe("in a browser", () => {
    let browser: Browser;
    let open: OpenPage;
    let people = 0;

    before(async function () {
      skipWithoutChromium(this);
      browser = await startBrowser();
    });
    after(() => browser?.close());
    beforeEach(async () => {
      open = await openPage(browser);
    });
    afterEach(() => open.close());

    /** Somebody to deactivate. */
    async function someone(): Promise<{ id: string; email: string }> {
      people += 1;
      const email = `browser-${people}@example.test`;
      const { id } = await okta<OktaUser>("/api/v1/users?activate=true", "POST", {
        profile: { login: email, email, firstName: "Some", lastName: `One ${people}` },
        credentials: { password: { value: "Correct-Horse-9" } },
      });
      return { id, email };
    }

    async function signInAs(page: Page, name: string): Promise<void> {
      await page.goto(pages.demoUrl!);
      const popup = page.waitForEvent("popup");
      await page.getByRole("button", { name: "Sign in" }).click();
      const signIn = await popup;
      await signIn.getByRole("button", { name: `Sign in as ${name}` }).click();
      await page.getByRole("status").getByText("@").waitFor();
    }

    const steps = (page: Page) => page.getByRole("list", { name: "Steps" });
    const status = async (id: string) => (await okta<OktaUser>(`/api/v1/users/${id}`)).status;

    for (const [name, login] of [
      ["Leo Lead", "leo@example.test"],
      ["Ada Admin", "ada@example.test"],
    ] as const) {
      it(`lets ${name} deactivate somebody, after a challenge and a step-up`, async () => {
        const { id, email } = await someone();
        const { page } = open;
        await signInAs(page, name);
        assert.equal(await page.getByRole("status").textContent(), `${login} is signed in.`);
        await page.getByRole("button", { name: "List users" }).click();
        await page.getByRole("button", { name: `Deactivate ${email}` }).click();
        await steps(page).getByText(`Deactivated ${email}.`).waitFor();
        assert.equal(await status(id), "DEPROVISIONED");
        const told = await steps(page).getByRole("listitem").allTextContents();
        assert.match(
          told.join("\n"),
          new RegExp(
            [
              "^Signed in\\..*users:deactivate",
              "Asks Okta for .*users:read",
              "Calls GET /users: 200\\.",
              "Asks Okta for users:deactivate\\.",
              `Calls POST /users/${id}/deactivate: 401, challenged: insufficient_user_authentication\\.`,
              "Asks Okta for users:deactivate at level urn:okta:loa:2fa:any, signed in at most 300 seconds ago\\.",
              `Calls POST /users/${id}/deactivate: 200\\.`,
              `Deactivated ${email}\\.`,
            ].join("[^]*"),
          ),
        );
        await assertAccessible(page);
        await screenshot(page, `demo-${login.split("@")[0]}`);
        await page.setViewportSize({ width: 360, height: 740 });
        await assertFits(page);
        // Chromium itself says that an answer was a 401: that is the challenge.
        assert.deepEqual(
          open.complaints.filter((text) => !/status of 401/.test(text)),
          [],
        );
      });
    }

    it("lets Agnes Agent list users, and deactivate nobody: Okta gives no such token", async () => {
      const { id, email } = await someone();
      const { page } = open;
      await signInAs(page, "Agnes Agent");
      await page.getByRole("button", { name: "List users" }).click();
      await page.getByRole("button", { name: `Deactivate ${email}` }).click();
      await steps(page).getByText("Not deactivated: 401.").waitFor();
      assert.match((await steps(page).textContent())!, /Okta refuses: access_denied/);
      assert.equal(await status(id), "ACTIVE");
      await screenshot(page, "demo-agnes");
      assert.deepEqual(
        open.complaints.filter((text) => !/status of 401/.test(text)),
        [],
      );
    });
  });
});
