/** The authorization server that an org with API Access Management has from the start: it lets every client have every scope. */
import type { AuthServer, Policy, Rule } from "./entities";
import { newAuthServer } from "./newAuthServer";
import { DEFAULT_SERVER, type Org } from "./Org";

/** The grants that its rule allows. Source: Okta's guide on custom authorization servers. */
const GRANTS = [
  "implicit",
  "client_credentials",
  "authorization_code",
  "password",
  "urn:ietf:params:oauth:grant-type:device_code",
];

/** Settings are those of a recorded answer, policy and rule those that Okta describes. */
export function newDefaultServer(org: Org): AuthServer {
  const settings = {
    name: DEFAULT_SERVER,
    description: "Default Authorization Server for your Applications",
    audiences: ["api://default"],
    issuerMode: "DYNAMIC",
    rotationMode: "MANUAL",
  } as const;
  // Few programs ask it for a token, so its key waits until one does.
  const server = newAuthServer(org, settings, { isDefault: true, keys: org.newKeyRing(true) });
  const rule: Rule = {
    ...org.stamp(),
    id: org.newId("rule"),
    name: "Default Policy Rule",
    status: "ACTIVE",
    priority: 1,
    grantTypes: GRANTS,
    users: [],
    groups: ["EVERYONE"],
    scopes: ["*"],
    accessTokenLifetimeMinutes: 60,
    refreshTokenLifetimeMinutes: 0,
    refreshTokenWindowMinutes: 10_080,
  };
  const policy: Policy = {
    ...org.stamp(),
    id: org.newId("policy"),
    name: "Default Policy",
    description: "Default policy",
    status: "ACTIVE",
    priority: 1,
    clients: ["ALL_CLIENTS"],
    rules: [rule],
  };
  server.policies = [policy];
  return server;
}
