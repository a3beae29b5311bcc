/** `okta:index/resourceSet:ResourceSet`: what the holder of a custom admin role may use it on. */
import { at, textAt, type Body } from "../httpClient";
import { set, text, type Failure } from "../properties";
import type { Live, ResourceType } from "../resourceType";
import { isEmpty, objectsIn, type Value, type Values } from "../values";
import { seg, type OktaClient } from "./oktaClient";

const SETS = "/api/v1/iam/resource-sets";

/** Resources on one page. */
const PAGE = 200;

export const resourceSet: ResourceType<OktaClient> = {
  token: "okta:index/resourceSet:ResourceSet",
  inputs: {
    description: text({ required: true }),
    label: text({ required: true }),
    resources: set(text()),
    resourcesOrns: set(text()),
  },
  outputs: [],
  rules: oneKindOfName,
  async create(client, inputs) {
    const { label, description } = inputs;
    const created = await client.send("POST", SETS, { label, description, resources: namesOf(inputs) });
    return { id: textAt(created, "id"), live: live(created) };
  },
  async read(client, id, known) {
    const found = await client.find(`${SETS}/${seg(id)}`);
    if (found === undefined) return undefined;
    const resources = await listed(client, id);
    // One of the two ways to name them, and the addresses for a set that is to be taken over.
    if (isEmpty(known["resourcesOrns"])) return { ...live(found), resources: resources.map(addressOf) };
    return { ...live(found), resourcesOrns: resources.map((resource) => at(resource, "orn")) };
  },
  async update(client, id, news) {
    const { label, description } = news;
    const updated = await client.send("PUT", `${SETS}/${seg(id)}`, { label, description });
    const before = await listed(client, id);
    const wanted = namesOf(news);
    const isWanted = (resource: Body) => wanted.includes(addressOf(resource)) || wanted.includes(at(resource, "orn"));
    const held = before.flatMap((resource) => [addressOf(resource), at(resource, "orn")]);
    const additions = wanted.filter((name) => !held.includes(name));
    if (additions.length > 0) await client.send("PATCH", `${SETS}/${seg(id)}/resources`, { additions });
    for (const resource of before) {
      if (!isWanted(resource)) await client.remove(`${SETS}/${seg(id)}/resources/${seg(at(resource, "id"))}`);
    }
    return live(updated);
  },
  delete: (client, id) => client.remove(`${SETS}/${seg(id)}`),
};

const live = (body: Body): Live => ({ description: at(body, "description"), label: at(body, "label") });

const addressOf = (resource: Body) => at(resource, "_links.self.href");

function namesOf({ resources, resourcesOrns }: Values): readonly Value[] {
  return (isEmpty(resourcesOrns) ? resources : resourcesOrns) as readonly Value[];
}

async function listed(client: OktaClient, id: string): Promise<Body[]> {
  const all: Body[] = [];
  for (;;) {
    const after = all.length === 0 ? "" : `&after=${seg(at(all.at(-1)!, "id"))}`;
    const page = await client.send("GET", `${SETS}/${seg(id)}/resources?limit=${PAGE}${after}`);
    const resources = at(page, "resources");
    const found = objectsIn(resources);
    all.push(...found);
    if (found.length < PAGE) return all;
  }
}

/** The real provider demands the same. */
function oneKindOfName({ resources, resourcesOrns }: Values): Failure[] {
  if (isEmpty(resources) !== isEmpty(resourcesOrns)) return [];
  const reason = "a resource set needs either `resources` or `resourcesOrns`, with at least one in it";
  return [{ property: "resources", reason }];
}
