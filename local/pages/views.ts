/** The pages that stand where a client of the local stack would: sign in, see what came of it, and why. */
import { decodeJwt } from "jose";
import type { ClientTable, RouteNeed } from "../../model/routes";
import { ACR_VALUES } from "../../model/okta";
import type { Environment } from "../environment";
import { escapeHtml } from "../okta/pages/html";
import type { Explanation } from "../okta/oauth/explanations";
import type { Refused, Visit } from "./visits";

const text = (value: unknown) => escapeHtml(typeof value === "string" ? value : JSON.stringify(value, null, 2));
const code = (value: string) => `<code>${text(value)}</code>`;

/** Where a page's own actions are, below the origin of a redirect URI. */
export const SIGN_IN_PATH = "/__sign-in";
export const SIGN_OUT_PATH = "/__sign-out";

/** The address of a sign-in of the client. */
export function signInLink(
  client: string,
  scopes: readonly string[],
  more: Readonly<Record<string, string>> = {},
): string {
  return `${SIGN_IN_PATH}?${new URLSearchParams({ client, scope: scopes.join(" "), ...more })}`;
}

/** One form for each client whose redirect URI has this origin. */
export function startPage(tables: readonly ClientTable[]): string {
  return `<h1>Nothing else listens here</h1>
<p class="quiet">This page stands in for an application of the local stack, until the application itself is started: choose
what to ask for, sign in, and see the token, the decision and what the token is good for.</p>
${tables.map(signInForm).join("\n")}`;
}

function signInForm({ client, scopes, oidcScopes, elevated }: ClientTable): string {
  const boxes = [...oidcScopes, ...scopes].map((scope) => {
    const checked = scope === "openid" ? " checked" : "";
    const mark = elevated.includes(scope) ? " (step-up)" : "";
    return `<label><input type="checkbox" name="scope" value="${text(scope)}"${checked}> ${code(scope)}${mark}</label>`;
  });
  const levels = ACR_VALUES.map((acr) => `<option>${text(acr)}</option>`);
  return `<form method="get" action="${SIGN_IN_PATH}"><fieldset><legend>${text(client)}</legend>
<input type="hidden" name="client" value="${text(client)}"><p>${boxes.join(" ")}</p>
<p><label>Level <select name="acr_values"><option value="">whatever the application asks for</option>${levels.join("")}</select></label>
<label>Signed in at most so many seconds ago <input type="number" name="max_age" min="0" max="86400"></label></p>
<button class="main">Sign in</button></fieldset></form>`;
}

/** What came of a sign-in. */
export function visitPage(visit: Visit, table: ClientTable, environment: Environment): string {
  const { wish, outcome, explanation } = visit;
  const head =
    "error" in outcome ? refusedHead(outcome, visit) : grantedHead(outcome.accessToken, outcome.idToken, visit);
  const body = "error" in outcome ? "" : grantedBody(outcome.accessToken, outcome.idToken, table, environment);
  return `${head}${explanation === undefined ? "" : decision(explanation)}${body}
<h2>Again</h2><p class="row"><span><a class="button" href="${text(signInLink(wish.client, wish.scopes, { prompt: "login" }))}">Sign in as somebody else</a>
<a class="button" href="/">Ask for other scopes</a></span></p>`;
}

/** An answer to a request that was not begun here, as by a link of one's own. */
export function strangePage(callback: URL): string {
  const rows = [...callback.searchParams].map(
    ([name, value]) => `<tr><th scope="row">${code(name)}</th><td>${text(value)}</td></tr>`,
  );
  const error = callback.searchParams.get("error");
  const refused =
    error === null
      ? ""
      : `<div class="card bad" role="alert"><strong>${text(error)}</strong> ${text(callback.searchParams.get("error_description") ?? "")}</div>`;
  return `<h1>An answer to a sign-in that did not begin here</h1>${refused}
<p>Whoever has begun it has the verifier for the code, and exchanges it. This is what came back:</p>
<table><tbody>${rows.join("")}</tbody></table><p><a class="button main" href="/">Sign in here</a></p>`;
}

function refusedHead({ error, description }: Refused, { wish, explanation }: Visit): string {
  const who = explanation?.user ?? wish.more["login_hint"];
  return `<h1>Refused</h1><div class="card bad" role="alert"><strong>${text(error)}</strong> ${text(description)}</div>
<p>${who === undefined || who === null ? "The request" : `${text(who)}`} at ${code(wish.client)} asked for ${wish.scopes.map(code).join(" ") || "no scope"}.</p>`;
}

function grantedHead(accessToken: string, idToken: string | undefined, { wish }: Visit): string {
  const claims = decodeJwt(accessToken);
  const id = idToken === undefined ? {} : decodeJwt(idToken);
  const who = id["name"] ?? id["preferred_username"] ?? claims.sub ?? "somebody";
  return `<h1>${text(who)} is signed in</h1><div class="card good">at ${code(wish.client)} with ${text(claims.sub ?? "")}, until
${text(new Date(claims.exp! * 1000).toISOString())}</div>`;
}

/** The same trace as that of `access can-i`. */
function decision({ decision: made, trace, groups }: Explanation): string {
  const said =
    made.decision === "granted"
      ? `granted by rule ${made.rule.priority} ${code(made.rule.name)} of policy ${code(made.rule.policy)}`
      : `denied: ${code(made.reason)} ${text(made.errorDescription)}`;
  const steps = trace.map(({ policy, rule, matched, because }) => {
    const name = rule === undefined ? policy : `${policy} / ${rule}`;
    return `<tr><td>${matched ? "yes" : "no"}</td><td>${code(name)}</td><td>${text(because)}</td></tr>`;
  });
  return `<h2>Decision</h2><p>${said}</p><p class="quiet">Groups: ${groups.map(code).join(" ") || "none"}</p>
${steps.length === 0 ? "" : `<table><thead><tr><th scope="col">Matched</th><th scope="col">Rule</th><th scope="col">Because</th></tr></thead><tbody>${steps.join("")}</tbody></table>`}`;
}

function grantedBody(
  accessToken: string,
  idToken: string | undefined,
  table: ClientTable,
  environment: Environment,
): string {
  const claims = decodeJwt(accessToken);
  const id = idToken === undefined ? "" : `<h2>ID token</h2><pre tabindex="0">${text(decodeJwt(idToken))}</pre>`;
  return `<h2>Access token</h2><pre tabindex="0">${text(claims)}</pre>${id}
<h2>What it is good for</h2>${routes(claims, table)}
<h2>Try it</h2><pre tabindex="0">${text(curl(accessToken, claims, table, environment))}</pre>
<p><a class="button" href="${SIGN_OUT_PATH}?${text(String(new URLSearchParams({ client: table.client })))}">Sign out</a></p>`;
}

type Claims = ReturnType<typeof decodeJwt>;

function routes(claims: Claims, table: ClientTable): string {
  const rows = Object.entries(table.apis).flatMap(([api, needs]) =>
    Object.entries(needs).map(([key, need]) => {
      return `<tr><td>${code(key)} <span class="quiet">${text(api)}</span></td><td>${verdict(claims, need, table)}</td></tr>`;
    }),
  );
  return `<table><thead><tr><th scope="col">Route</th><th scope="col">With this token</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

/** What the gateway asks for by scope and step-up; what it answers is its own word, as after a `curl`. */
function verdict(claims: Claims, need: RouteNeed, { client }: ClientTable): string {
  if ("public" in need) return "open to everybody";
  const wanted = "all" in need.scopes ? need.scopes.all : need.scopes.any.slice(0, 1);
  const { stepUp } = need;
  const more = stepUp && { acr_values: stepUp.acr, max_age: String(stepUp.maxAge) };
  const link = (label: string) => `<a href="${text(signInLink(client, wanted, more))}">${label}</a>`;
  if (!holds(claims, need)) return `lacks ${wanted.map(code).join(" ")}: ${link("ask for it")}`;
  return stepUp === undefined
    ? "has the scope"
    : `has the scope; wants ${code(stepUp.acr)} within ${stepUp.maxAge} seconds: ${link("step up")}`;
}

function holds({ scp }: Claims, need: RouteNeed): boolean {
  const held = Array.isArray(scp) ? scp : [];
  if ("public" in need) return true;
  return "all" in need.scopes
    ? need.scopes.all.every((scope) => held.includes(scope))
    : need.scopes.any.some((scope) => held.includes(scope));
}

/** A route that the token has the scope for, without variables where there is one. */
function curl(accessToken: string, claims: Claims, { apis }: ClientTable, environment: Environment): string {
  const all = Object.entries(apis).flatMap(([api, needs]) =>
    Object.entries(needs).map(([key, need]) => ({ api, key, need })),
  );
  const possible = all.filter(({ need }) => !("public" in need) && holds(claims, need));
  const chosen =
    possible.find(({ key }) => /^GET [^{]*$/.test(key)) ?? possible[0] ?? all.find(({ key }) => key.startsWith("GET "));
  const [method = "GET", path = "/"] = chosen?.key.split(" ") ?? [];
  const url = `${environment.apis[chosen?.api ?? ""] ?? environment.apiUrl}${path.replace(/\{[^}]*\}/g, "1")}`;
  return `curl -i -X ${method} -H 'authorization: Bearer ${accessToken}' ${url}`;
}
