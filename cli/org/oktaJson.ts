/** Okta's JSON as members of a snapshot: only what is named here is kept, so that no secret can come along. */
import type { SnapshotInput } from "../../model/adopt";
import { flagAt, listAt, numberAt, textAt, textsAt, valueAt } from "./json";

type Item<K extends "scopes" | "claims" | "policies" | "apps" | "groups" | "groupRules"> = NonNullable<
  SnapshotInput[K]
>[number];
type Rule = NonNullable<Item<"policies">["rules"]>[number];
type SignOnPolicy = NonNullable<SnapshotInput["signOnPolicies"]>[number];

/** What is not among the words of a kind falls back to the first of them. */
function word<const L extends readonly [string, ...string[]]>(value: string | undefined, words: L): L[number] {
  return words.find((one) => one === value) ?? words[0];
}

const id = (json: unknown) => textAt(json, "id") ?? "";
const name = (json: unknown) => textAt(json, "name") ?? "";
/** Whatever is not said to be active counts as inactive: it gives nothing. */
const status = (json: unknown) => word(textAt(json, "status"), ["INACTIVE", "ACTIVE"]);

export function serverOf(json: unknown): SnapshotInput["server"] {
  return {
    id: id(json),
    name: name(json),
    description: textAt(json, "description"),
    audiences: textsAt(json, "audiences"),
    issuerMode: textAt(json, "issuerMode") ?? "ORG_URL",
    issuer: textAt(json, "issuer"),
    keyRotation: word(textAt(json, "credentials.signing.rotationMode"), ["AUTO", "MANUAL"]),
    status: status(json),
  };
}

export function scopeOf(json: unknown): Item<"scopes"> {
  return {
    id: id(json),
    name: name(json),
    displayName: textAt(json, "displayName"),
    description: textAt(json, "description"),
    consent: word(textAt(json, "consent"), ["IMPLICIT", "REQUIRED", "FLEXIBLE"]),
    published: textAt(json, "metadataPublish") === "ALL_CLIENTS",
    default: flagAt(json, "default"),
    optional: flagAt(json, "optional"),
    system: flagAt(json, "system"),
  };
}

export function claimOf(json: unknown): Item<"claims"> {
  const filter = textAt(json, "group_filter_type");
  return {
    id: id(json),
    name: name(json),
    claimType: word(textAt(json, "claimType"), ["RESOURCE", "IDENTITY"]),
    valueType: word(textAt(json, "valueType"), ["EXPRESSION", "GROUPS", "SYSTEM"]),
    value: textAt(json, "value") ?? "",
    ...(filter === undefined ? {} : { groupFilterType: word(filter, ["STARTS_WITH", "EQUALS", "CONTAINS", "REGEX"]) }),
    scopes: textsAt(json, "conditions.scopes"),
    status: status(json),
    alwaysIncludeInToken: flagAt(json, "alwaysIncludeInToken"),
    system: flagAt(json, "system"),
  };
}

export function policyOf(json: unknown, rules: readonly unknown[]): Item<"policies"> {
  return {
    id: id(json),
    name: name(json),
    priority: numberAt(json, "priority") ?? 0,
    status: status(json),
    clients: textsAt(json, "conditions.clients.include"),
    rules: rules.map(ruleOf),
  };
}

function ruleOf(json: unknown): Rule {
  return {
    id: id(json),
    name: name(json),
    priority: numberAt(json, "priority") ?? 0,
    status: status(json),
    grantTypes: textsAt(json, "conditions.grantTypes.include"),
    users: textsAt(json, "conditions.people.users.include"),
    groups: textsAt(json, "conditions.people.groups.include"),
    excluded: ["users", "groups"].flatMap((kind) => textsAt(json, `conditions.people.${kind}.exclude`)),
    scopes: textsAt(json, "conditions.scopes.include"),
    accessTokenMinutes: numberAt(json, "actions.token.accessTokenLifetimeMinutes"),
    refreshTokenMinutes: numberAt(json, "actions.token.refreshTokenLifetimeMinutes"),
    refreshTokenWindowMinutes: numberAt(json, "actions.token.refreshTokenWindowMinutes"),
    inlineHookId: textAt(json, "actions.token.inlineHook.id"),
  };
}

/** What is read of an application beside its own JSON. */
export interface AppAround {
  readonly groups: readonly string[];
  readonly usersAssigned: number;
  readonly oktaApiScopes: readonly string[];
}

export function appOf(json: unknown, { groups, usersAssigned, oktaApiScopes }: AppAround): Item<"apps"> {
  const client = (path: string) => `settings.oauthClient.${path}`;
  const credential = (path: string) => `credentials.oauthClient.${path}`;
  return {
    id: id(json),
    clientId: textAt(json, credential("client_id")) ?? id(json),
    label: textAt(json, "label") ?? id(json),
    created: textAt(json, "created"),
    status: status(json),
    type: word(textAt(json, client("application_type")), ["web", "browser", "native", "service"]),
    grantTypes: textsAt(json, client("grant_types")),
    authMethod: textAt(json, credential("token_endpoint_auth_method")),
    consentMethod: word(textAt(json, client("consent_method")), ["TRUSTED", "REQUIRED"]),
    pkceRequired: flagAt(json, credential("pkce_required")),
    redirectUris: textsAt(json, client("redirect_uris")),
    postLogoutRedirectUris: textsAt(json, client("post_logout_redirect_uris")),
    jwks: listAt(json, client("jwks.keys")).map(publicKeyOf),
    jwksUri: textAt(json, client("jwks_uri")),
    loginUri: textAt(json, client("initiate_login_uri")),
    groups: [...groups],
    usersAssigned,
    signOnPolicyId: /\/api\/v1\/policies\/(rst[A-Za-z0-9]{17})$/.exec(
      textAt(json, "_links.accessPolicy.href") ?? "",
    )?.[1],
    backchannelAuthenticatorId: textAt(json, client("backchannel_custom_authenticator_id")),
    issuerMode: textAt(json, client("issuer_mode")),
    oktaApiScopes: [...oktaApiScopes],
  };
}

/** INVARIANT: of a key its public parts alone. */
function publicKeyOf(json: unknown): NonNullable<Item<"apps">["jwks"]>[number] {
  const [kty = "", kid, n, e] = ["kty", "kid", "n", "e"].map((part) => textAt(json, part));
  return { kty, kid, n, e };
}

export function groupOf(json: unknown): Item<"groups"> {
  return { id: id(json), name: textAt(json, "profile.name") ?? "", type: textAt(json, "type") };
}

export function groupRuleOf(json: unknown): Item<"groupRules"> {
  return {
    id: id(json),
    name: name(json),
    status: word(textAt(json, "status"), ["INACTIVE", "ACTIVE", "INVALID"]),
    expression: textAt(json, "conditions.expression.value") ?? "",
    groups: textsAt(json, "actions.assignUserToGroups.groupIds"),
  };
}

export function signOnPolicyOf(json: unknown, rules: readonly unknown[]): SignOnPolicy {
  return {
    id: id(json),
    name: name(json),
    system: flagAt(json, "system"),
    rules: rules.map((rule) => ({
      id: id(rule),
      name: name(rule),
      priority: numberAt(rule, "priority") ?? 0,
      status: status(rule),
      access: textAt(rule, "actions.appSignOn.access"),
      factors: textAt(rule, "actions.appSignOn.verificationMethod.factorMode") === "2FA" ? 2 : 1,
      groups: textsAt(rule, "conditions.people.groups.include"),
      constraints: listAt(rule, "actions.appSignOn.verificationMethod.constraints").map(sortedJson).sort(),
      reauthenticateIn: textAt(rule, "actions.appSignOn.verificationMethod.reauthenticateIn"),
      networkZones: textsAt(rule, "conditions.network.include"),
    })),
  };
}

/** The same text for the same value, whatever the order of its members. */
export function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** Whether somebody is assigned by hand, and not by a group. */
export function isAssignedByHand(json: unknown): boolean {
  return valueAt(json, "scope") === "USER";
}
