/** What a rule of an access policy may say: its conditions and its token lifetimes, checked as Okta checks them. */
import { ANY_SCOPE, EVERYONE } from "../../../../model/evaluate";
import type { Fields } from "../../http/fields";
import type { AuthServer } from "../../org/entities";
import type { Org } from "../../org/Org";

/** Okta's grant types. Source: the GrantType enumeration of Okta's API description. */
export const GRANT_TYPES: ReadonlySet<string> = new Set([
  "authorization_code",
  "client_credentials",
  "implicit",
  "interaction_code",
  "password",
  "refresh_token",
  "urn:ietf:params:oauth:grant-type:device_code",
  "urn:ietf:params:oauth:grant-type:jwt-bearer",
  "urn:ietf:params:oauth:grant-type:saml2-bearer",
  "urn:ietf:params:oauth:grant-type:token-exchange",
  "urn:openid:params:grant-type:ciba",
  "urn:okta:params:oauth:grant-type:otp",
  "urn:okta:params:oauth:grant-type:oob",
  "http://auth0.com/oauth/grant-type/mfa-otp",
  "http://auth0.com/oauth/grant-type/mfa-oob",
]);

/** The only grant without a user; every other one makes Okta ask for people. */
const WITHOUT_USER = "client_credentials";

/** Bounds of token lifetimes, in minutes. Source: Okta's API reference. */
const ACCESS_MINUTES = { usual: 60, min: 5, max: 1440 };
const REFRESH_MINUTES_MAX = 2_628_000;
const WINDOW_MINUTES = { usual: 10_080, min: 10 };

/** Okta's own text, quoted from a real answer. */
const PEOPLE_REQUIRED =
  "At least one of 'conditions.people.users.include' or 'conditions.people.groups.include' must contain a valid user or group when 'conditions.grantTypes' contains one or more of [authorization_code, implicit, password].";

/** Grant types, people and scopes. What is wrong is noted in `fields`. */
export function readConditions(org: Org, server: AuthServer, fields: Fields) {
  const grants = fields.within("grantTypes");
  const grantTypes = grants.texts("include");
  if (grantTypes.length === 0) grants.wrong("include", "The field cannot be left blank", null);
  const people = fields.within("people");
  const users = people.within("users");
  const groups = people.within("groups");
  refuseExclusions(users, groups);
  const result = {
    grantTypes,
    users: known(users, (id) => org.users.has(id)),
    groups: known(groups, (id) => id === EVERYONE || org.groups.has(id)),
    scopes: readScopes(server, fields.within("scopes")),
  };
  // A grant type that is misspelt counts as one with a user, and people are then asked for first, as Okta does it.
  const nobody = result.users.length === 0 && result.groups.length === 0;
  if (nobody && grantTypes.some((grant) => grant !== WITHOUT_USER)) fields.wrong("people", PEOPLE_REQUIRED, null);
  for (const grant of grantTypes) {
    if (!GRANT_TYPES.has(grant)) grants.wrong("include", `'${grant}' is not a valid grant type`, null);
  }
  return result;
}

/** Okta has taken exclusions out of its reference; what they do is unknown, so they are refused rather than guessed. */
function refuseExclusions(users: Fields, groups: Fields): void {
  for (const fields of [users, groups]) {
    if (fields.texts("exclude").length > 0) fields.wrong("exclude", "Exclusions are not supported", null);
  }
}

/** The ids that exist. An unknown one is refused beside known ones; alone it makes the condition empty. */
function known(fields: Fields, exists: (id: string) => boolean): string[] {
  const ids = fields.texts("include");
  const found = ids.filter(exists);
  if (found.length > 0 && found.length < ids.length) fields.wrong("include", "Resource not found", null);
  return found;
}

function readScopes(server: AuthServer, fields: Fields): string[] {
  const names = fields.texts("include");
  const known = new Set([...server.scopes.values()].map(({ name }) => name));
  for (const name of names) {
    if (name !== ANY_SCOPE && !known.has(name)) fields.wrong("include", `Scope '${name}' does not exist`, null);
  }
  return names;
}

/** Token lifetimes in minutes. What is wrong is noted in `token`. */
export function readActions(org: Org, token: Fields) {
  const access = token.whole(
    "accessTokenLifetimeMinutes",
    ACCESS_MINUTES.usual,
    ACCESS_MINUTES.min,
    ACCESS_MINUTES.max,
  );
  const refresh = token.whole("refreshTokenLifetimeMinutes", 0, 0, REFRESH_MINUTES_MAX);
  const window = token.whole(
    "refreshTokenWindowMinutes",
    WINDOW_MINUTES.usual,
    WINDOW_MINUTES.min,
    REFRESH_MINUTES_MAX,
  );
  if (refresh > 0 && refresh < access) {
    token.wrong("refreshTokenLifetimeMinutes", "It must not be less than the access token lifetime", null);
  }
  if (refresh >= access && (window < access || window > refresh)) {
    token.wrong(
      "refreshTokenWindowMinutes",
      "It must be between the access token and the refresh token lifetime",
      null,
    );
  }
  const hook = token.has("inlineHook") ? token.within("inlineHook").text("id") : undefined;
  if (hook !== undefined && hook !== "" && !org.inlineHooks.has(hook))
    token.within("inlineHook").wrong("id", "Resource not found", null);
  return {
    inlineHookId: hook,
    accessTokenLifetimeMinutes: access,
    refreshTokenLifetimeMinutes: refresh,
    refreshTokenWindowMinutes: window,
  };
}
