/** The client applications of a plan, with the settings that each has in this stack. */
import type * as pulumi from "@pulumi/pulumi";
import type { PlanClient } from "../../model/compile";
import { CLIENT_TYPES } from "../../model/okta";
import { mutable } from "../stack/mutable";
import { uniqueName, type Naming } from "../naming";
import type { EarlierNames } from "../stack/earlierNames";
import type { ClientSettings } from "../stack/settings/clients";
import { AdminRole } from "./adminRole";
import { ClientApp, type PublicKeyArgs } from "./clientApp";
import { ExistingClient } from "./existingClient";
import { SignOnPolicy, type GroupStepUpArgs } from "./signOnPolicy";

/** What the applications of one product have in common. */
export interface ClientAppsContext {
  naming: Naming;
  /** Client key → settings. */
  settings: Readonly<Record<string, ClientSettings>>;
  /** Client key → public keys, of the clients as which functions of this program act. */
  keys: Readonly<Record<string, pulumi.Output<PublicKeyArgs[]>>>;
  /** Group key → group id. */
  groupIds: Readonly<Record<string, pulumi.Output<string>>>;
  /** Client key → the levels that its scopes ask of the members of groups. */
  stepUps: Readonly<Record<string, readonly GroupStepUpArgs[]>>;
  /** Keys of the clients with which a load balancer signs people in: it sends no PKCE, and keeps the secret itself. */
  withoutPkce: ReadonlySet<string>;
  /** The org's address. */
  orgUrl: string;
  /** Whose address issuers have. */
  issuerMode: string;
  /** What clients and groups were called before. */
  earlier: Pick<EarlierNames, "clients" | "groups">;
}

/** Creates the applications that do not exist, in the order of the plan. @returns client key → client id. */
export function createClientApps(
  clients: readonly PlanClient[],
  context: ClientAppsContext,
  opts: pulumi.ComponentResourceOptions,
): Record<string, pulumi.Output<string>> {
  const created = clients.map((client) => {
    const existing = context.settings[client.key]?.clientId;
    if (existing !== undefined) return [client.key, existingClient(client, existing, opts)] as const;
    const { clientId } = createClientApp(client, context, opts);
    createAdminRole(client, clientId, context, opts);
    return [client.key, clientId] as const;
  });
  return Object.fromEntries(created);
}

function existingClient(
  { key, type, grantTypes }: PlanClient,
  clientId: string,
  opts: pulumi.ComponentResourceOptions,
): pulumi.Output<string> {
  return new ExistingClient(key, { clientId, type, grantTypes: mutable(grantTypes) }, opts).clientId;
}

function createClientApp(
  client: PlanClient,
  context: ClientAppsContext,
  opts: pulumi.ComponentResourceOptions,
): ClientApp {
  const { naming, settings, keys, groupIds, orgUrl, issuerMode } = context;
  const { redirectUris, postLogoutRedirectUris, jwks, jwksUri, backchannelAuthenticatorId } = settings[client.key]!;
  return new ClientApp(
    client.key,
    {
      label: uniqueName("app", naming, client.key),
      type: client.type,
      grantTypes: mutable(client.grantTypes),
      consentMethod: client.consentMethod,
      redirectUris,
      postLogoutRedirectUris,
      jwks: keys[client.key] ?? jwks,
      jwksUri,
      clientSecret: !CLIENT_TYPES[client.type].hasUsers && client.tokenEndpointAuthMethod === "client_secret_basic",
      backchannelAuthenticatorId,
      groupIds: Object.fromEntries(client.assignedTo.map((key) => [key, groupIds[key]!])),
      pkceRequired: client.pkce && !context.withoutPkce.has(client.key),
      loginUri: client.loginUri,
      profile: client.profile,
      issuerMode,
      signOnPolicyId: client.signOnPolicyId ?? createSignOnPolicy(client, context, opts)?.policyId,
      oktaApiScopes: mutable(client.oktaApiScopes),
      oktaAdminRole: typeof client.oktaAdminRole === "string" ? client.oktaAdminRole : undefined,
      orgUrl,
      groupsWere: { ...context.earlier.groups },
      was: context.earlier.clients[client.key],
    },
    goingOn(client, "", context, opts),
  );
}

/** The same options, for what goes on with what a client of another key had. */
function goingOn(
  { key }: PlanClient,
  suffix: string,
  { earlier }: ClientAppsContext,
  opts: pulumi.ComponentResourceOptions,
): pulumi.ComponentResourceOptions {
  const was = earlier.clients[key];
  return was === undefined ? opts : { ...opts, aliases: [{ name: `${was}${suffix}` }] };
}

function createSignOnPolicy(
  client: PlanClient,
  context: ClientAppsContext,
  opts: pulumi.ComponentResourceOptions,
): SignOnPolicy | undefined {
  const { key, signOnRules } = client;
  const { naming, groupIds, stepUps } = context;
  if (signOnRules.length === 0) return undefined;
  return new SignOnPolicy(
    `${key}-sign-on`,
    {
      name: uniqueName("signOnPolicy", naming, key),
      description: `How people sign in to ${key}`,
      groupIds,
      rules: mutable(signOnRules),
      stepUps: [...(stepUps[key] ?? [])],
    },
    goingOn(client, "-sign-on", context, opts),
  );
}

/** A role of the client's own: what it may do, and to the members of which groups. A standard role belongs to its application. */
function createAdminRole(
  client: PlanClient,
  clientId: pulumi.Output<string>,
  context: ClientAppsContext,
  opts: pulumi.ComponentResourceOptions,
): void {
  const { key, oktaAdminRole: role } = client;
  const { naming, groupIds, orgUrl } = context;
  if (typeof role !== "object") return;
  new AdminRole(
    `${key}-admin-role`,
    {
      label: uniqueName("adminRole", naming, key),
      description: `What ${key} may do in the org`,
      permissions: mutable(role.permissions),
      orgUrl,
      groupIds: role.groups === "all" ? "all" : role.groups.map((group) => groupIds[group]!),
      clientId,
    },
    goingOn(client, "-admin-role", context, opts),
  );
}
