/** The claims that Okta itself fills from the user's profile. */
import type { ExpressionUser } from "../../expressions/functions";
import { fullName } from "../../org/appUser";
import type { Json } from "../../org/entities";

type Value = (profile: Readonly<Json>) => unknown;

const attribute =
  (name: string): Value =>
  (profile) =>
    profile[name];

/** By the name of the claim (OpenID Connect Core section 5.1). What is not here has no source in an Okta profile. */
const VALUES: Readonly<Record<string, Value>> = {
  name: fullName,
  given_name: attribute("firstName"),
  family_name: attribute("lastName"),
  middle_name: attribute("middleName"),
  nickname: attribute("nickName"),
  preferred_username: attribute("login"),
  profile: attribute("profileUrl"),
  locale: (profile) => profile["locale"] ?? "en_US",
  zoneinfo: (profile) => profile["timezone"] ?? "America/Los_Angeles",
  email: attribute("email"),
  email_verified: (profile) => (profile["email"] === undefined ? undefined : true),
  phone_number: attribute("primaryPhone"),
  address,
};

/** The value of one of Okta's own claims; undefined where the profile has none. */
export function systemClaimValue(name: string, user: ExpressionUser | null): unknown {
  if (user === null || !Object.hasOwn(VALUES, name)) return undefined;
  return VALUES[name]!(user.profile);
}

function address(profile: Readonly<Json>): Json | undefined {
  const parts = {
    street_address: profile["streetAddress"],
    locality: profile["city"],
    region: profile["state"],
    postal_code: profile["zipCode"],
    country: profile["countryCode"],
  };
  const known = Object.entries(parts).filter(([, value]) => value !== undefined);
  return known.length === 0 ? undefined : Object.fromEntries(known);
}
