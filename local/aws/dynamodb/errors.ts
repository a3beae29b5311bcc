/** DynamoDB's errors, in its own words. */
import { ServiceError } from "../dataPlane/serviceError";

const OWN = "com.amazonaws.dynamodb.v20120810#";

export const validation = (message: string) =>
  new ServiceError("com.amazon.coral.validate#ValidationException", message);

/** As a request says what is wrong with its parameters: documented for missing ones, seen in 2026 for the expressions of writes. */
export const invalidParameter = (message: string) => validation(`1 validation error detected: ${message}`);

export const tableNotFound = () => new ServiceError(`${OWN}ResourceNotFoundException`, "Requested resource not found");

/** With the item as it is, where the caller asked for it with `ReturnValuesOnConditionCheckFailure`. */
export const conditionFailed = (item: Readonly<Record<string, unknown>> | undefined) =>
  new ServiceError(
    `${OWN}ConditionalCheckFailedException`,
    "The conditional request failed",
    item === undefined ? {} : { fields: { Item: item } },
  );
