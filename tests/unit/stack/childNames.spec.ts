/**
 * The names of all resources of a small stack. They are a contract: a resource that gets another name, type or parent is
 * deleted and made anew in every stack there is, so that a change here needs an alias in the component.
 */
import assert from "node:assert/strict";
import { childrenOf } from "../components/testProviders";
import { runStack } from "./runStack";

const ACCESS = {
  product: "shop",
  audience: "api://shop",
  scopes: {
    "orders:read": { description: "Read orders" },
    "orders:delete": { description: "Delete an order", sensitivity: "high", stepUp: { acr: "phr", maxAge: 300 } },
  },
  groups: {
    clerks: { scopes: ["orders:read"] },
    managers: { scopes: ["orders:delete"], managed: true },
  },
  clients: {
    desk: { type: "spa", scopes: ["orders:read", "orders:delete"] },
    sync: { type: "service", scopes: ["orders:read"] },
    clerk: {
      type: "service",
      scopes: [],
      oktaApiScopes: ["okta.users.manage"],
      oktaAdminRole: { permissions: ["okta.users.create"], groups: ["clerks"] },
      handler: "admin",
    },
  },
  claims: { department: { token: "access", expression: "user.department", scopes: ["orders:read"] } },
  apis: {
    orders: {
      routes: {
        "GET /orders": { scopes: ["orders:read"], handler: "admin" },
        "DELETE /orders/{id}": { scopes: ["orders:delete"], handler: "admin" },
        "GET /stock": { scopes: ["orders:read"], url: "https://stock.example.com/" },
        "GET /health": { public: "load balancer probe", handler: "admin" },
      },
    },
  },
};

const SETTINGS = {
  "okta-api-access:clients": {
    desk: { redirectUris: ["https://desk.example.com/callback"] },
    sync: { jwksUri: "https://sync.example.com/jwks.json" },
  },
};

/** Parent → its children. */
const NAMES: Record<string, string[]> = {
  "okta-api-access:index:AccessGroups::shop": [
    "okta:group/group:Group::shop-clerks+managers",
    "okta:group/group:Group::shop-managers",
    "okta:group/rule:Rule::shop-clerks+managers",
  ],
  "okta-api-access:index:AccessPolicies::shop": [
    "okta:auth/serverPolicy:ServerPolicy::shop-desk",
    "okta:auth/serverPolicy:ServerPolicy::shop-sync",
    "okta:auth/serverPolicyRule:ServerPolicyRule::shop-desk: OIDC scopes only 60 min",
    "okta:auth/serverPolicyRule:ServerPolicyRule::shop-desk: clerks 60 min",
    "okta:auth/serverPolicyRule:ServerPolicyRule::shop-desk: clerks+managers 10 min",
    "okta:auth/serverPolicyRule:ServerPolicyRule::shop-desk: managers 10 min",
    "okta:auth/serverPolicyRule:ServerPolicyRule::shop-sync: client_credentials 60 min",
  ],
  "okta-api-access:index:AdminRole::clerk-admin-role": [
    "okta:app/oauthRoleAssignment:OauthRoleAssignment::clerk-admin-role-assignment",
    "okta:index/adminRoleCustom:AdminRoleCustom::clerk-admin-role-role",
    "okta:index/resourceSet:ResourceSet::clerk-admin-role-resources",
  ],
  "okta-api-access:index:AuthorizationServer::shop": [
    "okta:auth/server:Server::shop-server",
    "okta:auth/serverScope:ServerScope::shop-orders:delete",
    "okta:auth/serverScope:ServerScope::shop-orders:read",
  ],
  "okta-api-access:index:ClientApp::clerk": [
    "okta:app/oAuth:OAuth::clerk-app",
    "okta:index/appOauthApiScope:AppOauthApiScope::clerk-okta-api",
  ],
  "okta-api-access:index:ClientApp::desk": [
    "okta:app/groupAssignment:GroupAssignment::desk-group:clerks",
    "okta:app/groupAssignment:GroupAssignment::desk-group:managers",
    "okta:app/oAuth:OAuth::desk-app",
  ],
  "okta-api-access:index:ClientApp::sync": ["okta:app/oAuth:OAuth::sync-app"],
  "okta-api-access:index:HandlerFunction::orders-admin": [
    "aws:cloudwatch/logGroup:LogGroup::orders-admin-log",
    "aws:iam/role:Role::orders-admin-role",
    "aws:iam/rolePolicy:RolePolicy::orders-admin-log",
    "aws:iam/rolePolicy:RolePolicy::orders-admin-remember",
    "aws:iam/rolePolicy:RolePolicy::orders-admin-sign",
    "aws:lambda/function:Function::orders-admin-function",
  ],
  "okta-api-access:index:HandlerFunction::orders-guard": [
    "aws:cloudwatch/logGroup:LogGroup::orders-guard-log",
    "aws:iam/role:Role::orders-guard-role",
    "aws:iam/rolePolicy:RolePolicy::orders-guard-log",
    "aws:lambda/function:Function::orders-guard-function",
  ],
  "okta-api-access:index:HandlerFunction::orders-resource_metadata": [
    "aws:cloudwatch/logGroup:LogGroup::orders-resource_metadata-log",
    "aws:iam/role:Role::orders-resource_metadata-role",
    "aws:iam/rolePolicy:RolePolicy::orders-resource_metadata-log",
    "aws:lambda/function:Function::orders-resource_metadata-function",
  ],
  "okta-api-access:index:ProtectedHttpApi::orders": [
    "aws:apigatewayv2/api:Api::orders-api",
    "aws:apigatewayv2/authorizer:Authorizer::orders-guard",
    "aws:apigatewayv2/authorizer:Authorizer::orders-jwt",
    "aws:apigatewayv2/integration:Integration::orders-admin",
    "aws:apigatewayv2/integration:Integration::orders-https://stock.example.com/",
    "aws:apigatewayv2/integration:Integration::orders-resource_metadata",
    "aws:apigatewayv2/route:Route::orders-DELETE /orders/{id}",
    "aws:apigatewayv2/route:Route::orders-GET /.well-known/oauth-protected-resource",
    "aws:apigatewayv2/route:Route::orders-GET /health",
    "aws:apigatewayv2/route:Route::orders-GET /orders",
    "aws:apigatewayv2/route:Route::orders-GET /stock",
    "aws:apigatewayv2/stage:Stage::orders-stage",
    "aws:cloudwatch/logGroup:LogGroup::orders-access-log",
    "aws:lambda/permission:Permission::orders-admin",
    "aws:lambda/permission:Permission::orders-guard",
    "aws:lambda/permission:Permission::orders-resource_metadata",
    "okta-api-access:index:HandlerFunction::orders-guard",
    "okta-api-access:index:HandlerFunction::orders-resource_metadata",
  ],
  "okta-api-access:index:ServiceTable::orders-admin": ["aws:dynamodb/table:Table::orders-admin-table"],
  "okta-api-access:index:SignOnPolicy::desk-sign-on": [
    "okta:app/signonPolicyRules:SignonPolicyRules::desk-sign-on-rules",
    "okta:index/appSignonPolicy:AppSignonPolicy::desk-sign-on-policy",
  ],
  "okta-api-access:index:SigningKey::clerk": ["aws:kms/key:Key::clerk-key"],
  "okta-api-access:index:TokenClaims::shop": ["okta:auth/serverClaim:ServerClaim::shop-department"],
  "okta-api-access:index:TrustedOrigins::shop": ["okta:trustedorigin/origin:Origin::shop-https://desk.example.com"],
  stack: [
    "okta-api-access:index:AccessGroups::shop",
    "okta-api-access:index:AccessPolicies::shop",
    "okta-api-access:index:AdminRole::clerk-admin-role",
    "okta-api-access:index:AuthorizationServer::shop",
    "okta-api-access:index:ClientApp::clerk",
    "okta-api-access:index:ClientApp::desk",
    "okta-api-access:index:ClientApp::sync",
    "okta-api-access:index:HandlerFunction::orders-admin",
    "okta-api-access:index:ProtectedHttpApi::orders",
    "okta-api-access:index:ServiceTable::orders-admin",
    "okta-api-access:index:SignOnPolicy::desk-sign-on",
    "okta-api-access:index:SigningKey::clerk",
    "okta-api-access:index:TokenClaims::shop",
    "okta-api-access:index:TrustedOrigins::shop",
    "pulumi:providers:aws::aws",
    "pulumi:providers:okta::okta",
  ],
};

describe("the names of a stack's resources", () => {
  it("are what they were", async () => {
    const { recording } = await runStack({ accessFile: ACCESS, settings: SETTINGS });
    assert.deepEqual(childrenOf(recording), NAMES);
  });
});
