/** A local AWS with two tables and a signed client of its owner, for the specs about DynamoDB. */
import assert from "node:assert/strict";
import { startLocalAws, type LocalAws } from "../../../local/aws/start";
import { dataClient, type DataAnswer } from "./dataClient";
import { keptBy } from "./kept";
import type { Json } from "./localApi";

export const VALIDATION = "com.amazon.coral.validate#ValidationException";
export const PREFIX = "com.amazonaws.dynamodb.v20120810#";

export interface DynamodbStand {
  readonly aws: LocalAws;
  /** Makes a table that is paid per request. */
  make(properties: object): Promise<void>;
  /** On the table `one`, whose key is the text `id`, unless the body names another; `two` has the number `at` as well. */
  call(operation: string, body: object): Promise<DataAnswer>;
  /** What must succeed: the body. */
  done(operation: string, body: object): Promise<Json>;
  /** Asserts that a call is answered with 400, this type and this message, and nothing else. */
  refused(operation: string, body: object, type: string, message: string): Promise<void>;
}

export async function startDynamodb(): Promise<DynamodbStand> {
  const aws = await startLocalAws();
  const client = dataClient(aws.url, aws.adminCredentials);
  async function make(properties: object): Promise<void> {
    await keptBy(aws).make("dynamodb.Table", { billingMode: "PAY_PER_REQUEST", ...properties });
  }
  const call = (operation: string, body: object) => client.dynamodb(operation, { TableName: "one", ...body });
  const id = { name: "id", type: "S" };
  await make({ name: "one", attributes: [id], hashKey: "id" });
  await make({ name: "two", attributes: [id, { name: "at", type: "N" }], hashKey: "id", rangeKey: "at" });
  return {
    aws,
    make,
    call,
    async done(operation, body) {
      const answer = await call(operation, body);
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      return answer.body;
    },
    async refused(operation, body, type, message) {
      const answer = await call(operation, body);
      assert.deepEqual([answer.status, answer.body], [400, { __type: type, message }]);
    },
  };
}

/** The calls of a stand that is started later. */
export function calls(stand: () => DynamodbStand): Omit<DynamodbStand, "aws"> {
  return {
    make: (properties) => stand().make(properties),
    call: (operation, body) => stand().call(operation, body),
    done: (operation, body) => stand().done(operation, body),
    refused: (operation, body, type, message) => stand().refused(operation, body, type, message),
  };
}

/** Of the placeholders those that the expression has, as a request names them. */
export function given(
  expression: string,
  names: Readonly<Record<string, string>>,
  values: Readonly<Record<string, object>>,
) {
  const used = (all: object) => Object.entries(all).filter(([key]) => expression.match(/[#:]\w+/g)?.includes(key));
  const [usedNames, usedValues] = [used(names), used(values)];
  return {
    ...(usedNames.length > 0 && { ExpressionAttributeNames: Object.fromEntries(usedNames) as object }),
    ...(usedValues.length > 0 && { ExpressionAttributeValues: Object.fromEntries(usedValues) as object }),
  };
}
