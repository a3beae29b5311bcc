/** The client applications of a plan, with the settings that each has in this stack. */
import type * as pulumi from "@pulumi/pulumi";
import type { PlanClient } from "../../model/plan";
import { mutable } from "../mutable";
import { orgName, type Naming } from "../naming";
import type { ClientSettings } from "../settings/clients";
import { ClientApp } from "./clientApp";

/** What the applications of one product have in common. */
export interface ClientAppsContext {
  naming: Naming;
  /** Client key → settings. */
  settings: Readonly<Record<string, ClientSettings>>;
  /** Group key → group id. */
  groupIds: Readonly<Record<string, pulumi.Output<string>>>;
  /** The org's address. */
  orgUrl: string;
}

/** Creates the applications, in the order of the plan. @returns client key → client id. */
export function createClientApps(
  clients: readonly PlanClient[],
  { naming, settings, groupIds, orgUrl }: ClientAppsContext,
  opts: pulumi.ComponentResourceOptions,
): Record<string, pulumi.Output<string>> {
  const created = clients.map((client) => {
    const { redirectUris, postLogoutRedirectUris, jwks, jwksUri } = settings[client.key]!;
    const app = new ClientApp(
      client.key,
      {
        label: orgName("app", naming, client.key),
        type: client.type,
        grantTypes: mutable(client.grantTypes),
        consentMethod: client.consentMethod,
        redirectUris,
        postLogoutRedirectUris,
        jwks,
        jwksUri,
        groupIds: Object.fromEntries(client.assignedTo.map((key) => [key, groupIds[key]!])),
        oktaApiScopes: mutable(client.oktaApiScopes),
        oktaAdminRole: client.oktaAdminRole,
        orgUrl,
      },
      opts,
    );
    return [client.key, app.clientId] as const;
  });
  return Object.fromEntries(created);
}
