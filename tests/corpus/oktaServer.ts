/** Servers, applications and requests for the worked examples of Okta's documentation. */
import type {
  AuthorizationServer,
  EvaluationRequest,
  RequestClient,
  ServerPolicy,
  ServerRule,
} from "../../model/evaluate/types";

export function rule(name: string, priority: number, changes: Partial<ServerRule> = {}): ServerRule {
  return {
    id: name,
    name,
    priority,
    status: "ACTIVE",
    grantTypes: ["authorization_code"],
    users: [],
    groups: ["EVERYONE"],
    scopes: ["*"],
    accessTokenMinutes: 60,
    refreshTokenMinutes: 0,
    refreshTokenWindowMinutes: 10_080,
    ...changes,
  };
}

export function policy(
  name: string,
  priority: number,
  rules: readonly ServerRule[],
  changes: Partial<ServerPolicy> = {},
): ServerPolicy {
  return { id: name, name, priority, status: "ACTIVE", clients: ["ALL_CLIENTS"], rules, ...changes };
}

export const SYSTEM_SCOPES = ["openid", "profile", "email", "address", "phone", "offline_access", "device_sso"];

export function server(
  policies: readonly ServerPolicy[],
  scopes: AuthorizationServer["scopes"] = [],
): AuthorizationServer {
  const system = SYSTEM_SCOPES.map((name) => ({ name, consent: "IMPLICIT" as const, default: false }));
  return { scopes: [...system, ...scopes], claims: [], policies };
}

export const custom = (name: string, changes: Partial<AuthorizationServer["scopes"][number]> = {}) => ({
  name,
  consent: "IMPLICIT" as const,
  default: false,
  ...changes,
});

export const webApp: RequestClient = {
  id: "web-app",
  status: "ACTIVE",
  applicationType: "web",
  grantTypes: ["authorization_code"],
  consentMethod: "TRUSTED",
  assignedUsers: [],
  assignedGroups: ["staff"],
};

export const serviceApp: RequestClient = {
  ...webApp,
  id: "service-app",
  applicationType: "service",
  grantTypes: ["client_credentials"],
  assignedGroups: [],
};

export const staff = { id: "00u1", groups: ["staff"] };

export function asked(scopes: string, changes: Partial<EvaluationRequest> = {}): EvaluationRequest {
  return {
    client: webApp,
    grantType: "authorization_code",
    user: staff,
    scopes: scopes.split(" ").filter(Boolean),
    ...changes,
  };
}

export const service = (scopes: string) =>
  asked(scopes, { client: serviceApp, grantType: "client_credentials", user: null });

export const CONSENT_SCOPES = [
  custom("car:drive", { consent: "REQUIRED" }),
  custom("car:wash", { consent: "FLEXIBLE" }),
  custom("car:see"),
];
export const consentServer = server([policy("Default", 1, [rule("Default", 1)])], CONSENT_SCOPES);
export const asksConsent: RequestClient = { ...webApp, consentMethod: "REQUIRED" };
