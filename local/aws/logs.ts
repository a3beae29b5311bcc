/** `aws:cloudwatch/logGroup:LogGroup`: log groups. The real service has streams inside a group; here it is one list of events. */
import { z } from "zod";
import { flag, map, text, whole } from "../providers/properties";
import type { Live } from "../providers/resourceType";
import type { Values } from "../providers/values";
import type { Account, AwsType } from "./account";
import { logGroupArn } from "./arns";
import { AwsError, resourceNotFound } from "./awsError";
import { orNull, patched, readBody, tags, withoutNulls } from "./readBody";
import type { LogGroup, World } from "./world";

const invalid = (message: string) => new AwsError(400, "InvalidParameterException", message);

/** The days that CloudWatch takes; no other number is allowed. */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const fields = {
  retentionInDays: z
    .int()
    .refine((days) => RETENTION_DAYS.includes(days), { error: `must be one of ${RETENTION_DAYS.join(", ")}` })
    .nullish(),
  kmsKeyId: z.string().nullish(),
  tags: tags.optional(),
};
const createSchema = z.strictObject({ ...fields, logGroupName: z.string().regex(/^[.\-_/#A-Za-z0-9]{1,512}$/) });
const patchSchema = z.strictObject(fields).partial();

export const logGroup: AwsType = {
  token: "aws:cloudwatch/logGroup:LogGroup",
  source: "logs/group.go",
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
  async create(account, inputs) {
    const { world, region } = account;
    const body = { ...bodyOf(account, inputs), logGroupName: inputs["name"] };
    const given = withoutNulls(readBody(createSchema, body, invalid));
    if (world.logGroups.has(given.logGroupName)) {
      throw new AwsError(400, "ResourceAlreadyExistsException", "The specified log group already exists");
    }
    const group = {
      tags: {},
      ...given,
      arn: logGroupArn(region, given.logGroupName),
      creationTime: world.now(),
      events: [],
    } as LogGroup;
    world.logGroups.set(group.logGroupName, group);
    return { id: group.logGroupName, live: live(account, group) };
  },
  async read(account, id) {
    const group = account.world.logGroups.get(id);
    return group && live(account, group);
  },
  async update(account, id, news) {
    const group = patched(find(account.world, id), readBody(patchSchema, bodyOf(account, news), invalid));
    account.world.logGroups.set(id, group);
    return live(account, group);
  },
  async delete({ world }, id, known) {
    if (known["skipDestroy"] !== true) world.logGroups.delete(find(world, id).logGroupName);
  },
};

function find(world: World, name: string): LogGroup {
  const group = world.logGroups.get(name);
  if (group === undefined) throw resourceNotFound("The specified log group does not exist.");
  return group;
}

function bodyOf({ allTags }: Account, inputs: Values) {
  const days = inputs["retentionInDays"];
  return {
    kmsKeyId: orNull(inputs["kmsKeyId"]),
    retentionInDays: days === 0 ? null : orNull(days),
    tags: allTags(inputs["tags"]),
  };
}

function live({ region, tagsOf }: Account, group: LogGroup): Live {
  return {
    kmsKeyId: orNull(group.kmsKeyId),
    logGroupClass: "STANDARD",
    name: group.logGroupName,
    region,
    retentionInDays: group.retentionInDays ?? 0,
    ...tagsOf(group.tags),
    arn: group.arn,
  };
}
