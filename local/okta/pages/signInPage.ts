/** The page on which one chooses a person to sign in as, and the factors with which they prove who they are. */
import { html } from "hono/html";
import type { Answer } from "../http/endpoint";
import { fullName } from "../org/appUser";
import type { Okta } from "../okta";
import type { App, User, AuthServer } from "../org/entities";
import { groupsOf } from "../org/memberships";
import { factorsOf, FACTORS, type FactorKey } from "../oauth/authorize/factors";
import { pageAnswer, spaced, type Html } from "./html";

export interface SignInPage {
  readonly action: string;
  readonly app: App;
  /** What the client asks for. */
  readonly scopes: readonly string[];
  /** The factors to tick for a person; undefined where the person cannot meet what is asked for. */
  readonly suggested: (user: User) => readonly FactorKey[] | undefined;
  /** Said above the list: why the page is here. */
  readonly notice?: string;
  /** Words that a person's name, login or groups must have. */
  readonly search?: string;
}

/** More people than these are found by searching. */
const SHOWN_MAX = 25;

/** Fewer people than these are found by looking. */
const SEARCHED_FROM = 8;

/** One form per person: `login`, and a field for each factor that is ticked. */
export function signInPage(okta: Okta, page: SignInPage): Answer {
  const { action, app, scopes, notice, search = "" } = page;
  const all = [...okta.org.users.values()];
  const found = all.filter((user) => matches(okta, user, search));
  const people = found.slice(0, SHOWN_MAX).map((user) => personForm(okta, page, user));
  const asked = spaced(scopes.map((scope) => html`<code>${scope}</code>`));
  const body = html`<h1>Sign in to ${app.label}</h1>
    <p class="quiet">
      This is the local Okta: choose a person, no password is asked for. The application asks for
      ${asked.length === 0 ? "no scope" : asked}.
    </p>
    ${notice === undefined ? "" : html`<p class="card bad" role="alert">${notice}</p>`}
    ${all.length < SEARCHED_FROM ? "" : searchForm(action, search)}
    ${found.length > SHOWN_MAX ? html`<p class="quiet">${found.length} people, of whom the first ${SHOWN_MAX} are shown: search for the others.</p>` : ""}
    ${found.length === 0 ? html`<p role="status">Nobody is called so.</p>` : people}`;
  return pageAnswer({ title: "Sign in", body, leadsAway: true });
}

function searchForm(action: string, search: string): Html {
  return html`<form method="get" action="${action}" role="search">
    <label>Name, login or group <input type="search" name="q" value="${search}" /></label> <button>Search</button>
  </form>`;
}

function matches(okta: Okta, user: User, search: string): boolean {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length === 0) return true;
  const text = [fullName(user.profile), user.profile["login"], ...groupNames(okta, user)].join("\n").toLowerCase();
  return words.every((word) => text.includes(word));
}

function groupNames(okta: Okta, user: User): string[] {
  return groupsOf(okta.org, user)
    .filter((group) => group.type !== "BUILT_IN")
    .map(({ name }) => name);
}

function personForm(okta: Okta, { action, suggested }: SignInPage, user: User): Html {
  const login = String(user.profile["login"]);
  const wanted = suggested(user);
  const factors = factorsOf(user).map((key) => checkbox(key, wanted?.includes(key) ?? false));
  const state = user.status === "ACTIVE" ? "" : html` <em>${user.status.toLowerCase()}</em>`;
  const groups = groupNames(okta, user).join(", ") || "in no group";
  const unable = wanted === undefined ? " · cannot prove what is asked for" : "";
  const name = fullName(user.profile);
  return html`<form method="post" action="${action}">
    <fieldset>
      <legend>${name}${state}</legend>
      <div class="quiet">${login} · ${groups}${unable}</div>
      <div class="row">
        <div>${factors}</div>
        <button class="main" name="login" value="${login}" aria-label="Sign in as ${name}">Sign in</button>
      </div>
    </fieldset>
  </form>`;
}

function checkbox(key: FactorKey, checked: boolean): Html {
  return html`<label
    ><input type="checkbox" name="${key}" value="on" ${checked ? "checked" : ""} /> ${FACTORS[key].title}</label
  >`;
}

/**
 * Where a person allows an app the scopes that need consent. `action` is where the answer goes: `consent` with `allow` or
 * `deny`.
 */
export function consentPage(action: string, app: App, server: AuthServer, scopes: readonly string[]): Answer {
  const byName = new Map([...server.scopes.values()].map((scope) => [scope.name, scope]));
  const items = scopes.map((name) => {
    const scope = byName.get(name);
    return html`<li><strong>${scope?.displayName ?? name}</strong> ${scope?.description} <code>${name}</code></li>`;
  });
  const body = html`<h1>${app.label} asks for your consent</h1>
    <ul>
      ${items}
    </ul>
    <form method="post" action="${action}">
      <button class="main" name="consent" value="allow">Allow access</button>
      <button name="consent" value="deny">Cancel</button>
    </form>`;
  return pageAnswer({ title: "Consent", body, leadsAway: true });
}
