/** DynamoDB's errors, in its own words: those that are not dynalite's. */
import { ServiceError } from "../dataPlane/serviceError";

const OWN = "com.amazonaws.dynamodb.v20120810#";

export const CONDITION_FAILED = `${OWN}ConditionalCheckFailedException`;

export const validation = (message: string) =>
  new ServiceError("com.amazon.coral.validate#ValidationException", message);

/** As a request says what is wrong with its parameters. */
export const invalidParameter = (message: string) => validation(`1 validation error detected: ${message}`);

export const tableNotFound = () => new ServiceError(`${OWN}ResourceNotFoundException`, "Requested resource not found");
