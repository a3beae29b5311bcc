/** A function's own table of DynamoDB: small items with an id, which are forgotten after a while. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
  type UpdateCommandOutput,
} from "@aws-sdk/lib-dynamodb";
import type { Environment } from "../../guard";
import { asked, clientConfig } from "../aws/awsClient";
import { AwsCallError } from "../aws/awsError";
import { seconds } from "../runtime";

/** Texts and whole numbers; `expires` is a time in seconds since the epoch, after which the item counts as not there. */
export interface Item {
  readonly id: string;
  readonly expires: number;
  readonly [field: string]: string | number;
}

/** What must hold for a change to be made. Otherwise nothing is changed. */
export interface Condition {
  /** With `#field` and `:value` as DynamoDB has them. */
  readonly expression: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

export interface Table {
  /** Undefined where there is none, or one that has expired. */
  get(id: string): Promise<Item | undefined>;
  /** @returns false where the condition did not hold. */
  put(item: Item, condition?: Condition): Promise<boolean>;
  /** Changes fields of an item that is there. @returns the whole item, or undefined where the condition did not hold. */
  update(id: string, set: Readonly<Record<string, string | number>>, condition?: Condition): Promise<Item | undefined>;
  /** Adds to a counter, which begins at 0 with that expiry. @returns its new value. */
  count(id: string, expires: number): Promise<number>;
  /** @returns false where the condition did not hold. */
  delete(id: string, condition?: Condition): Promise<boolean>;
}

/** The condition under which an item with that id may be written as if there were none. `now`: seconds. */
export function unused(now: number): Condition {
  return { expression: "attribute_not_exists(#id) OR #expires < :now", values: { ":now": now } };
}

const TITLE = "DynamoDB";

/** `now`: milliseconds since the epoch. DynamoDB deletes what has expired within days, so that a reader has to look. */
export function createTable(name: string, region: string, environment: Environment, now: () => number): Table {
  const clientOf = (repeatable: boolean) => {
    let client: DynamoDBDocumentClient | undefined;
    const service = { title: TITLE, region, endpointVariable: "AWS_ENDPOINT_URL_DYNAMODB", repeatable };
    return () => (client ??= DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig(service, environment))));
  };
  const reader = clientOf(true);
  // A condition that has held once would not hold again.
  const writer = clientOf(false);
  const update = async (
    id: string,
    expression: string,
    values: Readonly<Record<string, string | number>>,
    condition?: Condition,
  ) => {
    const command = new UpdateCommand({
      TableName: name,
      Key: { id },
      UpdateExpression: expression,
      ReturnValues: "ALL_NEW",
      ...placeholders(`${expression} ${condition?.expression ?? ""}`, { ...values, ...condition?.values }),
      ...(condition && { ConditionExpression: condition.expression }),
    });
    const client = writer();
    const { Attributes: changed }: UpdateCommandOutput = await asked(TITLE, () => client.send(command));
    return changed as Item;
  };
  return {
    async get(id) {
      const command = new GetCommand({ TableName: name, Key: { id }, ConsistentRead: true });
      const client = reader();
      const { Item: found } = await asked(TITLE, () => client.send(command));
      const item = found as Item | undefined;
      // In whole seconds, as the conditions have it: an item is not gone for a reader while it is there for a writer.
      return item === undefined || item.expires < seconds(now()) ? undefined : item;
    },
    put: (item, condition) =>
      holds(async () => {
        const command = new PutCommand({ TableName: name, Item: item, ...conditionOf(condition) });
        const client = writer();
        await asked(TITLE, () => client.send(command));
        return true;
      }, false),
    update: (id, set, condition) => {
      const sets = Object.keys(set).map((field) => `#${field} = :${field}`);
      const values = Object.fromEntries(Object.entries(set).map(([field, value]) => [`:${field}`, value]));
      return holds(() => update(id, `SET ${sets.join(", ")}`, values, ofWhatIsThere(condition)), undefined);
    },
    async count(id, expires) {
      const alive = {
        expression: "attribute_not_exists(#id) OR #expires >= :now",
        values: { ":now": seconds(now()) },
      };
      const values = { ":one": 1, ":expires": expires };
      const counted = await holds(
        () => update(id, "SET #expires = if_not_exists(#expires, :expires) ADD #count :one", values, alive),
        undefined,
      );
      if (counted !== undefined) return Number(counted["count"]);
      // An old count has expired. Who loses the race for the new one finds the winner's.
      const fresh = { id, expires, count: 1 };
      if (await this.put(fresh, unused(seconds(now())))) return 1;
      return Number((await update(id, "ADD #count :one", { ":one": 1 }))["count"]);
    },
    delete: (id, condition) =>
      holds(async () => {
        const command = new DeleteCommand({ TableName: name, Key: { id }, ...conditionOf(condition) });
        const client = writer();
        await asked(TITLE, () => client.send(command));
        return true;
      }, false),
  };
}

/** What a call gives, or what is given where its condition does not hold. */
async function holds<T, E>(call: () => Promise<T>, otherwise: E): Promise<T | E> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof AwsCallError && error.type === "ConditionalCheckFailedException") return otherwise;
    throw error;
  }
}

/**
 * The condition, for an item that is there. Where none is there, DynamoDB would make one of a change: an item that nobody
 * owns and that never expires.
 */
function ofWhatIsThere(condition?: Condition): Condition {
  const there = "attribute_exists(#id)";
  return condition === undefined
    ? { expression: there }
    : { ...condition, expression: `${there} AND (${condition.expression})` };
}

function conditionOf(condition?: Condition) {
  if (condition === undefined) return {};
  const { expression, values = {} } = condition;
  return { ConditionExpression: expression, ...placeholders(expression, values) };
}

/** Names and values behind the placeholders of an expression: DynamoDB refuses one that is not used. */
function placeholders(expression: string, values: Readonly<Record<string, string | number>>) {
  const names = [...expression.matchAll(/#(\w+)/g)].map(([placeholder, name]) => [placeholder, name]);
  return {
    ...(names.length > 0 && { ExpressionAttributeNames: Object.fromEntries(names) as Record<string, string> }),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  };
}
