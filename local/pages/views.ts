/** The pages that stand where a client of the local stack would: sign in, see what came of it, and why. */
import { html } from "hono/html";
import { decodeJwt } from "jose";
import type { ClientTable, RouteNeed } from "../../model/routes";
import { ACR_VALUES } from "../../model/okta";
import type { Environment } from "../environment";
import { spaced, type Html } from "../okta/pages/html";
import type { Explanation } from "../okta/oauth/explanations";
import type { Refused, Visit } from "./visits";

const json = (value: unknown) => JSON.stringify(value, null, 2);
const code = (value: string) => html`<code>${value}</code>`;
const codes = (values: readonly string[]) => spaced(values.map(code));

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
export function startPage(tables: readonly ClientTable[]): Html {
  return html`<h1>Nothing else listens here</h1>
    <p class="quiet">
      This page stands in for an application of the local stack, until the application itself is started: choose what to
      ask for, sign in, and see the token, the decision and what the token is good for.
    </p>
    ${tables.map(signInForm)}`;
}

function signInForm({ client, scopes, oidcScopes, elevated }: ClientTable): Html {
  const boxes = [...oidcScopes, ...scopes].map((scope) => {
    const checked = scope === "openid" ? "checked" : "";
    const mark = elevated.includes(scope) ? " (step-up)" : "";
    return html`<label
      ><input type="checkbox" name="scope" value="${scope}" ${checked} /> ${code(scope)}${mark}</label
    >`;
  });
  const levels = ACR_VALUES.map((acr) => html`<option>${acr}</option>`);
  return html`<form method="get" action="${SIGN_IN_PATH}">
    <fieldset>
      <legend>${client}</legend>
      <input type="hidden" name="client" value="${client}" />
      <p>${spaced(boxes)}</p>
      <p>
        <label
          >Level
          <select name="acr_values">
            <option value="">whatever the application asks for</option>
            ${levels}
          </select></label
        >
        <label>Signed in at most so many seconds ago <input type="number" name="max_age" min="0" max="86400" /></label>
      </p>
      <button class="main">Sign in</button>
    </fieldset>
  </form>`;
}

/** What came of a sign-in. */
export function visitPage(visit: Visit, table: ClientTable, environment: Environment): Html {
  const { wish, outcome, explanation } = visit;
  const head =
    "error" in outcome ? refusedHead(outcome, visit) : grantedHead(outcome.accessToken, outcome.idToken, visit);
  const body = "error" in outcome ? "" : grantedBody(outcome.accessToken, outcome.idToken, table, environment);
  const again = signInLink(wish.client, wish.scopes, { prompt: "login" });
  return html`${head}${explanation === undefined ? "" : decision(explanation)}${body}
    <h2>Again</h2>
    <p class="row">
      <span
        ><a class="button" href="${again}">Sign in as somebody else</a>
        <a class="button" href="/">Ask for other scopes</a></span
      >
    </p>`;
}

/** An answer to a request that was not begun here, as by a link of one's own. */
export function strangePage(callback: URL): Html {
  const rows = [...callback.searchParams].map(
    ([name, value]) =>
      html`<tr>
        <th scope="row">${code(name)}</th>
        <td>${value}</td>
      </tr>`,
  );
  const error = callback.searchParams.get("error");
  const refused =
    error === null
      ? ""
      : html`<div class="card bad" role="alert">
          <strong>${error}</strong> ${callback.searchParams.get("error_description")}
        </div>`;
  return html`<h1>An answer to a sign-in that did not begin here</h1>
    ${refused}
    <p>Whoever has begun it has the verifier for the code, and exchanges it. This is what came back:</p>
    <table>
      <tbody>
        ${rows}
      </tbody>
    </table>
    <p><a class="button main" href="/">Sign in here</a></p>`;
}

function refusedHead({ error, description }: Refused, { wish, explanation }: Visit): Html {
  const who = explanation?.user ?? wish.more["login_hint"];
  return html`<h1>Refused</h1>
    <div class="card bad" role="alert"><strong>${error}</strong> ${description}</div>
    <p>
      ${who ?? "The request"} at ${code(wish.client)} asked for
      ${wish.scopes.length === 0 ? "no scope" : codes(wish.scopes)}.
    </p>`;
}

function grantedHead(accessToken: string, idToken: string | undefined, { wish }: Visit): Html {
  const claims = decodeJwt(accessToken);
  const id = idToken === undefined ? {} : decodeJwt(idToken);
  const who = id["name"] ?? id["preferred_username"] ?? claims.sub ?? "somebody";
  return html`<h1>${who} is signed in</h1>
    <div class="card good">
      at ${code(wish.client)} with ${claims.sub}, until ${new Date(claims.exp! * 1000).toISOString()}
    </div>`;
}

/** The same trace as that of `access can-i`. */
function decision({ decision: made, trace, groups }: Explanation): Html {
  const said =
    made.decision === "granted"
      ? html`granted by rule ${made.rule.priority} ${code(made.rule.name)} of policy ${code(made.rule.policy)}`
      : html`denied: ${code(made.reason)} ${made.errorDescription}`;
  const steps = trace.map(({ policy, rule, matched, because }) => {
    const name = rule === undefined ? policy : `${policy} / ${rule}`;
    return html`<tr>
      <td>${matched ? "yes" : "no"}</td>
      <td>${code(name)}</td>
      <td>${because}</td>
    </tr>`;
  });
  return html`<h2>Decision</h2>
    <p>${said}</p>
    <p class="quiet">Groups: ${groups.length === 0 ? "none" : codes(groups)}</p>
    ${
      steps.length === 0
        ? ""
        : html`<table>
            <thead>
              <tr>
                <th scope="col">Matched</th>
                <th scope="col">Rule</th>
                <th scope="col">Because</th>
              </tr>
            </thead>
            <tbody>
              ${steps}
            </tbody>
          </table>`
    }`;
}

function grantedBody(
  accessToken: string,
  idToken: string | undefined,
  table: ClientTable,
  environment: Environment,
): Html {
  const claims = decodeJwt(accessToken);
  const id =
    idToken === undefined
      ? ""
      : html`<h2>ID token</h2>
          <pre tabindex="0">${json(decodeJwt(idToken))}</pre>`;
  return html`<h2>Access token</h2>
    <pre tabindex="0">${json(claims)}</pre>
    ${id}
    <h2>What it is good for</h2>
    ${routes(claims, table)}
    <h2>Try it</h2>
    <pre tabindex="0">${curl(accessToken, claims, table, environment)}</pre>
    <p>
      <a class="button" href="${SIGN_OUT_PATH}?${new URLSearchParams({ client: table.client }).toString()}">Sign out</a>
    </p>`;
}

type Claims = ReturnType<typeof decodeJwt>;

function routes(claims: Claims, table: ClientTable): Html {
  const rows = Object.entries(table.apis).flatMap(([api, needs]) =>
    Object.entries(needs).map(([key, need]) => {
      return html`<tr>
        <td>${code(key)} <span class="quiet">${api}</span></td>
        <td>${verdict(claims, need, table)}</td>
      </tr>`;
    }),
  );
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Route</th>
        <th scope="col">With this token</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

/** What the gateway asks for by scope and step-up; what it answers is its own word, as after a `curl`. */
function verdict(claims: Claims, need: RouteNeed, { client }: ClientTable): Html {
  if ("public" in need) return html`open to everybody`;
  const wanted = "all" in need.scopes ? need.scopes.all : need.scopes.any.slice(0, 1);
  const { stepUp } = need;
  const more = stepUp && { acr_values: stepUp.acr, max_age: String(stepUp.maxAge) };
  const link = (label: string) => html`<a href="${signInLink(client, wanted, more)}">${label}</a>`;
  if (!holds(claims, need)) return html`lacks ${codes(wanted)}: ${link("ask for it")}`;
  return stepUp === undefined
    ? html`has the scope`
    : html`has the scope; wants ${code(stepUp.acr)} within ${stepUp.maxAge} seconds: ${link("step up")}`;
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
