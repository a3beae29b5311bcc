/**
 * GetItem, PutItem, UpdateItem and DeleteItem. Each runs from beginning to end without a pause, so that a condition and the
 * change that hangs on it are one step, as they are in the real service.
 *
 * A time to live removes nothing: AWS deletes what has expired within days, and until then it is read like any other item.
 * A program must look at the time itself, and does so here.
 */
import { notModelled } from "../awsError";
import { toJson, type Item } from "./attributeValue";
import { conditionFailed, invalidParameter, validation } from "./errors";
import { applyUpdate } from "./expressions/applyUpdate";
import { holds, parseCondition } from "./expressions/condition";
import { Placeholders } from "./expressions/placeholders";
import { parseUpdate, pathsOf, type Update } from "./expressions/update";
import { ITEM_BYTES_MAX, itemSize } from "./itemSize";
import { Parameters } from "./parameters";
import { keyOf, keyOfItem } from "./tableKey";
import type { KeyAttribute } from "./table";

/** A table that is there. */
export interface Table {
  readonly schema: readonly KeyAttribute[];
  readonly items: Map<string, Item>;
}

/** @returns the answer's body */
export type Operation = (table: Table, body: Readonly<Record<string, unknown>>) => object;

const CONDITIONAL = [
  "TableName",
  "ConditionExpression",
  "ExpressionAttributeNames",
  "ExpressionAttributeValues",
  "ReturnValues",
  "ReturnValuesOnConditionCheckFailure",
  "ReturnConsumedCapacity",
  "ReturnItemCollectionMetrics",
];

export const OPERATIONS: Readonly<Record<string, Operation>> = {
  GetItem({ schema, items }, body) {
    const parameters = new Parameters("GetItem", body, [
      "TableName",
      "Key",
      "ConsistentRead",
      "ReturnConsumedCapacity",
    ]);
    // Every read is consistent here.
    parameters.flag("ConsistentRead");
    parameters.word("ReturnConsumedCapacity", ["NONE"], ["TOTAL", "INDEXES"]);
    const item = items.get(keyOf(schema, parameters.item("Key")));
    return item === undefined ? {} : { Item: toJson(item) };
  },

  PutItem({ schema, items }, body) {
    const parameters = new Parameters("PutItem", body, [...CONDITIONAL, "Item"]);
    const item = parameters.item("Item");
    const returned = returnValues(parameters, ["NONE", "ALL_OLD"]);
    const check = conditionOf(parameters).check;
    if (itemSize(item) > ITEM_BYTES_MAX) throw validation("Item size has exceeded the maximum allowed size");
    const key = keyOfItem(schema, item);
    const before = items.get(key);
    check(before);
    items.set(key, item);
    return attributes(returned, before);
  },

  UpdateItem({ schema, items }, body) {
    const parameters = new Parameters("UpdateItem", body, [...CONDITIONAL, "Key", "UpdateExpression"]);
    const named = parameters.item("Key");
    const returned = returnValues(parameters, ["NONE", "ALL_OLD", "ALL_NEW"]);
    const { check, update } = conditionOf(parameters);
    const key = keyOf(schema, named);
    if (update !== undefined) refuseKeyChanges(schema, update);
    const before = items.get(key);
    check(before);
    const after = update === undefined ? (before ?? named) : applyUpdate(update, before ?? named);
    if (itemSize(after) > ITEM_BYTES_MAX) {
      throw validation("Item size to update has exceeded the maximum allowed size");
    }
    items.set(key, after);
    return attributes(returned, returned === "ALL_NEW" ? after : before);
  },

  DeleteItem({ schema, items }, body) {
    const parameters = new Parameters("DeleteItem", body, [...CONDITIONAL, "Key"]);
    const named = parameters.item("Key");
    const returned = returnValues(parameters, ["NONE", "ALL_OLD"]);
    const { check } = conditionOf(parameters);
    const key = keyOf(schema, named);
    const before = items.get(key);
    check(before);
    items.delete(key);
    return attributes(returned, before);
  },
};

type ReturnValues = "NONE" | "ALL_OLD" | "ALL_NEW";

function returnValues(parameters: Parameters, allowed: readonly ReturnValues[]): ReturnValues {
  parameters.word("ReturnConsumedCapacity", ["NONE"], ["TOTAL", "INDEXES"]);
  parameters.word("ReturnItemCollectionMetrics", ["NONE"], ["SIZE"]);
  const all = ["NONE", "ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"] as const;
  const value = parameters.word("ReturnValues", all) ?? "NONE";
  const found = allowed.find((one) => one === value);
  if (found !== undefined) return found;
  if (!allowed.includes("ALL_NEW")) throw validation("ReturnValues can only be ALL_OLD or NONE");
  throw notModelled(`ReturnValues ${value} of DynamoDB's UpdateItem`);
}

/** The expressions of a request: the check of the item as it is, and the update. */
function conditionOf(parameters: Parameters) {
  const condition = parameters.text("ConditionExpression");
  const update = parameters.text("UpdateExpression");
  const names = parameters.names("ExpressionAttributeNames");
  const values = parameters.values("ExpressionAttributeValues");
  const onFailure = parameters.word("ReturnValuesOnConditionCheckFailure", ["NONE", "ALL_OLD"]);
  if (condition === undefined && update === undefined && (names ?? values) !== undefined) {
    const parameter = names === undefined ? "ExpressionAttributeValues" : "ExpressionAttributeNames";
    throw invalidParameter(`${parameter} can only be specified when using expressions`);
  }
  const placeholders = new Placeholders(names, values);
  const changes = update === undefined ? undefined : parseUpdate(update, placeholders);
  const wanted = condition === undefined ? undefined : parseCondition(condition, placeholders);
  placeholders.assertAllUsed();
  return {
    update: changes,
    /** @throws ConditionalCheckFailedException */
    check(item: Item | undefined): void {
      if (wanted === undefined || holds(wanted, item ?? new Map())) return;
      throw conditionFailed(onFailure === "ALL_OLD" && item !== undefined ? toJson(item) : undefined);
    },
  };
}

function refuseKeyChanges(schema: readonly KeyAttribute[], update: Update): void {
  const changed = new Set(pathsOf(update).map(([name]) => name));
  const key = schema.find(({ name }) => changed.has(name));
  if (key === undefined) return;
  throw validation(
    `One or more parameter values were invalid: Cannot update attribute ${key.name}. This attribute is part of the key`,
  );
}

function attributes(returned: ReturnValues, item: Item | undefined): object {
  return returned === "NONE" || item === undefined ? {} : { Attributes: toJson(item) };
}
