/** The page for an authorization request that cannot be answered to the client: its redirect URI is not to be trusted. */
import { html } from "hono/html";
import type { OAuthError } from "../errors/oauthErrors";
import { randomIds } from "../org/ids";
import type { Answer } from "../http/endpoint";
import { pageAnswer } from "./html";

/** Whatever is wrong, Okta's page is a 400. */
const STATUS = 400;

/** HTML for a browser, Okta's JSON for a program. */
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
