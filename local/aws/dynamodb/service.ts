/** DynamoDB's row in the table of the data plane: finds the table that a request is about. */
import type { Call, DataService, Prepared } from "../dataPlane/dataService";
import { notModelled } from "../awsError";
import { find } from "../resources/store";
import type { World } from "../world";
import { createItems, OPERATIONS, type Items, type Operation } from "./items";
import { invalidParameter, tableNotFound } from "./limits";
import { keySchema, TABLE_KIND, tableArn } from "./table";

export const dynamodb: DataService = {
  title: "DynamoDB",
  name: "dynamodb",
  target: "DynamoDB_20120810",
  contentType: "application/x-amz-json-1.0",
  commonErrors: "com.amazon.coral.service#",
  operations: Object.fromEntries(OPERATIONS.map((name) => [name, (call) => prepare(call, name)])),
};

function prepare({ world, region, body }: Call, operation: Operation): Prepared {
  const name = body["TableName"];
  if (typeof name !== "string") {
    throw invalidParameter("Value null at 'tableName' failed to satisfy constraint: Member must not be null");
  }
  if (name.startsWith("arn:")) throw notModelled("tables of DynamoDB that are named by their ARN");
  if (!/^[a-zA-Z0-9_.-]{1,255}$/.test(name)) {
    throw invalidParameter(
      `Value '${name}' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+`,
    );
  }
  return { resource: tableArn(region, name), run: () => itemsOf(world, region, name)(operation, body) };
}

function itemsOf(world: World, region: string, name: string): Items {
  const declared = find(world, TABLE_KIND, name);
  if (declared === undefined || declared.region !== region) throw tableNotFound();
  const items = world.items.get(name) ?? createItems(name, keySchema(declared.properties));
  world.items.set(name, items);
  return items;
}
