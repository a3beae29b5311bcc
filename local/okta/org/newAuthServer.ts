/** What a custom authorization server has from the moment of its creation: system scopes and system claims. */
import type { AuthServer, Claim, Scope } from "./entities";
import type { Org } from "./Org";
import type { KeyRing } from "./signingKeys";

/** Title and description by name. Source: a recorded list of the scopes of a server. All are IMPLICIT and published. */
const SYSTEM_SCOPES: Readonly<Record<string, readonly [title: string, description: string]>> = {
  openid: ["openid", "Signals that a request is an OpenID request."],
  profile: [
    "View your profile information.",
    "The exact data varies based on what profile information you have provided, such as: name, time zone, picture, or birthday.",
  ],
  email: ["View your email address.", "This allows the app to view your email address."],
  address: [
    "View your address.",
    "This allows the app to view your address, such as: street address, city, state, and zip code.",
  ],
  phone: ["View your phone number.", "This allows the app to view your phone number."],
  offline_access: [
    "Keep you signed in to the app.",
    "This keeps you signed in to the app, even when you are not using it.",
  ],
  device_sso: [
    "Request device secret.",
    "This allows you to single sign on between native client applications on your device.",
  ],
};

/** The ID token claims that Okta fills itself, by the scope that releases them. Source: a recorded list of claims. */
const SYSTEM_CLAIMS: Readonly<Record<string, readonly string[]>> = {
  profile: [
    "middle_name",
    "zoneinfo",
    "website",
    "updated_at",
    "profile",
    "preferred_username",
    "picture",
    "nickname",
    "name",
    "locale",
    "given_name",
    "gender",
    "family_name",
    "birthdate",
  ],
  email: ["email", "email_verified"],
  phone: ["phone_number"],
  address: ["address"],
};

/** Those that stand in a thin ID token as well. */
const ALWAYS_INCLUDED: ReadonlySet<string> = new Set(["preferred_username", "name", "email"]);

/** The value of the `sub` claim of a new server's access tokens. */
const SUB_EXPRESSION = "(appuser != null) ? appuser.userName : app.clientId";

/** The server is active and has no policies: it gives no tokens yet. */
export function newAuthServer(
  org: Org,
  settings: Pick<AuthServer, "name" | "description" | "audiences" | "issuerMode" | "rotationMode">,
  { keys = org.newKeyRing(), isDefault = false }: { readonly keys?: KeyRing; readonly isDefault?: boolean } = {},
): AuthServer {
  const scopes = Object.entries(SYSTEM_SCOPES).map(([name, texts]) => systemScope(org, name, ...texts));
  const identity = Object.entries(SYSTEM_CLAIMS).flatMap(([scope, names]) =>
    names.map((name) => systemClaim(org, name, [scope])),
  );
  const claims = [subClaim(org), ...identity];
  return {
    ...org.stamp(),
    ...settings,
    id: org.newId("authorizationServer"),
    status: "ACTIVE",
    isDefault,
    keys,
    scopes: new Map(scopes.map((scope) => [scope.id, scope])),
    claims: new Map(claims.map((claim) => [claim.id, claim])),
    policies: [],
    version: 0,
  };
}

function systemScope(org: Org, name: string, displayName: string, description: string): Scope {
  return {
    id: org.newId("scope"),
    name,
    displayName,
    description,
    consent: "IMPLICIT",
    metadataPublish: "ALL_CLIENTS",
    default: false,
    optional: false,
    system: true,
  };
}

function systemClaim(org: Org, name: string, scopes: readonly string[]): Claim {
  return {
    id: org.newId("claim"),
    name,
    status: "ACTIVE",
    claimType: "IDENTITY",
    valueType: "SYSTEM",
    scopes,
    alwaysIncludeInToken: ALWAYS_INCLUDED.has(name),
    system: true,
  };
}

function subClaim(org: Org): Claim {
  return {
    id: org.newId("claim"),
    name: "sub",
    status: "ACTIVE",
    claimType: "RESOURCE",
    valueType: "EXPRESSION",
    value: SUB_EXPRESSION,
    scopes: [],
    alwaysIncludeInToken: true,
    system: true,
  };
}
