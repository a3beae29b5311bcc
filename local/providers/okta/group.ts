/** `okta:group/group:Group`, and the functions that look groups up, as the real provider does. */
import { at, textAt, type Body } from "../httpClient";
import { flag, json, text, whole } from "../properties";
import type { Live, ProviderFunction, ResourceType } from "../resourceType";
import { isObject, objectsIn, type Value, type Values } from "../values";
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

/**
 * As the real provider does it, its words included. Okta's search matches beginnings in any case. Of several groups that are
 * found the first of exactly that name is taken. A single one is taken whatever its name is: whoever asks has to compare.
 */
async function findGroup(client: OktaClient, { id, name, type }: Values): Promise<Body> {
  if (typeof id === "string") return client.send("GET", `${GROUPS}/${seg(id)}`);
  if (typeof name !== "string") throw new Error("`getGroup` needs the `name` or the `id` of a group");
  const found = await search(client, name, type);
  const words = `${JSON.stringify(name)}${type === undefined ? "" : ` and type ${JSON.stringify(type)}`}`;
  if (found.length === 0) throw new Error(`group with name ${words} does not exist`);
  if (found.length === 1) return found[0]!;
  const match = found.find((group) => at(group, "profile.name") === name);
  if (match !== undefined) return match;
  throw new Error(
    `group starting with name ${words} matches ${found.length} groups, select a more precise name parameter`,
  );
}

async function search(client: OktaClient, q: Value | undefined, type: Value | undefined): Promise<Body[]> {
  const query = new URLSearchParams();
  if (typeof q === "string") query.set("q", q);
  if (typeof type === "string") query.set("filter", `type eq "${type}"`);
  return objectsIn(await client.send("GET", `${GROUPS}?${query}`));
}

export const getGroups: ProviderFunction<OktaClient> = {
  token: "okta:index/getGroups:getGroups",
  inputs: {
    limit: whole(),
    q: text(),
    search: text(),
    type: text(),
  },
  async call(client, args) {
    const { q, search: condition, type } = args;
    const found =
      typeof condition === "string"
        ? objectsIn(await client.send("GET", `${GROUPS}?search=${seg(condition)}`))
        : await search(client, q, type);
    return { ...args, id: "groups", groups: found.map(groupFound) };
  },
};

/** Members of the profile that every group has. */
const USUAL_ATTRIBUTES: ReadonlySet<string> = new Set(["name", "description"]);

function groupFound(group: Body): Value {
  const profile = at(group, "profile");
  const custom = isObject(profile) ? Object.entries(profile).filter(([name]) => !USUAL_ATTRIBUTES.has(name)) : [];
  return {
    id: at(group, "id"),
    name: at(group, "profile.name"),
    description: at(group, "profile.description") ?? "",
    type: at(group, "type"),
    source: at(group, "source.id") ?? "",
    customProfileAttributes: JSON.stringify(Object.fromEntries(custom)),
  };
}
