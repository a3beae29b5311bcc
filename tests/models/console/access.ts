/** A product for tests of the program: three APIs, nine clients, functions that act as clients. It stays as it is, whatever the product at the root becomes. */
import { defineAccess } from "okta-api-access";

export default defineAccess({
  product: "admin",
  audience: "api://admin",

  scopes: {
    "users:read": { description: "Read user profiles" },
    "users:create": { description: "Create users", sensitivity: "medium" },
    "users:update": { description: "Change user profiles", sensitivity: "medium" },
    "users:activate": {
      description: "Activate a user",
      sensitivity: "medium",
      stepUp: { acr: "urn:okta:loa:2fa:any", maxAge: 300 },
    },
    "users:deactivate": {
      description: "Deactivate a user",
      sensitivity: "high",
      stepUp: { acr: "urn:okta:loa:2fa:any", maxAge: 300 },
    },
    "users:delete": {
      description: "Delete a user for good",
      sensitivity: "high",
      stepUp: { acr: "phr", maxAge: 300 },
    },
    "users:manage": {
      description: "All that may be done to a user's profile",
      sensitivity: "high",
      implies: ["users:read", "users:create", "users:update", "users:activate"],
    },
    // Whoever enrols a factor for somebody could sign in with it.
    "factors:enroll": {
      description: "Enrol a factor for a user",
      sensitivity: "medium",
      stepUp: { acr: "urn:okta:loa:2fa:any", maxAge: 300 },
    },
    "factors:verify": { description: "Verify a factor of a user", exposure: "external" },
    "approvals:create": { description: "Ask a person to approve a transaction", sensitivity: "medium" },
    "transactions:approve": { description: "Approve a transaction on a device of one's own", sensitivity: "medium" },
    "profile:read": { description: "Read one's own profile", exposure: "external" },
    "reports:read": { description: "Read the reports on users and factors" },
  },

  groups: {
    "support-agents": { scopes: ["users:read", "factors:verify", "approvals:create"] },
    "support-leads": {
      scopes: [
        "users:read",
        "users:create",
        "users:update",
        "users:activate",
        "users:deactivate",
        "factors:verify",
        "approvals:create",
      ],
    },
    "factor-desk": { scopes: ["users:read", "factors:enroll", "factors:verify", "approvals:create"] },
    "user-admins": { scopes: ["users:manage", "users:deactivate", "users:delete"], managed: true },
    auditors: { scopes: ["reports:read"] },
    customers: { scopes: ["profile:read", "transactions:approve"], managed: true },
  },

  clients: {
    "support-console": {
      type: "spa",
      scopes: [
        "users:read",
        "users:create",
        "users:update",
        "users:activate",
        "users:deactivate",
        "users:delete",
        "factors:enroll",
        "factors:verify",
        "approvals:create",
      ],
      assignedTo: ["support-agents", "support-leads", "factor-desk", "user-admins"],
    },
    "audit-portal": { type: "web", scopes: ["users:read", "reports:read"], assignedTo: ["auditors", "user-admins"] },
    "customer-app": {
      type: "native",
      exposure: "external",
      scopes: ["profile:read"],
      refreshTokens: true,
      assignedTo: ["customers"],
    },
    "nightly-sync": { type: "service", scopes: ["users:read", "reports:read"] },
    // A partner's telephone menu, which speaks no OIDC to the people who call it.
    "partner-hotline": { type: "service", exposure: "external", scopes: ["factors:verify"], reach: ["customers"] },

    // The rest are the functions of this program: each an application of its own, with a key that only it can use.
    "approval-service": {
      type: "web",
      scopes: ["transactions:approve"],
      grants: ["authorization_code", "ciba"],
      signOn: { factors: 1 },
      handler: "admin",
    },
    "admin-service": {
      type: "service",
      scopes: [],
      oktaApiScopes: ["okta.users.manage", "okta.factors.manage"],
      oktaAdminRole: {
        permissions: [
          "okta.users.read",
          "okta.users.create",
          "okta.users.userprofile.manage",
          "okta.users.lifecycle.activate",
          "okta.users.lifecycle.deactivate",
          "okta.users.lifecycle.delete",
          "okta.users.credentials.manage",
          // To see whether somebody is in a group that a client may reach.
          "okta.groups.read",
        ],
        groups: "all",
      },
      handler: "admin",
    },
    "registration-service": {
      type: "service",
      scopes: [],
      oktaApiScopes: ["okta.users.manage"],
      oktaAdminRole: { permissions: ["okta.users.create"], groups: ["customers"] },
      handler: "registration",
    },
    "recovery-service": {
      type: "service",
      scopes: [],
      oktaApiScopes: ["okta.users.manage"],
      oktaAdminRole: {
        permissions: ["okta.users.credentials.resetPassword", "okta.users.lifecycle.activate"],
        groups: ["customers"],
      },
      handler: "recovery",
    },
  },

  claims: {
    permissions: { token: "access", groups: { startsWith: "permissions-" }, scopes: ["reports:read"] },
    entitlements: { token: "id", entitledScopes: true },
    department: { token: "access", expression: "user.department", scopes: ["users:update"] },
  },

  apis: {
    admin: {
      routes: {
        "GET /users": { scopes: ["users:read"], handler: "admin" },
        "GET /users/{id}": { scopes: ["users:read"], handler: "admin" },
        "POST /users": { scopes: ["users:create"], handler: "admin" },
        "PATCH /users/{id}": { scopes: ["users:update"], handler: "admin" },
        "POST /users/{id}/activate": { scopes: ["users:activate"], handler: "admin" },
        "POST /users/{id}/deactivate": { scopes: ["users:deactivate"], handler: "admin" },
        "DELETE /users/{id}": { scopes: ["users:delete"], handler: "admin" },
        "GET /users/{id}/factors": { scopes: ["factors:verify"], handler: "admin" },
        "POST /users/{id}/factors": { scopes: ["factors:enroll"], handler: "admin" },
        "POST /users/{id}/factors/{factorId}/activate": { scopes: ["factors:enroll"], handler: "admin" },
        "POST /users/{id}/challenges": { scopes: ["factors:verify"], handler: "admin" },
        "GET /users/{id}/challenges/{challengeId}": { scopes: ["factors:verify"], handler: "admin" },
        "POST /users/{id}/challenges/{challengeId}/verify": { scopes: ["factors:verify"], handler: "admin" },
        "POST /approvals": { scopes: ["approvals:create"], handler: "admin" },
        "GET /approvals/{approvalId}": { scopes: ["approvals:create"], handler: "admin" },
        "GET /profile": { scopes: ["profile:read"], handler: "admin" },
        "GET /reports": { scopes: ["reports:read"], groups: "permissions-*-reports", handler: "admin" },
        "GET /health": { public: "load balancer probe", handler: "admin" },
      },
    },
    registration: {
      // A firewall stands before a REST API directly.
      profile: "rest",
      firewall: { managedRules: true, requestsPer5Minutes: 100 },
      throttle: { ratePerSecond: 5, burst: 10 },
      routes: {
        "POST /registrations": { public: "a person who registers has no account yet", handler: "registration" },
        "GET /health": { public: "load balancer probe", handler: "registration" },
      },
    },
    recovery: {
      profile: "rest",
      firewall: { managedRules: true, requestsPer5Minutes: 100 },
      throttle: { ratePerSecond: 5, burst: 10 },
      routes: {
        "POST /recoveries": { public: "whoever has forgotten a password cannot sign in", handler: "recovery" },
        "GET /health": { public: "load balancer probe", handler: "recovery" },
      },
    },
  },
});
