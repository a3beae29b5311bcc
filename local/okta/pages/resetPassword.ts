/** The page behind a recovery link: there a user chooses another password, here a click is enough. */
import { html } from "hono/html";
import { oauthError } from "../errors/oauthErrors";
import type { Answer } from "../http/endpoint";
import type { OAuthCall, OAuthEndpoint } from "../oauth/oauthEndpoint";
import type { User } from "../org/entities";
import { pageAnswer, errorPage } from "./html";

const PATH = "/signin/reset-password/{token}";

export const resetPasswordEndpoints: readonly OAuthEndpoint[] = [
  { method: "GET", path: PATH, operation: "localShowReset", handle: show },
  { method: "POST", path: PATH, operation: "localReset", handle: accept },
];

function asking({ okta, params }: OAuthCall): User | undefined {
  const found = [...okta.org.users.values()].find(({ recovery }) => recovery?.token === params["token"]);
  return found !== undefined && okta.org.clock() < found.recovery!.ends ? found : undefined;
}

function show(call: OAuthCall): Answer {
  if (asking(call) === undefined) return errorPage(oauthError("request_expired"), call.header("accept"));
  const body = html`<h1>Reset your password</h1>
    <form method="post"><button>Choose a new password</button></form>`;
  return pageAnswer({ title: "Reset your password", body });
}

/** The link works once. */
function accept(call: OAuthCall): Answer {
  const user = asking(call);
  if (user === undefined) return errorPage(oauthError("request_expired"), call.header("accept"));
  user.recovery = undefined;
  user.passwordChanged = call.okta.org.clock();
  user.lastUpdated = call.okta.org.clock();
  return pageAnswer({ title: "Reset your password", body: html`<h1>Your password has been changed</h1>` });
}
