/** The audit report as one page that needs nothing else: no script, no address, printable. */
import { html, raw } from "hono/html";
import { matrixTable } from "../print/matrixTable";
import type { AuditReport } from "./auditReport";

type Cell = string | number | boolean;

/** A whole document. The policy in it lets nothing run and nothing load, whatever a name in the file holds. */
export function auditHtml(report: AuditReport): string {
  const { product, audience, stack, revision, proof } = report;
  const { head, rows, notes } = matrixTable(report.matrix);
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="viewport" content="width=device-width" />
        <title>Access of ${product}</title>
        <style>
          ${raw(STYLE)}
        </style>
      </head>
      <body>
        <h1>Who may do what with ${product}</h1>
        ${facts([
          ["audience", audience],
          ["stack", stack ?? "what exists in every stack"],
          ["content (SHA-256)", revision.contentHash],
          ["commit", `${revision.commit ?? "none"}${revision.changed ? ", with changes that no commit has" : ""}`],
          ["time of the commit", revision.time ?? "unknown"],
        ])}
        <h2>Proof</h2>
        <p>
          ${proof.holds ? "The compiled rules give exactly the access that the file says." : "The compiled rules do not give what the file says."}
          ${proof.entries} rule entries were proved
          symbolically${proof.questions === 0 ? ", and there are too many questions to ask them one by one" : `, and ${proof.questions.toLocaleString("en")} questions were asked of file and rules one by one`}.
        </p>
        ${list(proof.problems)}
        <h2>Access</h2>
        ${table(head, rows, true)} ${list(notes)}
        <h2>Rules, in the order in which Okta reads them</h2>
        ${table(
          ["policy", "priority", "rule", "in words"],
          report.rules.map(({ policy, priority, name, says }) => [policy, priority, name, says]),
        )}
        <h2>Groups that the compiler adds</h2>
        ${
          report.derivedGroups.length === 0
            ? html`<p>None.</p>`
            : table(
                ["group", "members of all of"],
                report.derivedGroups.map(({ name, allOf }) => [name, allOf.join(", ")]),
              )
        }
        <h2>Scopes</h2>
        ${table(
          ["scope", "description", "sensitivity", "exposure", "token lives", "step-up", "implies"],
          report.scopes.map((scope) => [
            scope.name,
            scope.description,
            scope.sensitivity,
            scope.exposure,
            `${scope.tokenMinutes} minutes`,
            scope.stepUp === null ? "" : `${scope.stepUp.acr}, at most ${scope.stepUp.maxAge} s ago`,
            scope.implies.join(", "),
          ]),
        )}
        <h2>Clients</h2>
        ${table(
          ["client", "type", "exposure", "grants", "refresh tokens", "scopes of Okta's own API"],
          report.clients.map(({ key, type, exposure, grants, refreshTokens, oktaApiScopes }) => [
            key,
            type,
            exposure,
            grants.join(", "),
            refreshTokens ? "yes" : "no",
            oktaApiScopes.join(", "),
          ]),
        )}
        <h2>Claims</h2>
        ${
          report.claims.length === 0
            ? html`<p>None.</p>`
            : table(
                ["claim", "token", "only with one of these scopes", "value"],
                report.claims.map(({ name, token, scopes, value }) => [
                  name,
                  token,
                  scopes.join(", ") || "always",
                  value,
                ]),
              )
        }
        <h2>Findings</h2>
        ${
          report.findings.length === 0
            ? html`<p>None.</p>`
            : table(
                ["level", "where", "what"],
                report.findings.map(({ level, path, message }) => [level, path, message]),
              )
        }
      </body>
    </html> `;
  return String(page);
}

function facts(pairs: readonly (readonly [string, string])[]) {
  return html`<dl>
    ${pairs.map(
      ([term, text]) =>
        html`<dt>${term}</dt>
          <dd>${text}</dd>`,
    )}
  </dl>`;
}

function list(items: readonly string[]) {
  return items.length === 0
    ? ""
    : html`<ul>
        ${items.map((item) => html`<li>${item}</li>`)}
      </ul>`;
}

/** @param rowHeads whether the first cell of a row is its head. */
function table(head: readonly string[], rows: readonly (readonly Cell[])[], rowHeads = false) {
  const cell = (text: Cell, index: number) =>
    rowHeads && index === 0 ? html`<th scope="row">${text}</th>` : html`<td>${text}</td>`;
  return html`<table>
    <thead>
      <tr>
        ${head.map((text) => html`<th scope="col">${text}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            ${row.map(cell)}
          </tr> `,
      )}
    </tbody>
  </table>`;
}

const STYLE = `
:root { color-scheme: light dark }
body { font-family: system-ui, sans-serif; margin: 2rem; line-height: 1.4 }
dt { font-weight: 600 } dd { margin: 0 0 .4rem; overflow-wrap: anywhere }
table { border-collapse: collapse; margin: .5rem 0 1rem; display: block; overflow-x: auto }
th, td { border: 1px solid #8888; padding: .25rem .6rem; text-align: left; vertical-align: top }
thead th { position: sticky; top: 0; background: Canvas }
tbody th { position: sticky; left: 0; background: Canvas; font-weight: 500 }
`;
