/** The public registration from a form in a real browser, with ALTCHA's widget making the proof. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { join } from "node:path";
import type { AddressInfo } from "node:net";
import {
  assertAccessible,
  openPage,
  skipWithoutChromium,
  screenshot,
  startBrowser,
} from "../../browser/support/browser";
import { ALTCHA, type Browser } from "../../strangers/browsers";
import { okta, world } from "../endToEnd/support/world";

const REPOSITORY = join(__dirname, "../../..");

/** The code of the guide, and a form that uses it. */
function form(): string {
  const guide = readFileSync(join(REPOSITORY, "docs/registration.md"), "utf8");
  const code = /^```js\n(.*?)^```/ms.exec(guide)![1]!;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Register</title></head><body><main>
<h1>Register</h1>
<form id="registration" novalidate>
<p><label>Mail <input name="email" type="email"></label></p>
<p><label>First name <input name="firstName"></label></p>
<p><label>Last name <input name="lastName"></label></p>
<altcha-widget name="proof" auto="off"></altcha-widget>
<p><button>Register</button></p></form><p role="status"></p></main>
<script type="module" src="/altcha.min.js"></script>
<script>${code}
const form = document.querySelector("form");
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { email, firstName, lastName } = Object.fromEntries(new FormData(form));
  const key = crypto.randomUUID();
  const proof = await prove(document.querySelector("altcha-widget"), key, email);
  const response = await fetch("/registrations", {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": key },
    body: JSON.stringify({ email, firstName, lastName, proof }),
  });
  document.querySelector("[role=status]").textContent = response.status + " " + (await response.text());
});
</script></body></html>`;
}

/** What the page's own origin does in the place of the API, which names no origin in this product. */
async function passOn(url: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = { "content-type": "application/json", "idempotency-key": String(request.headers["idempotency-key"]) };
  const answer = await fetch(url, { method: "POST", headers, body: Buffer.concat(chunks) });
  response.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
}

describe("the registration, from a form", () => {
  let browser: Browser;
  let server: Server;
  let origin: string;

  before(async function () {
    skipWithoutChromium(this);
    const { environment } = await world();
    browser = await startBrowser();
    server = createServer((request, response) => {
      if (request.url === "/altcha.min.js") {
        response.writeHead(200, { "content-type": "text/javascript" }).end(ALTCHA);
      } else if (request.url === "/registrations") {
        void passOn(`${environment.apis["registration"]}/registrations`, request, response);
      } else response.writeHead(200, { "content-type": "text/html" }).end(form());
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(async () => {
    await browser?.close();
    server?.closeAllConnections();
    await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  });

  it("takes what the widget has proved, and makes the account", async () => {
    const { page, complaints, close } = await openPage(browser);
    const email = `widget-${randomBytes(4).toString("hex")}@example.test`;
    await page.goto(origin);
    await page.getByLabel("Mail").fill(email);
    await page.getByLabel("First name").fill("Wendy");
    await page.getByLabel("Last name").fill("Widget");
    await page.getByRole("button", { name: "Register" }).click();
    await page.getByRole("status").getByText("202").waitFor({ timeout: 60_000 });
    await assertAccessible(page);
    await screenshot(page, "registration");
    const found = await okta<{ profile: { firstName: string } }>(`/api/v1/users/${email}`);
    assert.equal(found.profile.firstName, "Wendy");
    assert.deepEqual(complaints, []);
    await close();
  });
});
