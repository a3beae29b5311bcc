/** A real browser without a window: Debian's chromium, where there is one. Whatever it complains of is kept. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { AXE, chromium, type Browser, type BrowserContextOptions, type Page } from "../../strangers/browsers";

const REPOSITORY = join(__dirname, "../../..");
const SCREENSHOTS = join(REPOSITORY, ".local/screenshots");

/** Where it is; undefined where there is none. */
const CHROMIUM = spawnSync("sh", ["-c", "command -v chromium"], { encoding: "utf8" }).stdout.trim() || undefined;

const NO_CHROMIUM = "there is no chromium on the PATH: `apt-get install chromium` brings it";

/** Skips what needs the browser, and says why, where there is none. First in a `before`: nothing after it is done then. */
export function skipWithoutChromium(context: Mocha.Context): void {
  if (CHROMIUM !== undefined) return;
  process.stderr.write(`      skipped: ${NO_CHROMIUM}\n`);
  context.skip();
}

/** Started once for a `describe`; end it. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM!, args: ["--no-sandbox", "--disable-gpu"] });
}

export interface OpenPage {
  readonly page: Page;
  /** What stood in the console as an error or a warning, exceptions, and what was refused by a policy. */
  readonly complaints: string[];
  close(): Promise<void>;
}

/** A page of its own, without anything that another one has left. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return { page, complaints, close: () => context.close() };
}

/** axe finds nothing against WCAG 2.2 A and AA on the page as it is now. */
export async function assertAccessible(page: Page): Promise<void> {
  // Through the debugger, since the page's policy lets no script in.
  const session = await page.context().newCDPSession(page);
  await session.send("Runtime.evaluate", { expression: AXE });
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  const expression = `axe.run(document, { runOnly: ${JSON.stringify(tags)} }).then(({ violations }) => JSON.stringify(
    violations.map(({ id, nodes }) => id + ": " + nodes.slice(0, 3).map(({ html, any }) => html.slice(0, 160) + " " + any.map(({ message }) => message).join("; ")).join(" | "))))`;
  const { result } = await session.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
  assert.deepEqual(JSON.parse(String(result.value)), []);
  await session.detach();
}

/** Kept for people to look at. */
export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
}

/** Whether the page is as wide as the screen: only what is in it scrolls to the side. */
export async function assertFits(page: Page): Promise<void> {
  const [width, screen] = await page.evaluate<[number, number]>(
    "[document.documentElement.scrollWidth, document.documentElement.clientWidth]",
  );
  assert.ok(width <= screen, `${width} pixels on a screen of ${screen}`);
}
