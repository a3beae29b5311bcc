/** The page behind an activation link: there a new user chooses a password, here a click is enough. */
import { html } from "hono/html";
import { oauthError } from "../errors/oauthErrors";
import type { Answer } from "../http/endpoint";
import type { OAuthCall, OAuthEndpoint } from "../oauth/oauthEndpoint";
import { fullName } from "../org/appUser";
import type { User } from "../org/entities";
import { setStatus } from "../org/userStatus";
import { pageAnswer, errorPage } from "./html";

const PATH = "/welcome/{token}";

export const welcomeEndpoints: readonly OAuthEndpoint[] = [
  { method: "GET", path: PATH, operation: "localShowWelcome", handle: show },
  { method: "POST", path: PATH, operation: "localWelcome", handle: accept },
];

/** The link works once, as Okta's does. */
function invited({ okta, params }: OAuthCall): User | undefined {
  return [...okta.org.users.values()].find(({ activationToken }) => activationToken === params["token"]);
}

function show(call: OAuthCall): Answer {
  const user = invited(call);
  if (user === undefined) return errorPage(oauthError("request_expired"), call.header("accept"));
  const body = html`<h1>Welcome, ${fullName(user.profile)}</h1>
    <form method="post"><button class="main">Activate my account</button></form>`;
  return pageAnswer({ title: "Welcome", body });
}

function accept(call: OAuthCall): Answer {
  const user = invited(call);
  if (user === undefined) return errorPage(oauthError("request_expired"), call.header("accept"));
  user.activationToken = undefined;
  user.hasPassword = true;
  user.passwordChanged = call.okta.org.clock();
  setStatus(call.okta.org, user, "ACTIVE");
  return pageAnswer({ title: "Welcome", body: html`<h1>Your account is active</h1>` });
}
