/** A page of the explorer: one document that needs nothing else, and the policy that lets it do nothing else. */
import { createHash } from "node:crypto";
import { DATA_ID, type ExplorerData } from "./data";
import { STYLE } from "./style";

export interface ExplorerPage {
  readonly html: string;
  /** The Content-Security-Policy for whoever serves it; it stands in the page as well, as far as a page can say it. */
  readonly policy: string;
}

export interface PageParts {
  readonly title: string;
  /** What `bundleExplorer` gave. */
  readonly script: string;
  /** Plain data for the script. */
  readonly data: ExplorerData | object;
  /** Origins that the script may ask, beside none: `'self'`, `http://127.0.0.1:7171`. */
  readonly connect?: readonly string[];
}

/** Whatever a name in the data holds, it stays text: the script that is known by its hash is the only one that runs. */
export function explorerPage({ title, script, data, connect = [] }: PageParts): ExplorerPage {
  const own = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(STYLE)}`,
    "img-src data:",
    ...(connect.length === 0 ? [] : [`connect-src ${connect.join(" ")}`]),
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${own}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">
<title>${escaped(title)}</title><link rel="icon" href="data:,"><style>${STYLE}</style></head>
<body><noscript><p>This page runs the access file itself: it needs scripts.</p></noscript>
<script type="application/json" id="${DATA_ID}">${asJson(data)}</script>
<script>${script}</script></body></html>
`;
  return { html, policy: `${own}; frame-ancestors 'none'` };
}

/** JSON in which nothing can end the element that it stands in. */
function asJson(data: object): string {
  return JSON.stringify(data).replace(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
