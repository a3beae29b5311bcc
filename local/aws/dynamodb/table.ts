/**
 * `aws:dynamodb/table:Table`: DynamoDB tables as they are declared, and what AWS refuses of a declaration. Indexes, streams,
 * replicas and imports are not modelled, and refused.
 */
import { flag, object, set, text, whole, type Failure } from "../../providers/properties";
import { hasUnknown, isObject, UNKNOWN, type Value, type Values } from "../../providers/values";
import { ACCOUNT_ID } from "../arns";
import { AwsError } from "../awsError";
import { find, textOf } from "../resources/store";
import { stored, tags, type Identified } from "../resources/stored";
import type { Properties } from "../world";
import type { KeyAttribute } from "./limits";

export const TABLE_KIND = "dynamodb.Table";
export const tableArn = (region: string, name: string) => `arn:aws:dynamodb:${region}:${ACCOUNT_ID}:table/${name}`;

const invalid = (message: string) => new AwsError(400, "ValidationException", message);
const KEY_PROPERTIES = ["hashKey", "rangeKey", "attributes"];

export const table = stored({
  token: "aws:dynamodb/table:Table",
  source: "dynamodb/table.go",
  inputs: {
    // Changed in place. With no index the real provider then sends nothing, so that a table keeps its key in silence; here
    // `checkTable` refuses it. Source: dynamodb/table.go.
    attributes: set(
      object({ name: text({ required: true }), type: text({ required: true, oneOf: ["S", "N", "B"] }) }),
      {
        required: true,
      },
    ),
    billingMode: text({ default: "PROVISIONED", oneOf: ["PROVISIONED", "PAY_PER_REQUEST"] }),
    deletionProtectionEnabled: flag({ default: false }),
    hashKey: text({ required: true, replace: true }),
    name: text({ required: true, replace: true }),
    pointInTimeRecovery: object({ enabled: flag({ required: true }), recoveryPeriodInDays: whole() }),
    rangeKey: text({ replace: true }),
    /** Units a second; 0 where the table is paid per request. */
    readCapacity: whole({ default: 0 }),
    serverSideEncryption: object({ enabled: flag({ required: true }), kmsKeyArn: text() }),
    tableClass: text({ default: "STANDARD", oneOf: ["STANDARD", "STANDARD_INFREQUENT_ACCESS"] }),
    ...tags,
    ttl: object({ attributeName: text(), enabled: flag() }),
    writeCapacity: whole({ default: 0 }),
  },
  outputs: ["arn", "streamArn", "streamLabel"],
  autoname: { property: "name", max: 255 },
  rules: (inputs) => [...keyFailures(inputs), ...capacityFailures(inputs), ...ttlFailures(inputs)],
  idOf: ({ properties }) => textOf(properties, "name"),
  check: checkTable,
  // Streams are not modelled; without one the provider gives empty texts.
  outputsOf: ({ region, id }) => ({ arn: tableArn(region, id), streamArn: "", streamLabel: "" }),
  gone({ id, properties }, world) {
    if (properties["deletionProtectionEnabled"] === true) {
      throw invalid(
        `1 validation error detected: Table '${id}' can't be deleted while DeletionProtectionEnabled is set to True`,
      );
    }
    world.items.delete(id);
  },
});

/** The key of a table that was checked: the partition key, then the sort key where there is one. */
export function keySchema(properties: Properties): readonly KeyAttribute[] {
  const names = [properties["hashKey"], properties["rangeKey"]].filter((name) => name !== undefined);
  return names.map((name) => attributesOf(properties).find((attribute) => attribute.name === name)!);
}

function attributesOf(properties: Properties): readonly KeyAttribute[] {
  return (properties["attributes"] ?? []) as readonly KeyAttribute[];
}

function checkTable(declared: Identified): void {
  const { world, properties, id } = declared;
  const before = find(world, TABLE_KIND, id)?.properties;
  if (!/^[a-zA-Z0-9_.-]{3,255}$/.test(id)) {
    throw invalid("TableName must be at least 3 characters long and at most 255 characters long");
  }
  checkKey(properties);
  checkTimeToLive(properties);
  checkBilling(properties);
  // Items are stored under the key that the table has; the real service has no call for another one.
  if (before !== undefined && KEY_PROPERTIES.some((name) => !isSame(before[name], properties[name]))) {
    throw invalid("One or more parameter values were invalid: the key of a table cannot be changed");
  }
}

/** The texts are CreateTable's own, as others have recorded them, but for the one about a missing hash key. */
function checkKey(properties: Properties): void {
  const attributes = attributesOf(properties);
  const declared = attributes.map(({ name }) => name);
  const keys = [properties["hashKey"], properties["rangeKey"]].filter((name) => name !== undefined).map(String);
  const wrong = "One or more parameter values were invalid: ";
  const listed = `Keys: [${keys.join(", ")}], AttributeDefinitions: [${declared.join(", ")}]`;
  if (properties["hashKey"] === undefined || new Set(keys).size < keys.length) {
    throw invalid(`${wrong}Invalid KeySchema: a hash key and a different range key are needed`);
  }
  if (keys.some((key) => !declared.includes(key))) {
    throw invalid(`${wrong}Some index key attributes are not defined in AttributeDefinitions. ${listed}`);
  }
  if (declared.length !== keys.length) {
    throw invalid(
      `${wrong}Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions`,
    );
  }
  if (attributes.some(({ type }) => !["S", "N", "B"].includes(type))) {
    throw invalid(`${wrong}Member must satisfy enum value set: [B, N, S]`);
  }
}

function checkTimeToLive(properties: Properties): void {
  const { enabled, attributeName } = (properties["ttl"] ?? {}) as { enabled?: boolean; attributeName?: string };
  if (enabled === true && !attributeName) {
    throw invalid("TimeToLive needs the name of the attribute that holds the seconds");
  }
}

function checkBilling(properties: Properties): void {
  const { billingMode = "PROVISIONED", readCapacity = 0, writeCapacity = 0 } = properties;
  const has = (units: unknown) => Number(units) > 0;
  if (billingMode === "PROVISIONED" && !(has(readCapacity) && has(writeCapacity))) {
    throw invalid(
      "One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
    );
  }
  if (billingMode === "PAY_PER_REQUEST" && (has(readCapacity) || has(writeCapacity))) {
    throw invalid(
      "One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
    );
  }
}

function isSame(one: unknown, other: unknown): boolean {
  const text = (value: unknown) =>
    Array.isArray(value) ? value.map((item) => JSON.stringify(item, ["name", "type"])).sort() : value;
  return JSON.stringify(text(one)) === JSON.stringify(text(other));
}

function keyFailures({ attributes, hashKey, rangeKey }: Values): Failure[] {
  const known = !hasUnknown(attributes) && !hasUnknown(hashKey) && !hasUnknown(rangeKey);
  if (!known || !Array.isArray(attributes)) return [];
  const declared = (attributes as readonly Value[]).map((one) => (isObject(one) ? String(one["name"]) : ""));
  const keys = [hashKey, rangeKey].filter((key) => typeof key === "string");
  const failures: Failure[] = [];
  if (hashKey === rangeKey) {
    failures.push({ property: "rangeKey", reason: "`rangeKey` must be another attribute than `hashKey`" });
  }
  for (const key of keys.filter((key) => !declared.includes(key))) {
    const reason = `the key attribute \`${key}\` must be among \`attributes\`, with its type`;
    failures.push({ property: "attributes", reason });
  }
  for (const name of declared.filter((name, i) => !keys.includes(name) || declared.indexOf(name) !== i)) {
    const reason = `\`${name}\` must not be among \`attributes\`: each key attribute is declared once, and no other`;
    failures.push({ property: "attributes", reason });
  }
  return failures;
}

function capacityFailures({ billingMode, readCapacity, writeCapacity }: Values): Failure[] {
  return Object.entries({ readCapacity, writeCapacity }).flatMap(([property, units]): Failure[] => {
    if (typeof units !== "number") return [];
    if (billingMode === "PROVISIONED" && units < 1) {
      return [{ property, reason: `\`${property}\` must be at least 1 with the billing mode \`PROVISIONED\`` }];
    }
    if (billingMode === "PAY_PER_REQUEST" && units !== 0) {
      return [{ property, reason: `\`${property}\` must not be given with the billing mode \`PAY_PER_REQUEST\`` }];
    }
    return [];
  });
}

function ttlFailures({ ttl }: Values): Failure[] {
  if (!isObject(ttl) || ttl["enabled"] === UNKNOWN) return [];
  const isEnabled = ttl["enabled"] === true;
  if (isEnabled === (ttl["attributeName"] !== undefined)) return [];
  const reason = isEnabled
    ? "`ttl.attributeName` is required where `ttl.enabled` is true"
    : "`ttl.attributeName` must not be given unless `ttl.enabled` is true";
  return [{ property: "ttl.attributeName", reason }];
}
