/** `aws:iam/role:Role` and `aws:iam/rolePolicy:RolePolicy`. */
import { at, textAt, type Body } from "../httpClient";
import { flag, json, map, text, whole } from "../properties";
import type { Live, ResourceType } from "../resourceType";
import type { Value, Values } from "../values";
import { orNull, seg, type AwsClient } from "./awsClient";

const rolePath = (name: Value | undefined) => `/iam/roles/${seg(name)}`;
const documentText = (value: Value | undefined) => (typeof value === "string" ? value : JSON.stringify(value));

export const role: ResourceType<AwsClient> = {
  token: "aws:iam/role:Role",
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
  async create(client, inputs) {
    const body = { ...bodyOf(client, inputs), RoleName: inputs["name"], Path: inputs["path"] };
    const created = await client.iam.send("POST", "/iam/roles", body);
    return { id: textAt(created, "RoleName"), live: live(client, created) };
  },
  async read(client, id) {
    const found = await client.iam.find(rolePath(id));
    return found && live(client, found);
  },
  update: async (client, id, news) => live(client, await client.iam.send("PATCH", rolePath(id), bodyOf(client, news))),
  delete: (client, id) => client.iam.remove(rolePath(id)),
};

function bodyOf(client: AwsClient, inputs: Values) {
  return {
    AssumeRolePolicyDocument: documentText(inputs["assumeRolePolicy"]),
    Description: orNull(inputs["description"]),
    MaxSessionDuration: inputs["maxSessionDuration"],
    Tags: client.allTags(inputs["tags"]),
  };
}

function live(client: AwsClient, body: Body): Live {
  return {
    assumeRolePolicy: at(body, "AssumeRolePolicyDocument"),
    description: at(body, "Description"),
    maxSessionDuration: at(body, "MaxSessionDuration"),
    name: at(body, "RoleName"),
    path: at(body, "Path"),
    ...client.tagsOf(at(body, "Tags")),
    arn: at(body, "Arn"),
    createDate: at(body, "CreateDate"),
    uniqueId: at(body, "RoleId"),
  };
}

export const rolePolicy: ResourceType<AwsClient> = {
  token: "aws:iam/rolePolicy:RolePolicy",
  inputs: {
    name: text({ required: true, replace: true }),
    policy: json({ required: true }),
    /** A role's name. */
    role: text({ required: true, replace: true }),
  },
  outputs: [],
  autoname: { property: "name", max: 128 },
  async create(client, inputs) {
    await client.iam.send("PUT", policyPath(inputs), { PolicyDocument: documentText(inputs["policy"]) });
    return { id: `${String(inputs["role"])}:${String(inputs["name"])}`, live: {} };
  },
  async read(client, id, known) {
    const [roleName, name] = id.split(":");
    const found = await client.iam.find(policyPath({ role: known["role"] ?? roleName!, name: known["name"] ?? name! }));
    return found && { name: at(found, "PolicyName"), policy: at(found, "PolicyDocument"), role: at(found, "RoleName") };
  },
  async update(client, _id, news) {
    await client.iam.send("PUT", policyPath(news), { PolicyDocument: documentText(news["policy"]) });
    return {};
  },
  delete: (client, _id, known) => client.iam.remove(policyPath(known)),
};

const policyPath = ({ role: roleName, name }: Values) => `${rolePath(roleName)}/policies/${seg(name)}`;
