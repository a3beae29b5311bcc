/** `access start --https` as a person has it before them: the explorer, its try-out, and the demo's sign-in in a window. */
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CONDITIONS } from "../../components/program";
import type { Environment } from "../../local/environment";
import type { Browser, BrowserContextOptions, Page } from "../strangers/browsers";
import { CONSOLE } from "../support/products";
import { openPage, skipWithoutChromium, startBrowser } from "./support/browser";
import { freePort } from "../../bench/freePort";

const REPOSITORY = join(__dirname, "../..");

describe("the explorer and the demo of a local cloud that speaks TLS", function () {
  this.timeout(120_000);
  let product: string;
  let cloud: ChildProcess;
  let ended: Promise<unknown>;
  let environment: Environment;
  let demo: string;
  let browser: Browser;

  before(async function () {
    skipWithoutChromium(this);
    mkdirSync(join(REPOSITORY, ".local"), { recursive: true });
    product = mkdtempSync(join(REPOSITORY, ".local/https-browser-"));
    cpSync(CONSOLE, product, { recursive: true });
    const file = join(product, "Pulumi.local.yaml");
    const port = await freePort();
    writeFileSync(file, readFileSync(file, "utf8").replaceAll("localhost:3000", `localhost:${port}`));
    demo = `http://localhost:${port}/__demo`;
    const program = ["-r", join(REPOSITORY, "local/node/register.cjs"), join(REPOSITORY, "cli/access.ts")];
    const ports = ["--okta-port", "0", "--aws-port", "0", "--explorer-port", "0"];
    const args = [
      "-C",
      ...CONDITIONS,
      ...program,
      "start",
      "--product",
      product,
      "--https",
      "--engine",
      "mock",
      ...ports,
    ];
    cloud = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [cloud.stdout!, cloud.stderr!])
      stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    ended = new Promise((resolve) => cloud.on("close", resolve));
    for (let tenth = 0; tenth < 900 && !output.includes("Ctrl-C") && cloud.exitCode === null; tenth += 1)
      await new Promise((resolve) => setTimeout(resolve, 100));
    assert.ok(output.includes("Ctrl-C"), output);
    environment = JSON.parse(readFileSync(join(product, ".local/environment.json"), "utf8")) as Environment;
    browser = await startBrowser();
  });
  after(async () => {
    await browser?.close();
    cloud?.kill("SIGINT");
    await ended;
    if (product !== undefined) rmSync(product, { recursive: true, force: true });
  });

  async function onPage(work: (page: Page, complaints: string[]) => Promise<void>, options?: BrowserContextOptions) {
    const { page, complaints, close } = await openPage(browser, options);
    try {
      await work(page, complaints);
    } finally {
      await close();
    }
  }
  const steps = (page: Page) => page.getByRole("list", { name: "Steps" });
  /** As of somebody whose browser has been told of the authority. */
  const TRUSTING = { ignoreHTTPSErrors: true };

  it("tries a token at both servers, whatever the browser takes their certificates for", async () => {
    await onPage(async (page, complaints) => {
      await page.goto(`${environment.explorerUrl}#try`);
      await page.getByLabel("Client", { exact: true }).selectOption("support-console");
      await page.getByLabel("Person", { exact: true }).selectOption("leo");
      await page.getByLabel("users:read", { exact: true }).check();
      await page.getByLabel("Then call").selectOption({ label: "GET /users (admin)" });
      await page.getByRole("button", { name: "Try it" }).click();
      const result = page.getByRole("region", { name: "What came of it" });
      await result.getByText(/GET https:\/\/127\.0\.0\.1:\d+.*\/users/).waitFor();
      assert.match((await result.textContent())!, /\/users: 200/);
      assert.deepEqual(complaints, []);
    });
  });

  async function signIn(page: Page, begin: () => Promise<void>): Promise<void> {
    const popup = page.waitForEvent("popup");
    await begin();
    await (await popup).getByRole("button", { name: "Sign in as Leo Lead" }).click();
    await page.getByRole("status").getByText("leo@example.test is signed in.").waitFor();
  }

  it("signs a person in through a window, and calls the API", async () => {
    await onPage(async (page) => {
      await page.goto(demo);
      await signIn(page, () => page.getByRole("button", { name: "Sign in" }).click());
      await page.getByRole("button", { name: "List users" }).click();
      await steps(page).getByText("Calls GET /users: 200.").waitFor();
    }, TRUSTING);
  });

  it("offers a button where the browser opens no window by itself", async () => {
    await onPage(async (page) => {
      await page.addInitScript(
        "{ const real = open; let calls = 0; open = (...args) => (calls++ ? real(...args) : null); }",
      );
      await page.goto(demo);
      await page.getByRole("button", { name: "Sign in" }).click();
      await signIn(page, () => page.getByRole("button", { name: "Continue in a new window" }).click());
      assert.equal(await page.getByRole("button", { name: "Continue in a new window" }).count(), 0);
    }, TRUSTING);
  });

  it("says what to allow where the browser opens none at all, and can be tried again", async () => {
    await onPage(async (page) => {
      await page.addInitScript("open = () => null;");
      await page.goto(demo);
      for (const time of [1, 2]) {
        await page.getByRole("button", { name: "Sign in" }).click();
        await page.getByRole("button", { name: "Continue in a new window" }).click();
        const told = steps(page).getByText(`allow pop-ups for ${new URL(demo).origin}, and try again.`);
        await told.nth(time - 1).waitFor();
      }
      assert.equal(await page.getByRole("status").textContent(), "Nobody is signed in.");
    }, TRUSTING);
  });

  it("says what to accept where the browser does not know the authority, and leaves no empty window", async () => {
    await onPage(async (page) => {
      await page.goto(demo);
      const popup = page.waitForEvent("popup");
      await page.getByRole("button", { name: "Sign in" }).click();
      const opened = await popup;
      const { origin } = new URL(environment.issuer);
      await steps(page)
        .getByText(
          `the local Okta at ${origin} cannot be reached: open ${origin} in this browser and accept its certificate`,
        )
        .waitFor();
      if (!opened.isClosed()) await opened.waitForEvent("close");
    });
  });
});
