/** `okta:auth/server:Server`: custom authorization servers. */
import { at, textAt, type Body } from "../httpClient";
import { set, text } from "../properties";
import type { Live, ProviderFunction, ResourceType } from "../resourceType";
import { objectsIn, type Values } from "../values";
import { seg, setStatus, type OktaClient } from "./oktaClient";

const SERVERS = "/api/v1/authorizationServers";

export const server: ResourceType<OktaClient> = {
  token: "okta:auth/server:Server",
  inputs: {
    audiences: set(text(), { required: true }),
    credentialsRotationMode: text({ oneOf: ["AUTO", "MANUAL"], default: "AUTO" }),
    description: text(),
    issuerMode: text({ oneOf: ["ORG_URL", "CUSTOM_URL", "DYNAMIC"], default: "ORG_URL" }),
    name: text({ required: true }),
    status: text({ oneOf: ["ACTIVE", "INACTIVE"], default: "ACTIVE" }),
  },
  outputs: ["credentialsLastRotated", "credentialsNextRotation", "issuer", "kid"],
  autoname: { property: "name", max: 255 },
  async create(client, inputs) {
    const created = await client.send("POST", SERVERS, bodyOf(inputs));
    return { id: textAt(created, "id"), live: live(created) };
  },
  async settle(client, id, inputs, made) {
    await setStatus(client, `${SERVERS}/${seg(id)}`, "ACTIVE", inputs["status"]);
    return made;
  },
  unsettled: "kept",
  async read(client, id) {
    const found = await client.find(`${SERVERS}/${seg(id)}`);
    return found && live(found);
  },
  async update(client, id, news) {
    const updated = await client.send("PUT", `${SERVERS}/${seg(id)}`, bodyOf(news));
    await setStatus(client, `${SERVERS}/${seg(id)}`, at(updated, "status"), news["status"]);
    return live(updated);
  },
  async delete(client, id) {
    const found = await client.find(`${SERVERS}/${seg(id)}`);
    if (found === undefined) return;
    await setStatus(client, `${SERVERS}/${seg(id)}`, at(found, "status"), "INACTIVE");
    await client.remove(`${SERVERS}/${seg(id)}`);
  },
};

function bodyOf(inputs: Values) {
  return {
    audiences: inputs["audiences"],
    credentials: { signing: { rotationMode: inputs["credentialsRotationMode"] } },
    description: inputs["description"],
    issuerMode: inputs["issuerMode"],
    name: inputs["name"],
  };
}

function live(body: Body): Live {
  return {
    audiences: at(body, "audiences"),
    credentialsRotationMode: at(body, "credentials.signing.rotationMode"),
    description: at(body, "description"),
    issuerMode: at(body, "issuerMode"),
    name: at(body, "name"),
    status: at(body, "status"),
    credentialsLastRotated: at(body, "credentials.signing.lastRotated"),
    credentialsNextRotation: at(body, "credentials.signing.nextRotation"),
    issuer: at(body, "issuer"),
    kid: at(body, "credentials.signing.kid"),
  };
}

/** As the real provider: by the exact name, and with an error where there is none. */
export const getServer: ProviderFunction<OktaClient> = {
  token: "okta:auth/getServer:getServer",
  inputs: { name: text({ required: true }) },
  async call(client, { name }) {
    const servers = objectsIn(await client.send("GET", SERVERS));
    const found = servers.find((candidate) => candidate["name"] === name);
    if (found === undefined) throw new Error(`authorization server with name '${String(name)}' does not exist`);
    return { ...live(found), id: textAt(found, "id") };
  },
};
