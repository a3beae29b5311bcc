/**
 * The items of one table, kept in memory by `dynalite`. It is asked in this process, behind the check of who may touch what,
 * and never over HTTP: a port of its own would be open to everybody on this machine.
 *
 * `dynalite` loads a database for disks, which is not used here. A machine for which that database has no build has no
 * DynamoDB.
 */
import { notModelled } from "../awsError";
import { ServiceError } from "../dataPlane/serviceError";
import { checkLimits, type Json, type KeyAttribute, CONDITION_FAILED, validation } from "./limits";

/** What functions may ask; dynalite's others are about tables, which are declared. */
export const OPERATIONS = ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan"] as const;
export type Operation = (typeof OPERATIONS)[number];

/** An operation on the items. @throws ServiceError or AwsError, as DynamoDB refuses it */
export type Items = (operation: Operation, body: Json) => Promise<object>;

/** Asked for beside the answer, newer than dynalite. */
const ON_FAILURE = "ReturnValuesOnConditionCheckFailure";

/** dynalite's parts, which have no types of their own. */
interface Store {
  readonly tableDb: { put(name: string, table: object, done: (error: unknown) => void): void };
}
interface Validation {
  readonly types: object;
  readonly custom: unknown;
}
type Action = (store: Store, body: object, done: (error: unknown, answer: object) => void) => void;

const dynalite = <T>(part: string): T => require(`dynalite/${part}`) as T;
const lower = (operation: Operation) => `${operation[0]!.toLowerCase()}${operation.slice(1)}`;

export function createItems(name: string, schema: readonly KeyAttribute[]): Items {
  const { create } = require("dynalite/db") as { create(options: object): Store };
  const store = create({});
  let last: Promise<unknown> = declare(store, name, schema);

  async function perform(operation: Operation, body: Json): Promise<object> {
    const { [ON_FAILURE]: onFailure, ...known } = body;
    if (onFailure !== undefined && !["NONE", "ALL_OLD"].includes(String(onFailure))) {
      throw validation(
        `1 validation error detected: Value '${String(onFailure)}' at 'returnValuesOnConditionCheckFailure' failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, NONE]`,
      );
    }
    checkLimits(schema, known);
    try {
      return await ask(store, operation, known);
    } catch (error) {
      if (!(error instanceof ServiceError) || error.type !== CONDITION_FAILED || onFailure !== "ALL_OLD") throw error;
      const key = keyIn(schema, (known["Key"] ?? known["Item"]) as Json);
      const before = await ask(store, "GetItem", { TableName: name, Key: key, ConsistentRead: true });
      throw new ServiceError(error.type, error.message, { ...error.details, fields: { ...before } });
    }
  }

  // One after the other, so that what a failed condition gives back is what it failed on.
  return (operation, body) => {
    const result = last.then(() => perform(operation, body));
    last = result.catch(() => undefined);
    return result;
  };
}

function keyIn(schema: readonly KeyAttribute[], item: Json): Json {
  return Object.fromEntries(schema.map(({ name }) => [name, item[name]]));
}

/** The table as dynalite keeps one that is ready. */
function declare({ tableDb }: Store, name: string, schema: readonly KeyAttribute[]): Promise<void> {
  const table = {
    TableName: name,
    TableStatus: "ACTIVE",
    AttributeDefinitions: schema.map(({ name: key, type }) => ({ AttributeName: key, AttributeType: type })),
    KeySchema: schema.map(({ name: key }, i) => ({ AttributeName: key, KeyType: i === 0 ? "HASH" : "RANGE" })),
    ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
  };
  return new Promise((resolve, reject) => {
    tableDb.put(name, table, (error) => (error ? reject(error as Error) : resolve()));
  });
}

function ask(store: Store, operation: Operation, body: Json): Promise<object> {
  const { types, custom } = dynalite<Validation>(`validations/${lower(operation)}`);
  const { checkTypes, checkValidations } = dynalite<{
    checkTypes(body: object, types: object): object;
    checkValidations(body: object, types: object, custom: unknown, store: Store): void;
  }>("validations");
  // It passes over what it does not know.
  const unknown = Object.keys(body).find((name) => body[name] !== null && !Object.hasOwn(types, name));
  if (body["IndexName"]) throw notModelled("indexes of DynamoDB's tables");
  // It would take the second one by its place after the first was taken out.
  if (removedElements(body["UpdateExpression"]) > 1)
    throw notModelled("the removal of several elements of lists in one UpdateExpression");
  if (unknown !== undefined) throw notModelled(`the parameter ${unknown} of DynamoDB's ${operation}`);
  const action = dynalite<Action>(`actions/${lower(operation)}`);
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => reject(refusal(error));
    try {
      const checked = checkTypes({ ...body }, types);
      checkValidations(checked, types, custom, store);
      action(store, checked, (error, answer) => (error ? fail(error) : resolve(answer)));
    } catch (error) {
      fail(error);
    }
  });
}

/** How many elements of lists an update takes out. */
function removedElements(expression: unknown): number {
  const sections = String(expression ?? "").split(/\b(?=(?:SET|REMOVE|ADD|DELETE)\s)/i);
  return sections
    .filter((section) => /^REMOVE\s/i.test(section))
    .join()
    .split(",")
    .filter((path) => /\]\s*$/.test(path)).length;
}

/** What dynalite answers in DynamoDB's words; any other error is a fault of its own. */
function refusal(error: unknown): unknown {
  const { statusCode: status, body } = error as { statusCode?: number; body?: Readonly<Record<string, string>> };
  if (status === undefined || body === undefined) return error;
  const { __type: type = "", message, Message } = body;
  return new ServiceError(type, message ?? Message ?? "", { status, messageKey: Message ? "Message" : "message" });
}
