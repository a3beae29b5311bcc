/** `aws:cloudwatch/logGroup:LogGroup`: log groups. */
import { at, textAt, type Body } from "../httpClient";
import { flag, map, text, whole } from "../properties";
import type { Live, ResourceType } from "../resourceType";
import type { Values } from "../values";
import { orNull, seg, type AwsClient } from "./awsClient";

const GROUPS = "/logs/groups";

export const logGroup: ResourceType<AwsClient> = {
  token: "aws:cloudwatch/logGroup:LogGroup",
  inputs: {
    kmsKeyId: text(),
    logGroupClass: text({ oneOf: ["STANDARD"], assigned: true, replace: true }),
    name: text({ required: true, replace: true }),
    region: text({ assigned: true, replace: true }),
    /** Days; 0: for ever. */
    retentionInDays: whole({ default: 0 }),
    skipDestroy: flag({ default: false }),
    tags: map(text(), { partOf: "tagsAll" }),
  },
  outputs: ["arn", "tagsAll"],
  autoname: { property: "name", max: 512 },
  async create(client, inputs) {
    const created = await client.logs.send("POST", GROUPS, { ...bodyOf(client, inputs), logGroupName: inputs["name"] });
    return { id: textAt(created, "logGroupName"), live: live(client, created) };
  },
  async read(client, id) {
    const found = await client.logs.find(`${GROUPS}/${seg(id)}`);
    return found && live(client, found);
  },
  update: async (client, id, news) =>
    live(client, await client.logs.send("PATCH", `${GROUPS}/${seg(id)}`, bodyOf(client, news))),
  async delete(client, id, known) {
    if (known["skipDestroy"] !== true) await client.logs.remove(`${GROUPS}/${seg(id)}`);
  },
};

function bodyOf(client: AwsClient, inputs: Values) {
  const days = inputs["retentionInDays"];
  return {
    kmsKeyId: orNull(inputs["kmsKeyId"]),
    retentionInDays: days === 0 ? null : orNull(days),
    tags: client.allTags(inputs["tags"]),
  };
}

function live(client: AwsClient, body: Body): Live {
  return {
    kmsKeyId: at(body, "kmsKeyId"),
    logGroupClass: "STANDARD",
    name: at(body, "logGroupName"),
    region: client.region,
    retentionInDays: at(body, "retentionInDays") ?? 0,
    ...client.tagsOf(at(body, "tags")),
    arn: at(body, "arn"),
  };
}
