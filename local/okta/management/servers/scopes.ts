/** The scopes of a custom authorization server. */
import { notFound, validationFailed } from "../../errors/apiErrors";
import { noContent, ok } from "../../http/endpoint";
import type { Fields } from "../../http/fields";
import { page } from "../../http/page";
import type { AuthServer, Json, Scope } from "../../org/entities";
import { fieldsOf, pageOf, rows, withoutNulls, type ApiCall, selfLink } from "../apiEndpoint";
import { SERVERS_PATH, serverOf, touch } from "./authorizationServers";

const SCOPES = `${SERVERS_PATH}/{authServerId}/scopes`;
const ONE = `${SCOPES}/{scopeId}`;

export const scopes = rows(
  "okta.authorizationServers",
  { method: "GET", path: SCOPES, operation: "listOAuth2Scopes", handle: list },
  { method: "POST", path: SCOPES, operation: "createOAuth2Scope", handle: create },
  {
    method: "GET",
    path: ONE,
    operation: "getOAuth2Scope",
    handle: (call) => ok(show(call, scopeOf(call, serverOf(call)))),
  },
  { method: "PUT", path: ONE, operation: "replaceOAuth2Scope", handle: replace },
  { method: "DELETE", path: ONE, operation: "deleteOAuth2Scope", handle: remove },
);

/** What is wrong with a scope's name, or undefined. Source: Okta's reference of the scope properties. */
export function scopeNameProblem(name: string): string | undefined {
  if (!/^[\x21\x23-\x5B\x5D-\x7E]*$/.test(name))
    return "Scope name must be printable ASCII without space, quotation mark and backslash";
  if (/^okta[.:]/.test(name)) return "Scope name must not start with 'okta.' or 'okta:'";
  if (name === "okta" || name === "*") return `Scope name must not be '${name}'`;
  if (name.includes("<") && name.includes(">")) return "Scope name must not contain both '<' and '>'";
  return undefined;
}

function scopeOf(call: ApiCall, server: AuthServer): Scope {
  const id = call.params["scopeId"]!;
  const scope = server.scopes.get(id);
  if (scope === undefined) throw notFound(id, "OAuth2Scope");
  return scope;
}

function list(call: ApiCall) {
  const wanted = call.query.get("q")?.toLowerCase() ?? "";
  const found = [...serverOf(call).scopes.values()].filter(({ name }) => name.toLowerCase().includes(wanted));
  return page(pageOf(call), found, (scope) => show(call, scope));
}

function create(call: ApiCall) {
  const server = serverOf(call);
  const scope: Scope = { id: call.org.newId("scope"), system: false, ...settings(server, fieldsOf(call)) };
  server.scopes.set(scope.id, scope);
  touch(call.org, server);
  return ok(show(call, scope), 201);
}

function replace(call: ApiCall) {
  const server = serverOf(call);
  const scope = scopeOf(call, server);
  const before = scope.name;
  const after = settings(server, fieldsOf(call), scope);
  if (scope.system && after.name !== before) throw validationFailed("name", "A system scope cannot be renamed");
  Object.assign(scope, after);
  if (after.name !== before) renameInRules(server, before, after.name);
  touch(call.org, server);
  return ok(show(call, scope));
}

function remove(call: ApiCall) {
  const server = serverOf(call);
  const scope = scopeOf(call, server);
  if (scope.system) throw validationFailed("scopeId", "A system scope cannot be deleted");
  server.scopes.delete(scope.id);
  touch(call.org, server);
  return noContent;
}

/** Rules and claims hold scopes by name; Okta keeps what refers to a scope pointing at it. */
function renameInRules(server: AuthServer, before: string, after: string): void {
  const renamed = (names: readonly string[]) => names.map((name) => (name === before ? after : name));
  for (const policy of server.policies) for (const rule of policy.rules) rule.scopes = renamed(rule.scopes);
  for (const claim of server.claims.values()) claim.scopes = renamed(claim.scopes);
}

function settings(server: AuthServer, fields: Fields, self?: Scope) {
  const name = fields.text("name");
  const problem = scopeNameProblem(name);
  if (problem !== undefined) fields.wrong("name", problem, null);
  const taken = [...server.scopes.values()].some((other) => other !== self && other.name === name);
  if (taken) fields.wrong("name", "An object with this field already exists in the current organization", null);
  const result = {
    name,
    displayName: fields.optionalText("displayName"),
    description: fields.optionalText("description"),
    consent: fields.oneOf("consent", ["IMPLICIT", "REQUIRED", "FLEXIBLE"], "IMPLICIT"),
    metadataPublish: fields.oneOf("metadataPublish", ["ALL_CLIENTS", "NO_CLIENTS"], "NO_CLIENTS"),
    default: fields.flag("default", false),
    optional: fields.flag("optional", false),
  };
  if (result.optional && result.default) fields.wrong("optional", "A default scope cannot be optional", null);
  fields.check();
  return result;
}

function show(call: ApiCall, scope: Scope): Json {
  const path = `${SERVERS_PATH}/${call.params["authServerId"]}/scopes/${scope.id}`;
  return { ...withoutNulls({ ...scope }), apiResourceId: null, ...selfLink(call.org, path) };
}
