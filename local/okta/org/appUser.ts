/** What an OpenID Connect app knows of a user: the attributes of its own profile, filled from the user's. */
import type { App, Json, User } from "./entities";

type Value = (profile: Readonly<Json>) => unknown;

const attribute =
  (name: string): Value =>
  (profile) =>
    profile[name] ?? null;

const none: Value = () => null;

/**
 * All of them, those without a value too; there are no others. Source: recorded answers, of the names and of the two that
 * always have a value. Which attribute fills which is that of Okta's claims.
 */
const ATTRIBUTES: Readonly<Record<string, Value>> = {
  name: fullName,
  given_name: attribute("firstName"),
  middle_name: attribute("middleName"),
  family_name: attribute("lastName"),
  nickname: attribute("nickName"),
  email: attribute("email"),
  profile: attribute("profileUrl"),
  picture: none,
  website: none,
  gender: none,
  birthdate: none,
  zoneinfo: (profile) => profile["timezone"] ?? "America/Los_Angeles",
  locale: (profile) => profile["locale"] ?? "en_US",
  phone_number: attribute("primaryPhone"),
  street_address: attribute("streetAddress"),
  locality: attribute("city"),
  region: attribute("state"),
  postal_code: attribute("zipCode"),
  country: attribute("countryCode"),
  formatted: none,
};

/** The names of the attributes that an assignment may set itself. */
export const APP_USER_ATTRIBUTES: readonly string[] = Object.keys(ATTRIBUTES);

/** The profile of the user in the app, with what the assignment says otherwise. */
export function appUserProfile({ users }: Pick<App, "users">, user: Pick<User, "id" | "profile">): Json {
  const filled = Object.entries(ATTRIBUTES).map(([name, value]) => [name, value(user.profile)]);
  return { ...Object.fromEntries(filled), ...users.get(user.id)?.profile };
}

/** First and last name. */
export function fullName(profile: Readonly<Json>): string {
  return [profile["firstName"], profile["lastName"]].filter((part) => typeof part === "string").join(" ");
}
