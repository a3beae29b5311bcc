/** `aws:dynamodb/table:Table`: DynamoDB tables. Indexes, streams, replicas and imports are not modelled, and refused. */
import { flag, map, object, set, text, whole, type Failure } from "../properties";
import { hasUnknown, isObject, UNKNOWN, type Value, type Values } from "../values";
import { stored } from "./stored";

export const dynamodbTable = stored({
  token: "aws:dynamodb/table:Table",
  inputs: {
    // With no index there are no attributes but the key's own, so another type is another key.
    attributes: set(
      object({ name: text({ required: true }), type: text({ required: true, oneOf: ["S", "N", "B"] }) }),
      {
        required: true,
        replace: true,
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
    tags: map(text(), { partOf: "tagsAll" }),
    ttl: object({ attributeName: text(), enabled: flag() }),
    writeCapacity: whole({ default: 0 }),
  },
  outputs: ["arn", "streamArn", "streamLabel"],
  autoname: { property: "name", max: 255 },
  rules: (inputs) => [...keyFailures(inputs), ...capacityFailures(inputs), ...ttlFailures(inputs)],
});

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
