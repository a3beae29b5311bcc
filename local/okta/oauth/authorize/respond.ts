/** Sends the outcome of an authorization request to the client, in the response mode that it asked for. */
import { html } from "hono/html";
import type { OAuthError } from "../../errors/oauthErrors";
import type { Answer } from "../../http/endpoint";
import { pageAnswer } from "../../pages/html";
import type { Destination } from "./request";

/** The outcome with the `state` of the request, exactly as it came. */
export function redirectTo(destination: Destination, outcome: Readonly<Record<string, string>>): Answer {
  const { redirectUri, mode, state } = destination;
  const values = state === undefined ? outcome : { ...outcome, state };
  switch (mode) {
    case "query":
      return found(withQuery(redirectUri, values));
    case "fragment":
      return found(`${redirectUri}#${encode(values)}`);
    case "form_post":
      return formPost(redirectUri, values);
    case "okta_post_message":
      return postMessage(redirectUri, values);
  }
}

/** An error with the `state` of the request. */
export function errorTo(destination: Destination, error: OAuthError): Answer {
  return redirectTo(destination, error.body() as unknown as Record<string, string>);
}

function found(location: string): Answer {
  return { status: 302, headers: { location, "cache-control": "no-store" } };
}

/** The redirect URI keeps the query that it may have of its own (RFC 6749 section 3.1.2). */
export function withQuery(uri: string, values: Readonly<Record<string, string>>): string {
  const text = encode(values);
  if (text === "") return uri;
  return `${uri}${uri.includes("?") ? "&" : "?"}${text}`;
}

/** Percent-encoded, with `%20` for a space, so that a client that knows no form encoding reads the state exactly. */
function encode(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join("&");
}

function formPost(uri: string, values: Readonly<Record<string, string>>): Answer {
  const fields = Object.entries(values).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  const body = html`<form method="post" action="${uri}">
    ${fields}<noscript><button>Continue</button></noscript>
  </form>`;
  return pageAnswer({ title: "Continue", body, script: "document.forms[0].submit()", leadsAway: true, framed: true });
}

/** The page runs in a frame of the client, which listens. The message goes to the redirect URI's origin only. */
function postMessage(uri: string, values: Readonly<Record<string, string>>): Answer {
  const inScript = (value: unknown) => JSON.stringify(value).replaceAll("<", "\\u003c");
  const target = inScript(new URL(uri).origin);
  const script = `(window.opener ?? window.parent).postMessage(${inScript(values)}, ${target})`;
  return pageAnswer({ title: "Continue", body: html``, script, framed: true });
}
