/** The signing keys of a custom authorization server, and their rotation. */
import { notFound, validationFailed } from "../../errors/apiErrors";
import { ok } from "../../http/endpoint";
import type { AuthServer, Json } from "../../org/entities";
import type { Org } from "../../org/Org";
import { publicKey, type SigningKey } from "../../org/signingKeys";
import { rows, type ApiCall, link } from "../apiEndpoint";
import { SERVERS_PATH, serverOf, touch } from "./authorizationServers";

const KEYS = `${SERVERS_PATH}/{authServerId}/credentials`;

export const authorizationServerKeys = rows(
  "okta.authorizationServers",
  { method: "GET", path: `${KEYS}/keys`, operation: "listAuthorizationServerKeys", handle: list },
  { method: "GET", path: `${KEYS}/keys/{keyId}`, operation: "getAuthorizationServerKey", handle: get },
  { method: "POST", path: `${KEYS}/lifecycle/keyRotate`, operation: "rotateAuthorizationServerKeys", handle: rotate },
);

async function list(call: ApiCall) {
  return ok(await showAll(call.org, serverOf(call)));
}

async function get(call: ApiCall) {
  const server = serverOf(call);
  const key = server.keys.list().find(({ kid }) => kid === call.params["keyId"]);
  if (key === undefined) throw notFound(call.params["keyId"]!, "JsonWebKey");
  return ok(await show(call.org, server, key));
}

async function rotate(call: ApiCall) {
  const server = serverOf(call);
  if (call.json["use"] !== "sig") throw validationFailed("use", "The only supported value is 'sig'.");
  server.keys.rotate();
  touch(call.org, server);
  return ok(await showAll(call.org, server));
}

function showAll(org: Org, server: AuthServer): Promise<Json[]> {
  return Promise.all(server.keys.list().map((key) => show(org, server, key)));
}

async function show(org: Org, server: AuthServer, key: SigningKey): Promise<Json> {
  const self = link(org, `${SERVERS_PATH}/${server.id}/credentials/keys/${key.kid}`, "GET");
  return { status: key.status, ...(await publicKey(key)), _links: { self } };
}
