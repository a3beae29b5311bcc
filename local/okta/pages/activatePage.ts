/** The pages on which one allows a device: choose a person, and hear what came of it. */
import { html } from "hono/html";
import type { Answer } from "../http/endpoint";
import type { PendingLogin } from "../oauth/state";
import { fullName } from "../org/appUser";
import type { Okta } from "../okta";
import { pageAnswer } from "./html";

/** The page to type the code on. */
export function activatePage(okta: Okta, userCode: string): Answer {
  const people = [...okta.org.users.values()].map((user) => {
    const login = String(user.profile["login"]);
    return html`<option value="${login}">${fullName(user.profile)} (${login})</option>`;
  });
  const body = html`<h1>Activate your device</h1>
    <form method="post" action="/activate">
      <p>
        <label>Code <input name="user_code" value="${userCode}" autocomplete="off" /></label>
      </p>
      <p>
        <label
          >Person
          <select name="login">
            ${people}
          </select></label
        >
      </p>
      <button name="decision" value="allow">Allow</button> <button name="decision" value="deny">Deny</button>
    </form>`;
  return pageAnswer({ title: "Activate", body });
}

/** The page afterwards. */
export function donePage(outcome: PendingLogin["outcome"]): Answer {
  const refused = outcome !== undefined && "refused" in outcome ? outcome.refused : undefined;
  const text =
    refused === undefined ? "Your device is activated." : `Your device is not activated. ${refused.description}`;
  return pageAnswer({ title: "Activate", body: html`<h1>${text}</h1>` }, refused === undefined ? 200 : 400);
}
