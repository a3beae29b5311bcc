/** What DynamoDB refuses and `dynalite` does not, in its own words. Source of the limits: the developer guide, Service quotas. */
import { ServiceError } from "../dataPlane/serviceError";

const OWN = "com.amazonaws.dynamodb.v20120810#";

export const CONDITION_FAILED = `${OWN}ConditionalCheckFailedException`;

export const validation = (message: string) =>
  new ServiceError("com.amazon.coral.validate#ValidationException", message);

/** As a request says what is wrong with its parameters. */
export const invalidParameter = (message: string) => validation(`1 validation error detected: ${message}`);

export const tableNotFound = () => new ServiceError(`${OWN}ResourceNotFoundException`, "Requested resource not found");

export type Json = Readonly<Record<string, unknown>>;

export interface KeyAttribute {
  readonly name: string;
  readonly type: "S" | "N" | "B";
}

/** Bytes of a partition key and of a sort key. */
const KEY_BYTES_MAX = [2_048, 1_024];
const KEY_WORDS = ["hashkey", "rangekey"];
/** Bytes of an expression. */
const EXPRESSION_BYTES_MAX = 4_096;
/** Levels of lists and maps in an item. */
const NESTING_MAX = 32;

/** @throws ServiceError ValidationException, in DynamoDB's words */
export function checkLimits(schema: readonly KeyAttribute[], body: Json): void {
  const key = (body["Key"] ?? body["Item"] ?? {}) as Json;
  for (const [i, { name }] of schema.entries()) {
    if (keyBytes(key[name]) > KEY_BYTES_MAX[i]!) {
      throw validation(
        `One or more parameter values were invalid: Size of ${KEY_WORDS[i]} has exceeded the maximum size limit of${KEY_BYTES_MAX[i]} bytes`,
      );
    }
  }
  for (const [name, text] of Object.entries(body)) {
    if (/^[A-Z].*Expression$/.test(name) && Buffer.byteLength(String(text)) > EXPRESSION_BYTES_MAX)
      throw validation(`Invalid ${name}: Expression size has exceeded the maximum allowed size;`);
  }
  const values = ["Key", "Item", "ExpressionAttributeValues"].flatMap((name) => Object.values(fields(body[name])));
  if (values.includes(null))
    throw validation("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
  if (values.some((value) => nesting(value) > NESTING_MAX)) {
    throw validation(
      "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit",
    );
  }
}

const fields = (value: unknown): Json => (typeof value === "object" && value !== null ? (value as Json) : {});

function keyBytes(value: unknown): number {
  const { S, B } = fields(value);
  if (typeof S === "string") return Buffer.byteLength(S);
  return typeof B === "string" ? Buffer.byteLength(B, "base64") : 0;
}

function nesting(value: unknown): number {
  const { L, M } = fields(value);
  const inner = Object.values(fields(L ?? M)).map(nesting);
  return L === undefined && M === undefined ? 0 : 1 + Math.max(0, ...inner);
}
