/** What drives a real browser, what finds a page hard to use in it, and ALTCHA's widget, which a page of ours loads. */
import "./present";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

export { chromium } from "playwright-core";
export type { Browser, BrowserContextOptions, Page } from "playwright-core";

/** axe's script. */
export const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** The widget's script. */
export const ALTCHA = readFileSync(join(dirname(require.resolve("altcha")), "altcha.min.js"), "utf8");
