/** The client applications of a plan. */
import type { Access, Client } from "../file/access";
import { authenticationOf } from "../okta/clientTypes";
import { GRANTS, REFRESH_TOKEN_GRANT } from "../okta/grants";
import type { PlanClient } from "./plan";
import { assignedGroups } from "./assignment";
import type { Entitlements } from "./entitlements";
import { signOnRules } from "./signOnRules";

/** In the order of the file. */
export function clientsOf(access: Access, entitlements: Entitlements): PlanClient[] {
  return [...access.clients.values()].map((client) => ({
    key: client.key,
    type: client.type,
    grantTypes: [
      ...client.grants.map((grant) => GRANTS[grant].okta),
      ...(client.refreshTokens ? [REFRESH_TOKEN_GRANT] : []),
    ],
    oidcScopes: client.oidcScopes,
    assignedTo: assignedGroups(access, client, entitlements),
    consentMethod: consentMethod(access, client),
    tokenEndpointAuthMethod: authenticationOf(client),
    oktaApiScopes: client.oktaApiScopes,
    ...(client.oktaAdminRole === undefined ? {} : { oktaAdminRole: client.oktaAdminRole }),
    signOnRules: signOnRules(access, client, entitlements),
  }));
}

/** Okta asks for consent only in applications with method REQUIRED, so one scope that wants it decides. */
function consentMethod(access: Access, client: Client): PlanClient["consentMethod"] {
  const asks = client.ceiling.some((scope) => access.scopes.get(scope)!.consent !== "IMPLICIT");
  return asks ? "REQUIRED" : "TRUSTED";
}
