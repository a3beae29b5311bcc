/** Makes a row of a resource type that the local account keeps as it was declared. */
import { at, textAt, type Body } from "../httpClient";
import { text, type Failure, type Property } from "../properties";
import type { Live, ResourceType } from "../resourceType";
import { isObject, type Values } from "../values";
import { seg, type AwsClient } from "./awsClient";

export interface StoredTable {
  /** `aws:lb/listener:Listener`; the kind in the local account is made of it: `lb.Listener`. */
  readonly token: string;
  readonly inputs: Readonly<Record<string, Property>>;
  readonly outputs?: readonly string[];
  readonly secretOutputs?: readonly string[];
  readonly autoname?: { readonly property: string; readonly max: number };
  readonly rules?: (inputs: Values) => readonly Failure[];
  /** Where AWS has no region for it. */
  readonly isGlobal?: boolean;
}

export function stored(table: StoredTable): ResourceType<AwsClient> {
  const [, module = "", name = ""] = /^aws:(\w+)\/\w+:(\w+)$/.exec(table.token) ?? [];
  const kind = `/resources/${module}.${name}`;
  const inputs = table.isGlobal ? table.inputs : { ...table.inputs, region: text({ assigned: true, replace: true }) };
  const hasTags = "tags" in table.inputs;
  const live = (client: AwsClient, body: Body) => liveOf(client, body, Object.keys(inputs), hasTags);
  const bodyOf = (client: AwsClient, given: Values) => ({
    properties: hasTags ? { ...given, tags: client.allTags(given["tags"]) } : given,
  });
  return {
    ...table,
    inputs,
    outputs: [...(table.outputs ?? []), ...(hasTags ? ["tagsAll"] : [])],
    async create(client, given) {
      const made = await client.resources.send("POST", kind, bodyOf(client, given));
      return { id: textAt(made, "id"), live: live(client, made) };
    },
    async read(client, id) {
      const found = await client.resources.find(`${kind}/${seg(id)}`);
      return found && live(client, found);
    },
    update: async (client, id, news, olds) => {
      const body = bodyOf(client, { ...keptOf(inputs, olds), ...news });
      return live(client, await client.resources.send("PUT", `${kind}/${seg(id)}`, body));
    },
    delete: (client, id) => client.resources.remove(`${kind}/${seg(id)}`),
  };
}

/** What the provider computes where the program says nothing (`Optional` and `Computed`): it stays as it was. */
function keptOf(inputs: Readonly<Record<string, Property>>, olds: Values): Values {
  const kept = Object.entries(inputs).filter(([name, { assigned }]) => assigned && olds[name] !== undefined);
  return Object.fromEntries(kept.map(([name]) => [name, olds[name]!]));
}

function liveOf(client: AwsClient, body: Body, inputs: readonly string[], hasTags: boolean): Live {
  const properties = at(body, "properties");
  const outputs = at(body, "outputs");
  const given = isObject(properties) ? properties : {};
  return {
    ...Object.fromEntries(inputs.map((name) => [name, given[name] ?? null])),
    region: given["region"] ?? client.region,
    ...(hasTags ? client.tagsOf(given["tags"] ?? null) : {}),
    ...(isObject(outputs) ? outputs : {}),
  };
}
