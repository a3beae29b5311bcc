/** Functions that look for what an org has already: applications, and what an authorization server holds. */
import { at, type Body } from "../httpClient";
import { flag, text } from "../properties";
import type { ProviderFunction } from "../resourceType";
import { isObject, objectsIn, type Value, type Values } from "../values";
import { seg, type OktaClient } from "./oktaClient";

const APP_QUERY = {
  activeOnly: flag(),
  id: text(),
  label: text(),
  labelPrefix: text(),
  skipGroups: flag(),
  skipUsers: flag(),
};

/**
 * As the real provider does it: by id, or by Okta's search. Of what the search finds the one with that very label is taken,
 * else the first. Whoever asks has to compare.
 */
async function findApps(client: OktaClient, { id, label, labelPrefix, activeOnly }: Values): Promise<Body[]> {
  if (typeof id === "string") return [await client.send("GET", `/api/v1/apps/${seg(id)}`)];
  const q = label ?? labelPrefix;
  if (typeof q !== "string") {
    throw new Error("you must provide either a 'label_prefix', 'id', or 'label' for application search");
  }
  const query = new URLSearchParams({ q, ...(activeOnly !== false && { filter: 'status eq "ACTIVE"' }) });
  return objectsIn(await client.send("GET", `/api/v1/apps?${query}`));
}

export const getApp: ProviderFunction<OktaClient> = {
  token: "okta:app/getApp:getApp",
  inputs: APP_QUERY,
  async call(client, args) {
    const found = await findApps(client, args);
    const app = found.find((candidate) => candidate["label"] === args["label"]) ?? found[0];
    if (app === undefined) throw new Error("no application found with the provided filter");
    return { ...args, id: at(app, "id"), label: at(app, "label"), name: at(app, "name"), status: at(app, "status") };
  },
};

export const getOauth: ProviderFunction<OktaClient> = {
  token: "okta:app/getOauth:getOauth",
  inputs: APP_QUERY,
  async call(client, args) {
    const [app] = await findApps(client, args);
    if (app === undefined) throw new Error("no OAuth application found with provided filter");
    if (typeof args["label"] === "string" && app["label"] !== args["label"])
      throw new Error(`no OAuth application found with the provided label: ${args["label"]}`);
    const settings = (field: string) => at(app, `settings.oauthClient.${field}`);
    return {
      ...args,
      id: at(app, "id"),
      label: at(app, "label"),
      name: at(app, "name"),
      status: at(app, "status"),
      type: settings("application_type"),
      clientId: at(app, "credentials.oauthClient.client_id"),
      grantTypes: settings("grant_types"),
      responseTypes: settings("response_types"),
      redirectUris: settings("redirect_uris") ?? [],
      postLogoutRedirectUris: settings("post_logout_redirect_uris") ?? [],
    };
  },
};

const ofServer = (authServerId: Value | undefined, what: string) =>
  `/api/v1/authorizationServers/${seg(authServerId)}/${what}`;

export const getServerScopes: ProviderFunction<OktaClient> = {
  token: "okta:auth/getServerScopes:getServerScopes",
  inputs: { authServerId: text({ required: true }) },
  async call(client, { authServerId }) {
    const found = objectsIn(await client.send("GET", ofServer(authServerId, "scopes")));
    const fields = [
      "id",
      "name",
      "description",
      "displayName",
      "consent",
      "metadataPublish",
      "default",
      "system",
      "optional",
    ];
    return { authServerId: authServerId!, id: "scopes", scopes: found.map((scope) => picked(scope, fields)) };
  },
};

export const getAuthServerClaims: ProviderFunction<OktaClient> = {
  token: "okta:index/getAuthServerClaims:getAuthServerClaims",
  inputs: { authServerId: text({ required: true }) },
  async call(client, { authServerId }) {
    const found = objectsIn(await client.send("GET", ofServer(authServerId, "claims")));
    const fields = ["id", "name", "status", "value", "valueType", "claimType", "alwaysIncludeInToken"];
    return { authServerId: authServerId!, id: "claims", claims: found.map((claim) => picked(claim, fields)) };
  },
};

export const getServerPolicy: ProviderFunction<OktaClient> = {
  token: "okta:auth/getServerPolicy:getServerPolicy",
  inputs: { authServerId: text({ required: true }), name: text({ required: true }) },
  async call(client, { authServerId, name }) {
    const found = objectsIn(await client.send("GET", ofServer(authServerId, "policies")));
    const policy = found.find((candidate) => candidate["name"] === name);
    if (policy === undefined) throw new Error(`auth server policy with name '${String(name)}' does not exist`);
    return {
      ...picked(policy, ["id", "name", "description", "priority"]),
      authServerId: authServerId!,
      assignedClients: at(policy, "conditions.clients.include"),
    };
  },
};

export const getPolicy: ProviderFunction<OktaClient> = {
  token: "okta:policy/getPolicy:getPolicy",
  inputs: { name: text({ required: true }), type: text({ required: true }) },
  async call(client, { name, type }) {
    const found = objectsIn(await client.send("GET", `/api/v1/policies?type=${seg(type)}`));
    const policy = found.find((candidate) => candidate["name"] === name);
    if (policy === undefined)
      throw new Error(`there is no policy of type '${String(type)}' with name '${String(name)}'`);
    return { name: name!, type: type!, ...picked(policy, ["id", "status"]) };
  },
};

export const getTrustedOrigins: ProviderFunction<OktaClient> = {
  token: "okta:index/getTrustedOrigins:getTrustedOrigins",
  inputs: { filter: text() },
  async call(client, { filter }) {
    const query = typeof filter === "string" ? `?filter=${seg(filter)}` : "";
    const found = objectsIn(await client.send("GET", `/api/v1/trustedOrigins${query}`));
    return {
      id: "trustedOrigins",
      trustedOrigins: found.map((origin) => ({
        ...picked(origin, ["id", "name", "origin"]),
        active: origin["status"] === "ACTIVE",
        scopes: Array.isArray(origin["scopes"])
          ? origin["scopes"].filter(isObject).map((scope) => at(scope, "type"))
          : [],
      })),
    };
  },
};

function picked(body: Body, fields: readonly string[]): Values {
  return Object.fromEntries(fields.map((field) => [field, at(body, field)]));
}
