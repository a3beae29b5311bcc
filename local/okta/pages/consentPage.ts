/** The page on which a person allows an app the scopes that need consent. */
import type { App, AuthServer } from "../org/entities";
import type { Answer } from "../http/endpoint";
import { escapeHtml, pageAnswer } from "./html";

/** `action` is where the answer goes: `consent` with `allow` or `deny`. */
export function consentPage(action: string, app: App, server: AuthServer, scopes: readonly string[]): Answer {
  const byName = new Map([...server.scopes.values()].map((scope) => [scope.name, scope]));
  const items = scopes.map((name) => {
    const scope = byName.get(name);
    return `<li><strong>${escapeHtml(scope?.displayName ?? name)}</strong> ${escapeHtml(scope?.description ?? "")} <code>${escapeHtml(name)}</code></li>`;
  });
  const body = `<h1>${escapeHtml(app.label)} asks for your consent</h1><ul>${items.join("")}</ul>
<form method="post" action="${escapeHtml(action)}">
<button class="main" name="consent" value="allow">Allow access</button> <button name="consent" value="deny">Cancel</button></form>`;
  return pageAnswer({ title: "Consent", body, leadsAway: true });
}
