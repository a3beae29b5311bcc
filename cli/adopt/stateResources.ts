/**
 * A server out of the state of an engine: Terraform, OpenTofu or Pulumi, whose Okta providers have the same properties under
 * names of their own. Only what is named here is read: secrets in a state stay where they are.
 */
import { readSnapshot, SNAPSHOT_FORMAT, type Snapshot, type SnapshotInput } from "../../model/adopt";
import { ALL_CLIENTS } from "../../model/evaluate";
import { names } from "../../model/findings";
import { OIDC_SCOPES } from "../../model/okta";
import { UsageError } from "../io";
import { flagAt, listAt, numberAt, textAt, textsAt } from "../org/json";

/** The kinds of resources that are read. */
export type Kind =
  | "server"
  | "scope"
  | "claim"
  | "policy"
  | "rule"
  | "app"
  | "assignment"
  | "assignments"
  | "apiScopes"
  | "group"
  | "groupRule";

/** A resource, with Pulumi's names of its properties. */
export interface StateResource {
  readonly kind: Kind;
  readonly id: string;
  readonly values: unknown;
}

/** What no state has, in words. */
const NOT_IN_A_STATE = [
  "whatever was made or changed by hand: a state has what its engine made and last saw",
  "people who are assigned to applications by name",
];

/**
 * @param wanted id or name of the server; needed where the state has several.
 * @throws UsageError where there is none, or where it is not clear which is meant.
 */
export function snapshotOfState(
  resources: readonly StateResource[],
  source: string,
  wanted: string | undefined,
): Snapshot {
  const of = (kind: Kind) => resources.filter((resource) => resource.kind === kind);
  const server = serverIn(of("server"), source, wanted);
  const own = (kind: Kind) => of(kind).filter(({ values }) => textAt(values, "authServerId") === server.id);
  const rules = own("rule");
  const input: SnapshotInput = {
    format: SNAPSHOT_FORMAT,
    source,
    server: {
      id: server.id,
      name: textAt(server.values, "name") ?? server.id,
      description: textAt(server.values, "description"),
      audiences: textsAt(server.values, "audiences"),
      issuerMode: textAt(server.values, "issuerMode") ?? "ORG_URL",
      issuer: textAt(server.values, "issuer"),
      keyRotation: textAt(server.values, "credentialsRotationMode") === "MANUAL" ? "MANUAL" : "AUTO",
      status: activeOr(server.values),
    },
    scopes: [...own("scope").map(scopeOf), ...systemScopes(own("scope"))],
    claims: own("claim").map(claimOf),
    policies: own("policy").map((policy) => policyOf(policy, rules)),
    apps: of("app").map((app) => appOf(app, resources)),
    groups: of("group").map(({ id, values }) => ({
      id,
      name: textAt(values, "name") ?? id,
      type: textAt(values, "type"),
    })),
    groupRules: of("groupRule").map(({ id, values }) => ({
      id,
      name: textAt(values, "name") ?? id,
      status: textAt(values, "status") === "INACTIVE" ? ("INACTIVE" as const) : ("ACTIVE" as const),
      expression: textAt(values, "expressionValue") ?? "",
      groups: textsAt(values, "groupAssignments"),
    })),
    notRead: [
      ...NOT_IN_A_STATE,
      ...unknownGroups(rules, of("group")),
      ...unknownClients(own("policy"), of("app")),
      ...unknownScopes(rules, own("scope")),
    ],
  };
  return readSnapshot(input, source);
}

function serverIn(servers: readonly StateResource[], source: string, wanted: string | undefined): StateResource {
  const nameOf = ({ id, values }: StateResource) => textAt(values, "name") ?? id;
  const meant = wanted === undefined ? servers : servers.filter((one) => [one.id, nameOf(one)].includes(wanted));
  if (meant.length === 1) return meant[0]!;
  if (servers.length === 0) throw new UsageError(`\`${source}\` has no authorization server`);
  throw new UsageError(
    `say with \`--server\` which authorization server of \`${source}\` is meant: ${names(servers.map(nameOf))}`,
  );
}

/** The providers leave out what is as usual. */
const activeOr = (values: unknown) =>
  textAt(values, "status") === "INACTIVE" ? ("INACTIVE" as const) : ("ACTIVE" as const);

function scopeOf({ id, values }: StateResource): SnapshotInput["scopes"][number] {
  const consent = textAt(values, "consent");
  return {
    id: bare(id),
    name: textAt(values, "name") ?? "",
    displayName: textAt(values, "displayName"),
    description: textAt(values, "description"),
    consent: consent === "REQUIRED" || consent === "FLEXIBLE" ? consent : "IMPLICIT",
    published: textAt(values, "metadataPublish") !== "NO_CLIENTS",
    default: flagAt(values, "default"),
    optional: flagAt(values, "optional"),
    system: flagAt(values, "system") || isSystem(textAt(values, "name")),
  };
}

const isSystem = (name: string | undefined) => OIDC_SCOPES.some((scope) => scope === name);

/** Every server has these, and no state. */
function systemScopes(declared: readonly StateResource[]): SnapshotInput["scopes"] {
  const there = declared.map(({ values }) => textAt(values, "name"));
  return OIDC_SCOPES.filter((name) => !there.includes(name)).map((name) => ({ id: name, name, system: true }));
}

function claimOf({ id, values }: StateResource): NonNullable<SnapshotInput["claims"]>[number] {
  const filter = textAt(values, "groupFilterType");
  return {
    id: bare(id),
    name: textAt(values, "name") ?? "",
    claimType: textAt(values, "claimType") === "IDENTITY" ? "IDENTITY" : "RESOURCE",
    valueType: textAt(values, "valueType") === "GROUPS" ? "GROUPS" : "EXPRESSION",
    value: textAt(values, "value") ?? "",
    ...(filter === "STARTS_WITH" || filter === "EQUALS" || filter === "CONTAINS" || filter === "REGEX"
      ? { groupFilterType: filter }
      : {}),
    scopes: textsAt(values, "scopes"),
    status: activeOr(values),
    alwaysIncludeInToken: Object(values).alwaysIncludeInToken !== false,
  };
}

function policyOf({ id, values }: StateResource, rules: readonly StateResource[]): SnapshotInput["policies"][number] {
  const own = bare(id);
  return {
    id: own,
    name: textAt(values, "name") ?? own,
    priority: numberAt(values, "priority") ?? 0,
    status: activeOr(values),
    clients: textsAt(values, "clientWhitelists"),
    rules: rules.filter((rule) => bare(textAt(rule.values, "policyId") ?? "") === own).map(ruleOf),
  };
}

function ruleOf({ id, values }: StateResource): NonNullable<SnapshotInput["policies"][number]["rules"]>[number] {
  return {
    id: bare(id),
    name: textAt(values, "name") ?? id,
    priority: numberAt(values, "priority") ?? 0,
    status: activeOr(values),
    grantTypes: textsAt(values, "grantTypeWhitelists"),
    users: textsAt(values, "userWhitelists"),
    groups: textsAt(values, "groupWhitelists"),
    excluded: [...textsAt(values, "userBlacklists"), ...textsAt(values, "groupBlacklists")],
    scopes: textsAt(values, "scopeWhitelists"),
    accessTokenMinutes: numberAt(values, "accessTokenLifetimeMinutes"),
    refreshTokenMinutes: numberAt(values, "refreshTokenLifetimeMinutes"),
    refreshTokenWindowMinutes: numberAt(values, "refreshTokenWindowMinutes"),
    inlineHookId: textAt(values, "inlineHookId") || undefined,
  };
}

function appOf({ id, values }: StateResource, all: readonly StateResource[]): SnapshotInput["apps"][number] {
  const mine = (kind: Kind) => all.filter((one) => one.kind === kind && textAt(one.values, "appId") === id);
  const type = textAt(values, "type");
  const policy = textAt(values, "authenticationPolicy");
  return {
    id,
    clientId: textAt(values, "clientId") ?? id,
    label: textAt(values, "label") ?? id,
    status: activeOr(values),
    type: type === "browser" || type === "native" || type === "service" ? type : "web",
    grantTypes: textsAt(values, "grantTypes"),
    authMethod: textAt(values, "tokenEndpointAuthMethod") ?? "client_secret_basic",
    consentMethod: textAt(values, "consentMethod") === "REQUIRED" ? "REQUIRED" : "TRUSTED",
    pkceRequired: flagAt(values, "pkceRequired"),
    redirectUris: textsAt(values, "redirectUris"),
    postLogoutRedirectUris: textsAt(values, "postLogoutRedirectUris"),
    jwks: listAt(values, "jwks").map((key) => ({
      kty: textAt(key, "kty") ?? "",
      kid: textAt(key, "kid"),
      n: textAt(key, "n"),
      e: textAt(key, "e"),
    })),
    jwksUri: textAt(values, "jwksUri") || undefined,
    loginUri: textAt(values, "loginUri") || undefined,
    groups: [
      ...mine("assignment").flatMap((one) => textAt(one.values, "groupId") ?? []),
      ...mine("assignments").flatMap((one) =>
        listAt(one.values, "groups").flatMap((group) => textAt(group, "id") ?? []),
      ),
    ],
    signOnPolicyId: policy !== undefined && /^rst[A-Za-z0-9]{17}$/.test(policy) ? policy : undefined,
    backchannelAuthenticatorId: textAt(values, "backchannelCustomAuthenticatorId") || undefined,
    issuerMode: textAt(values, "issuerMode"),
    oktaApiScopes: mine("apiScopes").flatMap((one) => textsAt(one.values, "scopes")),
  };
}

/** `<server>/<id>`, as some providers write the id of what stands below another thing. */
const bare = (id: string) => id.split("/").at(-1)!;

/** What is in another state, or was made by hand, is in no part of this one. */
function unknownClients(policies: readonly StateResource[], apps: readonly StateResource[]): string[] {
  const known = new Set([ALL_CLIENTS, ...apps.map(({ id, values }) => textAt(values, "clientId") ?? id)]);
  const named = policies.flatMap(({ values }) => textsAt(values, "clientWhitelists"));
  return [...new Set(named.filter((id) => !known.has(id)))].map((id) => `the application of the client id \`${id}\``);
}

function unknownScopes(rules: readonly StateResource[], scopes: readonly StateResource[]): string[] {
  const known = new Set(["*", ...OIDC_SCOPES, ...scopes.map(({ values }) => textAt(values, "name") ?? "")]);
  const named = rules.flatMap(({ values }) => textsAt(values, "scopeWhitelists"));
  return [...new Set(named.filter((name) => !known.has(name)))].map((name) => `the scope \`${name}\``);
}

/** Groups that somebody else makes are in no state, and have no name there. */
function unknownGroups(rules: readonly StateResource[], groups: readonly StateResource[]): string[] {
  const known = new Set(["EVERYONE", ...groups.map(({ id }) => id)]);
  const named = rules.flatMap(({ values }) => textsAt(values, "groupWhitelists"));
  return [...new Set(named.filter((id) => !known.has(id)))].map((id) => `the name of the group \`${id}\``);
}
