/** The frame of the pages of the local cloud: plain HTML, with nothing loaded from elsewhere and nothing run but what stands here. */
import { createHash } from "node:crypto";
import { html, raw } from "hono/html";
import type { OAuthError } from "../errors/oauthErrors";
import type { Answer } from "../http/endpoint";
import { randomIds } from "../org/ids";

/** Markup: what is put into `html` is escaped, unless it is markup itself. */
export type Html = ReturnType<typeof html>;

/** One after the other, with a space between two. */
export function spaced(parts: readonly Html[]): readonly (Html | string)[] {
  return parts.flatMap((part, index) => (index === 0 ? [part] : [" ", part]));
}

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; --line: #8886; --soft: #8882; --key: #2f5fd0; --bad: #b3261e; --good: #1b7a3d; }
@media (prefers-color-scheme: dark) { :root { --key: #8fb0ff; --bad: #ff8a80; --good: #7ddc9b; } }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem 3rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
a { color: var(--key); }
form { margin: 0 0 .75rem; }
fieldset, .card { border: 1px solid var(--line); border-radius: .6rem; padding: .75rem 1rem; margin: 0 0 .75rem; }
legend { font-weight: 600; padding: 0 .3rem; }
button, .button { font: inherit; padding: .3rem .9rem; border-radius: .4rem; border: 1px solid var(--line); background: var(--soft); color: inherit; cursor: pointer; text-decoration: none; display: inline-block; }
button.main, .button.main { background: var(--key); color: Canvas; border-color: var(--key); }
input[type=text], input[type=search], input[type=number], select { font: inherit; padding: .3rem .6rem; border-radius: .4rem; border: 1px solid var(--line); max-width: 100%; box-sizing: border-box; }
input[type=search] { width: 22rem; }
:focus-visible { outline: 3px solid var(--key); outline-offset: 2px; }
label { margin-right: .75rem; display: inline-block; }
.quiet { opacity: .8; font-size: .9rem; overflow-wrap: anywhere; }
.bad { border-left: .3rem solid var(--bad); }
.good { border-left: .3rem solid var(--good); }
.row { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; justify-content: space-between; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
pre { background: var(--soft); border-radius: .4rem; padding: .6rem .8rem; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
code, pre { font-family: ui-monospace, monospace; font-size: .9rem; }
`;

const hashOf = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const STYLE_HASH = hashOf(STYLE);

export interface Page {
  readonly title: string;
  readonly body: Html;
  /** What it belongs to, for the title. @default local Okta */
  readonly of?: string;
  /** The one script that runs on it. */
  readonly script?: string;
  /**
   * Whether its forms may lead away: browsers hold the answers' redirects against the policy too, and after a sign-in these
   * go to whatever address the client has registered, and from there on.
   */
  readonly leadsAway?: boolean;
  /** Whether a page of the client may have it in a frame, as for a renewal without a prompt. */
  readonly framed?: boolean;
}

/** A page with the policy that lets it do what it is for, and nothing else. */
export function pageAnswer(page: Page, status = 200, headers: Answer["headers"] = {}): Answer {
  const policy = {
    "content-security-policy": policyOf(page),
    "x-content-type-options": "nosniff",
    // With `no-referrer` a browser says of its own form that it comes from nowhere (`Origin: null`), and it would be refused.
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
  };
  return { status, html: String(htmlPage(page)), headers: { ...policy, ...headers } };
}

function policyOf({ script, leadsAway, framed }: Page): string {
  return [
    "default-src 'none'",
    `style-src ${STYLE_HASH}`,
    ...(script === undefined ? [] : [`script-src ${hashOf(script)}`]),
    "base-uri 'none'",
    ...(leadsAway ? [] : ["form-action 'self'"]),
    ...(framed ? [] : ["frame-ancestors 'none'"]),
  ].join("; ");
}

/** Style and script to the letter: the policy names their hashes. */
function htmlPage({ title, body, of = "local Okta", script }: Page): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · ${of}</title>
        ${raw(`<style>${STYLE}</style>`)}
      </head>
      <body>
        <main>${body}</main>
        ${script === undefined ? "" : raw(`<script>${script}</script>`)}
      </body>
    </html>`;
}

/** Whatever is wrong, Okta's page is a 400. */
const STATUS = 400;

/**
 * The answer to an authorization request that cannot be answered to the client, for its redirect URI is not to be trusted:
 * HTML for a browser, Okta's JSON for a program.
 */
export function errorPage(error: OAuthError, accept: string | undefined): Answer {
  if (accept?.includes("text/html")) {
    const text = html`<h1>${STATUS}</h1>
      <p>Your request resulted in an error. ${error.description}</p>`;
    return pageAnswer({ title: "Error", body: text }, STATUS);
  }
  const errorId = randomIds("error");
  return {
    status: STATUS,
    json: { errorCode: error.error, errorSummary: error.description, errorLink: error.error, errorId, errorCauses: [] },
  };
}
