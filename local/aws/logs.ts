/**
 * CloudWatch log groups and what is in them. The real service speaks JSON-RPC (`X-Amz-Target`) at one address and has
 * streams inside a group; here it is plain JSON at paths of our own, and a group is one list of events.
 */
import { z } from "zod";
import { logGroupArn } from "./arns";
import { AwsError, resourceNotFound } from "./awsError";
import { patched, readBody, tags, withoutNulls } from "./readBody";
import { created, noContent, ok, type ControlRequest, type Endpoint } from "./router";
import type { LogGroup } from "./world";

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

export const logEndpoints: readonly Endpoint[] = [
  {
    method: "POST",
    path: "/logs/groups",
    handle({ world, body, region }) {
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
      return created(shown(group));
    },
  },
  {
    method: "GET",
    path: "/logs/groups",
    handle: ({ world }) => ok({ logGroups: [...world.logGroups.values()].map(shown) }),
  },
  { method: "GET", path: "/logs/groups/{name}", handle: (request) => ok(shown(find(request))) },
  { method: "GET", path: "/logs/groups/{name}/events", handle: (request) => ok({ events: find(request).events }) },
  {
    method: "PATCH",
    path: "/logs/groups/{name}",
    handle(request) {
      const group = patched(find(request), readBody(patchSchema, request.body, invalid));
      request.world.logGroups.set(group.logGroupName, group);
      return ok(shown(group));
    },
  },
  {
    method: "DELETE",
    path: "/logs/groups/{name}",
    handle(request) {
      request.world.logGroups.delete(find(request).logGroupName);
      return noContent();
    },
  },
];

function find({ world, params }: ControlRequest): LogGroup {
  const group = world.logGroups.get(params["name"] ?? "");
  if (group === undefined) throw resourceNotFound("The specified log group does not exist.");
  return group;
}

function shown(group: LogGroup): Partial<LogGroup> {
  const shownGroup: Partial<LogGroup> = { ...group };
  delete shownGroup.events;
  return shownGroup;
}
