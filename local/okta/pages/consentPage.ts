/** The page on which a person allows an app the scopes that need consent. */
import { html } from "hono/html";
import type { App, AuthServer } from "../org/entities";
import type { Answer } from "../http/endpoint";
import { pageAnswer } from "./html";

/** `action` is where the answer goes: `consent` with `allow` or `deny`. */
export function consentPage(action: string, app: App, server: AuthServer, scopes: readonly string[]): Answer {
  const byName = new Map([...server.scopes.values()].map((scope) => [scope.name, scope]));
  const items = scopes.map((name) => {
    const scope = byName.get(name);
    return html`<li><strong>${scope?.displayName ?? name}</strong> ${scope?.description} <code>${name}</code></li>`;
  });
  const body = html`<h1>${app.label} asks for your consent</h1>
    <ul>
      ${items}
    </ul>
    <form method="post" action="${action}">
      <button class="main" name="consent" value="allow">Allow access</button>
      <button name="consent" value="deny">Cancel</button>
    </form>`;
  return pageAnswer({ title: "Consent", body, leadsAway: true });
}
