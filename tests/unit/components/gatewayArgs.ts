/** Args of an API that the tests of all kinds of gateways share. */
import type { ProtectedApiArgs } from "../../../components/aws/shared/protectedApiArgs";
import type { Registration } from "../../setup/mocks";

export const ISSUER = "https://example.okta.com/oauth2/aus1";

/** A step-up as the access file's scopes ask for it. */
export const STEP_UP = { acr: "phr", maxAge: 300 };

export const ARGS: ProtectedApiArgs = {
  naming: { product: "p", stack: "dev", carryStack: true },
  issuer: ISSUER,
  audience: "api://admin",
  routes: {
    "GET /users": { requirement: { scopes: { any: ["users:read"] } }, handler: "admin" },
    "DELETE /users/{id}": { requirement: { scopes: { any: ["users:delete"] }, stepUp: STEP_UP }, handler: "admin" },
    "GET /reports/{year}": { scopes: ["reports:read"], url: "https://reports.example.com/{year}" },
    "GET /": { public: "load balancer probe", handler: "admin" },
  },
  handlers: { admin: { functionName: "p-users-admin-dev", invokeArn: "arn:invoke:admin", functionArn: "arn:admin" } },
  authorizerModule: "export const handler = 1;",
  throttle: { ratePerSecond: 50, burst: 100 },
  logs: { retentionDays: 90 },
  tags: { team: "identity" },
};

export const certificateIn = (region: string) => `arn:aws:acm:${region}:111122223333:certificate/c1`;

export const FIREWALL = { managedRules: true, requestsPer5Minutes: 2000 };

/** Name → inputs. */
export const inputsByName = (registrations: readonly Registration[]) =>
  Object.fromEntries(registrations.map(({ name, inputs }) => [name, inputs]));
