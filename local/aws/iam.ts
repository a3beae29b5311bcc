/**
 * `aws:iam/role:Role` and `aws:iam/rolePolicy:RolePolicy`. Of a role's trust Lambda's part is looked at; its inline policies
 * say what the role's functions may do with tables, secrets and keys (`dataPlane/decide.ts`), no more.
 */
import { z } from "zod";
import { flag, json, map, text, whole } from "../providers/properties";
import type { Live } from "../providers/resourceType";
import type { Value, Values } from "../providers/values";
import type { Account, AwsType } from "./account";
import { roleArn } from "./arns";
import { AwsError } from "./awsError";
import { orNull, patched, readBody, tags, withoutNulls } from "./readBody";
import type { Role, World } from "./world";

const invalid = (message: string) => new AwsError(400, "ValidationError", message);
const missing = (message: string) => new AwsError(404, "NoSuchEntity", message);

const document = z.string().refine(isJsonObject, { error: "must be a policy document in JSON" });
const fields = {
  AssumeRolePolicyDocument: document,
  Description: z.string().max(1000).nullish(),
  MaxSessionDuration: z.int().min(3_600).max(43_200).optional(),
  Tags: tags.optional(),
};
const createSchema = z.strictObject({
  ...fields,
  RoleName: z.string().regex(/^[\w+=,.@-]{1,64}$/),
  Path: z
    .string()
    .regex(/^\/(.+\/)?$/)
    .optional(),
});
const patchSchema = z.strictObject(fields).partial();
const policySchema = z.strictObject({ PolicyDocument: document });

export const role: AwsType = {
  token: "aws:iam/role:Role",
  source: "iam/role.go",
  inputs: {
    assumeRolePolicy: json({ required: true }),
    description: text(),
    forceDetachPolicies: flag({ default: false }),
    maxSessionDuration: whole({ default: 3_600 }),
    name: text({ required: true, replace: true }),
    path: text({ default: "/", replace: true }),
    tags: map(text(), { partOf: "tagsAll" }),
  },
  outputs: ["arn", "createDate", "tagsAll", "uniqueId"],
  autoname: { property: "name", max: 64 },
  async create(account, inputs) {
    const { world } = account;
    const body = { ...bodyOf(account, inputs), RoleName: inputs["name"], Path: inputs["path"] };
    const given = withoutNulls(readBody(createSchema, body, invalid));
    if (world.roles.has(given.RoleName)) {
      throw new AwsError(409, "EntityAlreadyExists", `Role with name ${given.RoleName} already exists.`);
    }
    const made = {
      Path: "/",
      MaxSessionDuration: 3_600,
      Tags: {},
      ...given,
      Arn: roleArn(`${(given.Path ?? "/").slice(1)}${given.RoleName}`),
      RoleId: `AROA${world.newId().toUpperCase()}`,
      CreateDate: new Date(world.now()).toISOString(),
      policies: new Map(),
    } as Role;
    world.roles.set(made.RoleName, made);
    return { id: made.RoleName, live: live(account, made) };
  },
  async read(account, id) {
    const found = account.world.roles.get(id);
    return found && live(account, found);
  },
  async update(account, id, news) {
    const changed = patched(find(account.world, id), readBody(patchSchema, bodyOf(account, news), invalid));
    account.world.roles.set(id, changed);
    return live(account, changed);
  },
  async delete({ world }, id) {
    if (find(world, id).policies.size > 0) {
      throw new AwsError(409, "DeleteConflict", "Cannot delete entity, must delete policies first.");
    }
    world.roles.delete(id);
  },
};

function bodyOf({ allTags }: Account, inputs: Values) {
  return {
    AssumeRolePolicyDocument: documentText(inputs["assumeRolePolicy"]),
    Description: orNull(inputs["description"]),
    MaxSessionDuration: inputs["maxSessionDuration"],
    Tags: allTags(inputs["tags"]),
  };
}

function live({ tagsOf }: Account, found: Role): Live {
  return {
    assumeRolePolicy: found.AssumeRolePolicyDocument,
    description: orNull(found.Description),
    maxSessionDuration: found.MaxSessionDuration,
    name: found.RoleName,
    path: found.Path,
    ...tagsOf(found.Tags),
    arn: found.Arn,
    createDate: found.CreateDate,
    uniqueId: found.RoleId,
  };
}

export const rolePolicy: AwsType = {
  token: "aws:iam/rolePolicy:RolePolicy",
  source: "iam/role_policy.go",
  inputs: {
    name: text({ required: true, replace: true }),
    policy: json({ required: true }),
    /** A role's name. */
    role: text({ required: true, replace: true }),
  },
  outputs: [],
  autoname: { property: "name", max: 128 },
  async create({ world }, inputs) {
    put(world, inputs);
    return { id: `${String(inputs["role"])}:${String(inputs["name"])}`, live: {} };
  },
  async read({ world }, id, known) {
    const [roleName, name] = id.split(":");
    const place = { role: String(known["role"] ?? roleName), name: String(known["name"] ?? name) };
    const policy = world.roles.get(place.role)?.policies.get(place.name);
    return policy === undefined ? undefined : { ...place, policy };
  },
  async update({ world }, _id, news) {
    put(world, news);
    return {};
  },
  async delete({ world }, _id, { role: roleName, name }) {
    if (find(world, roleName).policies.delete(String(name))) return;
    throw missing(`The role policy with name ${String(name)} cannot be found.`);
  },
};

function put(world: World, inputs: Values): void {
  const body = { PolicyDocument: documentText(inputs["policy"]) };
  const { PolicyDocument } = readBody(policySchema, body, invalid);
  find(world, inputs["role"]).policies.set(String(inputs["name"]), PolicyDocument);
}

const documentText = (value: Value | undefined) => (typeof value === "string" ? value : JSON.stringify(value));

function find(world: World, name: unknown): Role {
  const found = world.roles.get(String(name));
  if (found === undefined) throw missing(`The role with name ${String(name)} cannot be found.`);
  return found;
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** Whether Lambda may assume the role: the service is named in its trust policy. */
export function lambdaMayAssume(world: World, arn: string): boolean {
  const role = [...world.roles.values()].find(({ Arn }) => Arn === arn);
  return role !== undefined && role.AssumeRolePolicyDocument.includes('"lambda.amazonaws.com"');
}
