/** The frame of the local Okta's few pages: plain HTML without anything loaded from elsewhere. */

export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
form { margin: 0 0 .75rem; }
fieldset { border: 1px solid #8886; border-radius: .5rem; padding: .75rem 1rem; }
legend { font-weight: 600; }
button { font: inherit; padding: .3rem .9rem; border-radius: .4rem; border: 1px solid #8888; cursor: pointer; }
button:focus-visible, input:focus-visible { outline: 3px solid #2f6fde; outline-offset: 2px; }
label { margin-right: .75rem; white-space: nowrap; }
.quiet { opacity: .75; font-size: .9rem; }
code { font-family: ui-monospace, monospace; }
`;

/** `body` is HTML: whatever comes from a request must have gone through `escapeHtml`. */
export function htmlPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)} · local Okta</title><style>${STYLE}</style></head>
<body>${body}</body></html>`;
}
