/** `aws:lambda/permission:Permission`: who may invoke a function. */
import { at } from "../httpClient";
import { text } from "../properties";
import type { Live, ResourceType } from "../resourceType";
import { isObject, objectsIn, type Value, type Values } from "../values";
import { seg, type AwsClient } from "./awsClient";

export const permission: ResourceType<AwsClient> = {
  token: "aws:lambda/permission:Permission",
  inputs: {
    action: text({ required: true, replace: true }),
    /** A function's name or ARN. */
    function: text({ required: true, replace: true }),
    principal: text({ required: true, replace: true }),
    region: text({ assigned: true, replace: true }),
    sourceArn: text({ replace: true }),
    statementId: text({ required: true, replace: true }),
  },
  outputs: [],
  autoname: { property: "statementId", max: 100 },
  async create(client, inputs) {
    const { statementId, action, principal, sourceArn } = inputs;
    const body = { StatementId: statementId, Action: action, Principal: principal, SourceArn: sourceArn };
    await client.lambda.send("POST", policy(inputs), body);
    return { id: String(statementId), live: { region: client.region } };
  },
  async read(client, id, known) {
    const found = await client.lambda.find(policy(known));
    const statement = found && statementsOf(at(found, "Policy")).find((one) => one["Sid"] === id);
    return statement && live(client, statement);
  },
  update: async () => ({}),
  delete: (client, id, known) => client.lambda.remove(`${policy(known)}/${seg(id)}`),
};

const policy = (inputs: Values) => `/2015-03-31/functions/${seg(inputs["function"])}/policy`;

function statementsOf(policyText: Value): { readonly [key: string]: Value }[] {
  const document = JSON.parse(String(policyText)) as Value;
  const statements = isObject(document) ? document["Statement"] : [];
  return objectsIn(statements);
}

function live(client: AwsClient, statement: Values): Live {
  const condition = at(statement, "Condition.ArnLike");
  return {
    action: at(statement, "Action"),
    principal: at(statement, "Principal.Service") ?? at(statement, "Principal.AWS"),
    region: client.region,
    sourceArn: isObject(condition) ? (condition["AWS:SourceArn"] ?? null) : null,
    statementId: at(statement, "Sid"),
  };
}
