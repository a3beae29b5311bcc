/** `okta:trustedorigin/origin:Origin`: origins that may call the org from a browser. */
import { at, textAt, type Body } from "../httpClient";
import { list, object, set, text } from "../properties";
import type { Live, ResourceType } from "../resourceType";
import { objectsIn, type Value, type Values } from "../values";
import { seg, setStatus, type OktaClient } from "./oktaClient";

const ORIGINS = "/api/v1/trustedOrigins";

export const trustedOrigin: ResourceType<OktaClient> = {
  token: "okta:trustedorigin/origin:Origin",
  inputs: {
    name: text({ required: true }),
    origin: text({ required: true }),
    scopes: set(
      object({
        allowedOktaApps: list(text()),
        type: text({ required: true, oneOf: ["CORS", "REDIRECT", "IFRAME_EMBED"] }),
      }),
    ),
    status: text({ oneOf: ["ACTIVE", "INACTIVE"], default: "ACTIVE" }),
  },
  outputs: ["created", "createdBy", "lastUpdated", "lastUpdatedBy"],
  changing: ["lastUpdated", "lastUpdatedBy"],
  autoname: { property: "name", max: 255 },
  async create(client, inputs) {
    const created = await client.send("POST", ORIGINS, bodyOf(inputs));
    return { id: textAt(created, "id"), live: live(created) };
  },
  async settle(client, id, inputs, made) {
    await setStatus(client, `${ORIGINS}/${seg(id)}`, made["status"] ?? null, inputs["status"]);
    return made;
  },
  unsettled: "kept",
  async read(client, id) {
    const found = await client.find(`${ORIGINS}/${seg(id)}`);
    return found && live(found);
  },
  async update(client, id, news) {
    const updated = await client.send("PUT", `${ORIGINS}/${seg(id)}`, bodyOf(news));
    await setStatus(client, `${ORIGINS}/${seg(id)}`, at(updated, "status"), news["status"]);
    return live(updated);
  },
  delete: (client, id) => client.remove(`${ORIGINS}/${seg(id)}`),
};

const bodyOf = ({ name, origin, scopes, status }: Values) => ({ name, origin, scopes: scopes ?? [], status });

function live(body: Body): Live {
  return {
    name: at(body, "name"),
    origin: at(body, "origin"),
    scopes: scopesOf(at(body, "scopes")),
    status: at(body, "status"),
    created: at(body, "created"),
    createdBy: at(body, "createdBy"),
    lastUpdated: at(body, "lastUpdated"),
    lastUpdatedBy: at(body, "lastUpdatedBy"),
  };
}

function scopesOf(value: Value): Value {
  const scopes = objectsIn(value);
  return scopes.map((scope) => {
    const apps = at(scope, "allowedOktaApps");
    return { type: at(scope, "type"), ...(Array.isArray(apps) && apps.length > 0 ? { allowedOktaApps: apps } : {}) };
  });
}
