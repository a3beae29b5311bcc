/**
 * IAM roles and their inline policies. The real service speaks the Query protocol (form in, XML out) at one address; here it
 * is plain JSON at paths of our own, with IAM's own field names and error codes. Of a role's trust Lambda's part is looked
 * at; its inline policies say what the role's functions may do with tables and secrets (`dataPlane/decide.ts`), no more.
 */
import { z } from "zod";
import { roleArn } from "./arns";
import { AwsError } from "./awsError";
import { patched, readBody, tags, withoutNulls } from "./readBody";
import { created, noContent, ok, type ControlRequest, type Endpoint } from "./router";
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

export const iamEndpoints: readonly Endpoint[] = [
  {
    method: "POST",
    path: "/iam/roles",
    handle({ world, body }) {
      const given = withoutNulls(readBody(createSchema, body, invalid));
      if (world.roles.has(given.RoleName)) {
        throw new AwsError(409, "EntityAlreadyExists", `Role with name ${given.RoleName} already exists.`);
      }
      const role = {
        Path: "/",
        MaxSessionDuration: 3_600,
        Tags: {},
        ...given,
        Arn: roleArn(`${(given.Path ?? "/").slice(1)}${given.RoleName}`),
        RoleId: `AROA${world.newId().toUpperCase()}`,
        CreateDate: new Date(world.now()).toISOString(),
        policies: new Map(),
      } as Role;
      world.roles.set(role.RoleName, role);
      return created(shown(role));
    },
  },
  { method: "GET", path: "/iam/roles/{name}", handle: (request) => ok(shown(find(request))) },
  {
    method: "PATCH",
    path: "/iam/roles/{name}",
    handle(request) {
      const role = patched(find(request), readBody(patchSchema, request.body, invalid));
      request.world.roles.set(role.RoleName, role);
      return ok(shown(role));
    },
  },
  {
    method: "DELETE",
    path: "/iam/roles/{name}",
    handle(request) {
      const role = find(request);
      if (role.policies.size > 0) {
        throw new AwsError(409, "DeleteConflict", "Cannot delete entity, must delete policies first.");
      }
      request.world.roles.delete(role.RoleName);
      return noContent();
    },
  },
  {
    method: "PUT",
    path: "/iam/roles/{name}/policies/{policy}",
    handle(request) {
      const { PolicyDocument } = readBody(policySchema, request.body, invalid);
      find(request).policies.set(request.params["policy"] ?? "", PolicyDocument);
      return ok({});
    },
  },
  {
    method: "GET",
    path: "/iam/roles/{name}/policies/{policy}",
    handle(request) {
      const { name, policy = "" } = request.params;
      return ok({ RoleName: name, PolicyName: policy, PolicyDocument: policyOf(request) });
    },
  },
  {
    method: "DELETE",
    path: "/iam/roles/{name}/policies/{policy}",
    handle(request) {
      policyOf(request);
      find(request).policies.delete(request.params["policy"] ?? "");
      return noContent();
    },
  },
];

function find({ world, params }: ControlRequest): Role {
  const role = world.roles.get(params["name"] ?? "");
  if (role === undefined) throw missing(`The role with name ${params["name"]} cannot be found.`);
  return role;
}

function policyOf(request: ControlRequest): string {
  const policy = find(request).policies.get(request.params["policy"] ?? "");
  if (policy === undefined) throw missing(`The role policy with name ${request.params["policy"]} cannot be found.`);
  return policy;
}

function shown(role: Role): Partial<Role> {
  const shownRole: Partial<Role> = { ...role };
  delete shownRole.policies;
  return shownRole;
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
