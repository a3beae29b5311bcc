/** `okta:group/group:Group`, and the function that finds a group by its name or id. */
import { at, textAt, type Body } from "../httpClient";
import { flag, json, text } from "../properties";
import type { Live, ProviderFunction, ResourceType } from "../resourceType";
import { isObject, type Value, type Values } from "../values";
import { seg, type OktaClient } from "./oktaClient";

const GROUPS = "/api/v1/groups";

export const group: ResourceType<OktaClient> = {
  token: "okta:group/group:Group",
  inputs: {
    customProfileAttributes: json(),
    description: text(),
    name: text({ required: true }),
    skipUsers: flag(),
  },
  outputs: [],
  autoname: { property: "name", max: 255 },
  async create(client, inputs) {
    const created = await client.send("POST", GROUPS, bodyOf(inputs));
    return { id: textAt(created, "id"), live: live(created) };
  },
  async read(client, id) {
    const found = await client.find(`${GROUPS}/${seg(id)}`);
    return found && live(found);
  },
  update: async (client, id, news) => live(await client.send("PUT", `${GROUPS}/${seg(id)}`, bodyOf(news))),
  delete: (client, id) => client.remove(`${GROUPS}/${seg(id)}`),
};

function bodyOf({ name, description = "", customProfileAttributes }: Values) {
  const custom = typeof customProfileAttributes === "string" ? (JSON.parse(customProfileAttributes) as object) : {};
  return { profile: { ...custom, name, description } };
}

function live(body: Body): Live {
  return { name: at(body, "profile.name"), description: at(body, "profile.description") };
}

export const getGroup: ProviderFunction<OktaClient> = {
  token: "okta:group/getGroup:getGroup",
  inputs: { delayReadSeconds: text(), id: text(), includeUsers: flag(), name: text(), type: text() },
  async call(client, args) {
    const found = await findGroup(client, args);
    const users =
      args["includeUsers"] === true ? await client.send("GET", `${GROUPS}/${seg(at(found, "id"))}/users`) : [];
    return {
      ...args,
      id: at(found, "id"),
      name: at(found, "profile.name"),
      description: at(found, "profile.description") ?? "",
      type: at(found, "type"),
      users: (users as readonly Value[]).filter(isObject).map((user) => at(user, "id")),
    };
  },
};

/** Okta's search matches beginnings; only the group of exactly that name is the one that was meant. */
async function findGroup(client: OktaClient, { id, name, type }: Values): Promise<Body> {
  if (typeof id === "string") return client.send("GET", `${GROUPS}/${seg(id)}`);
  if (typeof name !== "string") throw new Error("`getGroup` needs the `name` or the `id` of a group");
  const found = (await client.send("GET", `${GROUPS}?q=${seg(name)}`)) as unknown as readonly Value[];
  const groups = found.filter(isObject).filter((candidate) => at(candidate, "profile.name") === name);
  const match = groups.find((candidate) => type === undefined || at(candidate, "type") === type);
  if (match === undefined) throw new Error(`there is no group named \`${name}\` in the org at ${client.orgUrl}`);
  return match;
}
