/** The page on which one chooses a person to sign in as, and the factors with which they prove who they are. */
import { fullName } from "../org/appUser";
import type { Okta } from "../okta";
import type { App, User } from "../org/entities";
import { groupsOf } from "../org/memberships";
import { factorsOf, FACTORS, type FactorKey } from "../oauth/authorize/factors";
import { escapeHtml, htmlPage } from "./html";

export interface SignInPage {
  readonly action: string;
  readonly app: App;
  /** The factors to tick for a person; undefined where the person cannot meet what is asked for. */
  readonly suggested: (user: User) => readonly FactorKey[] | undefined;
  /** Said above the list: why the page is here. */
  readonly notice?: string;
}

/** One form per person: `login`, and a field for each factor that is ticked. */
export function signInPage(okta: Okta, page: SignInPage): string {
  const people = [...okta.org.users.values()].map((user) => personForm(okta, page, user));
  const notice = page.notice === undefined ? "" : `<p role="alert">${escapeHtml(page.notice)}</p>`;
  return htmlPage(
    "Sign in",
    `<h1>Sign in to ${escapeHtml(page.app.label)}</h1>
<p class="quiet">This is the local Okta: choose a person, no password is asked for.</p>
${notice}${people.join("\n")}`,
  );
}

function personForm(okta: Okta, { action, suggested }: SignInPage, user: User): string {
  const login = String(user.profile["login"]);
  const groups = groupsOf(okta.org, user)
    .filter((group) => group.type !== "BUILT_IN")
    .map(({ name }) => name);
  const wanted = suggested(user);
  const factors = factorsOf(user).map((key) => checkbox(key, wanted?.includes(key) ?? false));
  const state = user.status === "ACTIVE" ? "" : ` <em>${escapeHtml(user.status.toLowerCase())}</em>`;
  return `<form method="post" action="${escapeHtml(action)}"><fieldset>
<legend>${escapeHtml(fullName(user.profile))}${state}</legend>
<div class="quiet">${escapeHtml(login)} · ${escapeHtml(groups.join(", ") || "in no group")}</div>
<div>${factors.join("")}</div>
<button name="login" value="${escapeHtml(login)}">Sign in</button>
</fieldset></form>`;
}

function checkbox(key: FactorKey, checked: boolean): string {
  return `<label><input type="checkbox" name="${key}" value="on"${checked ? " checked" : ""}> ${escapeHtml(FACTORS[key].title)}</label>`;
}
