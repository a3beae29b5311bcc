/** Custom authorization servers: create, read, replace, delete, lifecycle. */
import { forgetResource } from "../../admin/resources";
import { ApiError, notFound, validationFailed } from "../../errors/apiErrors";
import { noContent, ok } from "../../http/endpoint";
import type { Fields } from "../../http/fields";
import { page } from "../../http/page";
import type { AuthServer, IssuerMode, Json } from "../../org/entities";
import { newAuthServer } from "../../org/newAuthServer";
import type { Org } from "../../org/Org";
import { OAUTH_METADATA, OPENID_METADATA } from "../../oauth/discovery";
import { customIssuer, nameOf } from "../../oauth/issuer";
import { ROTATION_INTERVAL_MS } from "../../org/signingKeys";
import { fieldsOf, lifecycle, pageOf, rows, time, times, type ApiCall, link, turnLink } from "../apiEndpoint";

export const SERVERS_PATH = "/api/v1/authorizationServers";
const ONE = `${SERVERS_PATH}/{authServerId}`;

/** The org's own domain is `localhost` here; behind a public address an org has one address, and all three come to the same. */
export const ISSUER_MODES: readonly IssuerMode[] = ["ORG_URL", "CUSTOM_URL", "DYNAMIC"];

/** Okta supports one audience per server. Source: Okta's API reference. */
const MAX_AUDIENCES = 1;

export const authorizationServers = rows(
  "okta.authorizationServers",
  { method: "GET", path: SERVERS_PATH, operation: "listAuthorizationServers", handle: list },
  { method: "POST", path: SERVERS_PATH, operation: "createAuthorizationServer", handle: create },
  {
    method: "GET",
    path: ONE,
    operation: "getAuthorizationServer",
    handle: (call) => ok(show(call.org, serverOf(call))),
  },
  { method: "PUT", path: ONE, operation: "replaceAuthorizationServer", handle: replace },
  { method: "DELETE", path: ONE, operation: "deleteAuthorizationServer", handle: remove },
  ...lifecycle(ONE, "AuthorizationServer", (call, status) => {
    const server = serverOf(call);
    server.status = status;
    touch(call.org, server);
  }),
);

/**
 * The server that the path names.
 *
 * @throws ApiError 404 where there is none; 401 E0000015 where the org has no API Access Management.
 */
export function serverOf(call: ApiCall): AuthServer {
  requireFeature(call.org);
  const id = call.params["authServerId"]!;
  const server = call.org.findServer(id);
  if (server === undefined) throw notFound(id, "AuthorizationServer");
  return server;
}

/** Notes a change of the server or of anything inside it. */
export function touch(org: Org, server: AuthServer): void {
  server.lastUpdated = org.clock();
  server.version += 1;
}

function requireFeature(org: Org): void {
  if (!org.features.apiAccessManagement) throw new ApiError("E0000015");
}

function list(call: ApiCall) {
  requireFeature(call.org);
  const wanted = call.query.get("q")?.toLowerCase() ?? "";
  const found = [...call.org.servers.values()].filter(
    (server) =>
      [server.name, ...server.audiences].some((text) => text.toLowerCase().includes(wanted)) &&
      call.may("okta.authzServers.read", { server }),
  );
  return page(pageOf(call), found, (server) => show(call.org, server));
}

function create(call: ApiCall) {
  requireFeature(call.org);
  // A new server rotates its keys by itself, whatever the request says; the next change may say otherwise. It is recorded.
  const server = newAuthServer(call.org, { ...settings(call.org, fieldsOf(call)), rotationMode: "AUTO" });
  call.org.servers.set(server.id, server);
  return ok(show(call.org, server), 201);
}

function replace(call: ApiCall) {
  const server = serverOf(call);
  Object.assign(server, settings(call.org, fieldsOf(call), server));
  touch(call.org, server);
  return ok(show(call.org, server));
}

function remove(call: ApiCall) {
  const server = serverOf(call);
  if (server.isDefault) throw validationFailed("authServerId", "The default authorization server cannot be deleted");
  if (server.status === "ACTIVE") {
    throw validationFailed("status", "An active authorization server cannot be deleted. Deactivate it first.");
  }
  forgetResource(call.org, server.id);
  call.org.servers.delete(server.id);
  return noContent;
}

function settings(org: Org, fields: Fields, self?: AuthServer) {
  const name = fields.text("name");
  const taken = [...org.servers.values()].some((other) => other !== self && other.name === name);
  if (taken) fields.wrong("name", "An object with this field already exists in the current organization", null);
  const audiences = fields.texts("audiences");
  if (audiences.length === 0 || audiences.some((audience) => audience.trim() === ""))
    fields.wrong("audiences", "The field cannot be left blank", null);
  if (audiences.length > MAX_AUDIENCES) fields.wrong("audiences", "Only one audience is supported", null);
  for (const unmodelled of ["jwks", "jwks_uri", "accessTokenEncryptedResponseAlgorithm"]) {
    if (fields.has(unmodelled)) fields.wrong(unmodelled, "The local Okta does not model encrypted tokens", null);
  }
  const result = {
    name,
    audiences,
    description: fields.optionalText("description"),
    issuerMode: fields.oneOf("issuerMode", ISSUER_MODES, "ORG_URL"),
    rotationMode: fields.within("credentials").within("signing").oneOf("rotationMode", ["AUTO", "MANUAL"], "AUTO"),
  };
  fields.check();
  return result;
}

function show(org: Org, server: AuthServer): Json {
  const path = `${SERVERS_PATH}/${nameOf(server)}`;
  return {
    id: server.id,
    name: server.name,
    description: server.description,
    audiences: server.audiences,
    issuer: customIssuer(org, server).url,
    issuerMode: server.issuerMode,
    status: server.status,
    ...times(server),
    credentials: { signing: signing(server) },
    default: server.isDefault,
    _links: {
      rotateKey: link(org, `${path}/credentials/lifecycle/keyRotate`, "POST"),
      metadata: [OAUTH_METADATA, OPENID_METADATA].map((document) => ({
        name: document.slice(document.lastIndexOf("/") + 1),
        ...link(org, `/oauth2/${nameOf(server)}${document}`, "GET"),
      })),
      keys: link(org, `${path}/credentials/keys`, "GET"),
      claims: link(org, `${path}/claims`, "GET", "POST"),
      policies: link(org, `${path}/policies`, "GET", "POST"),
      scopes: link(org, `${path}/scopes`, "GET", "POST"),
      self: link(org, path, "GET", "DELETE", "PUT"),
      ...turnLink(org, path, server.status),
    },
  };
}

function signing({ keys, rotationMode }: AuthServer): Json {
  const { kid, created } = keys.active;
  const next = rotationMode === "AUTO" ? { nextRotation: time(created + ROTATION_INTERVAL_MS) } : {};
  return { kid, rotationMode, lastRotated: time(created), ...next };
}
