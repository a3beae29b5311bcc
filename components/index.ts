/**
 * The package `okta-api-access`: the access file, the stack, and the components alone.
 *
 * What declares resources is loaded when it is first used: an access file needs `defineAccess` alone, and the Pulumi SDK
 * takes longer to load than everything that the `access` command does.
 */
import type * as stack from "./stack/declareStack";
import type * as alb from "./aws/alb/protectedAlbApi";
import type * as http from "./aws/http/protectedHttpApi";
import type * as rest from "./aws/rest/protectedRestApi";
import type * as cloudWatchRole from "./aws/rest/cloudWatchRole";
import type * as handlerFunction from "./aws/shared/handlerFunction";
import type * as groups from "./okta/accessGroups";
import type * as existing from "./okta/existingClient";
import type * as policies from "./okta/accessPolicies";
import type * as server from "./okta/authorizationServer";
import type * as clientApp from "./okta/clientApp";
import type * as signOn from "./okta/signOnPolicy";
import type * as claims from "./okta/tokenClaims";
import type * as origins from "./okta/trustedOrigins";

export { defineAccess, definePeople } from "../model/file";
export type { StackOptions, StackOutputs } from "./stack/declareStack";
export type { Naming } from "./naming";
export type { CloudWatchRoleArgs } from "./aws/rest/cloudWatchRole";
export type { HandlerFunctionArgs } from "./aws/shared/handlerFunction";
export type { AlbApiArgs, HttpApiArgs, RestApiArgs } from "./aws/shared/profileArgs";
export type { ProtectedApiArgs } from "./aws/shared/protectedApiArgs";
export type { AccessGroupsArgs } from "./okta/accessGroups";
export type { AccessPoliciesArgs } from "./okta/accessPolicies";
export type { AuthorizationServerArgs, SharedAuthorizationServerArgs } from "./okta/authorizationServer";
export type { ExistingClientArgs } from "./okta/existingClient";
export type { ClientAppArgs } from "./okta/clientApp";
export type { SignOnPolicyArgs } from "./okta/signOnPolicy";
export type { TokenClaimsArgs } from "./okta/tokenClaims";
export type { TrustedOriginsArgs } from "./okta/trustedOrigins";

export declare const declareStack: typeof stack.declareStack;
export declare const AccessGroups: typeof groups.AccessGroups;
export declare const AccessPolicies: typeof policies.AccessPolicies;
export declare const AuthorizationServer: typeof server.AuthorizationServer;
export declare const ClientApp: typeof clientApp.ClientApp;
export declare const CloudWatchRole: typeof cloudWatchRole.CloudWatchRole;
export declare const ExistingClient: typeof existing.ExistingClient;
export declare const HandlerFunction: typeof handlerFunction.HandlerFunction;
export declare const ProtectedAlbApi: typeof alb.ProtectedAlbApi;
export declare const ProtectedHttpApi: typeof http.ProtectedHttpApi;
export declare const ProtectedRestApi: typeof rest.ProtectedRestApi;
export declare const SharedAuthorizationServer: typeof server.SharedAuthorizationServer;
export declare const SignOnPolicy: typeof signOn.SignOnPolicy;
export declare const TokenClaims: typeof claims.TokenClaims;
export declare const TrustedOrigins: typeof origins.TrustedOrigins;

/** Name → what loads the module that has it. */
const LAZY: Readonly<Record<string, () => object>> = {
  declareStack: () => require("./stack/declareStack") as object,
  AccessGroups: () => require("./okta/accessGroups") as object,
  AccessPolicies: () => require("./okta/accessPolicies") as object,
  AuthorizationServer: () => require("./okta/authorizationServer") as object,
  ClientApp: () => require("./okta/clientApp") as object,
  CloudWatchRole: () => require("./aws/rest/cloudWatchRole") as object,
  ExistingClient: () => require("./okta/existingClient") as object,
  HandlerFunction: () => require("./aws/shared/handlerFunction") as object,
  ProtectedAlbApi: () => require("./aws/alb/protectedAlbApi") as object,
  ProtectedHttpApi: () => require("./aws/http/protectedHttpApi") as object,
  ProtectedRestApi: () => require("./aws/rest/protectedRestApi") as object,
  SharedAuthorizationServer: () => require("./okta/authorizationServer") as object,
  SignOnPolicy: () => require("./okta/signOnPolicy") as object,
  TokenClaims: () => require("./okta/tokenClaims") as object,
  TrustedOrigins: () => require("./okta/trustedOrigins") as object,
};

for (const [name, load] of Object.entries(LAZY)) {
  Object.defineProperty(module.exports, name, {
    enumerable: true,
    get: () => (load() as Readonly<Record<string, unknown>>)[name],
  });
}
