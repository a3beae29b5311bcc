/** Every resource type of the local account, one row each: the table that the local AWS provider serves. */
import type { ProviderFunction } from "../providers/resourceType";
import type { Account, AwsType } from "./account";
import { apiRow } from "./apigateway/apis";
import { authorizers } from "./apigateway/authorizers";
import { integrations } from "./apigateway/integrations";
import { routes } from "./apigateway/routes";
import { stages } from "./apigateway/stages";
import { table } from "./dynamodb/table";
import { role, rolePolicy } from "./iam";
import { getPublicKey, key } from "./kms/key";
import { lambdaFunction } from "./lambda/functionType";
import { permission } from "./lambda/permissions";
import { logGroup } from "./logs";
import { EDGE_TYPES } from "./resources/edge";
import { LOAD_BALANCER_TYPES } from "./resources/loadBalancers";
import { MONITORING_TYPES } from "./resources/monitoring";
import { REST_TYPES } from "./resources/rest";
import type { StoredRow } from "./resources/stored";
import { SECRET_TYPES } from "./secretsmanager/secretTypes";

/** The types that are kept as they were declared. */
export const STORED_TYPES: readonly StoredRow[] = [
  table,
  key,
  ...REST_TYPES,
  ...LOAD_BALANCER_TYPES,
  ...EDGE_TYPES,
  ...SECRET_TYPES,
  ...MONITORING_TYPES,
];

export const AWS_TYPES: readonly AwsType[] = [
  apiRow,
  ...[authorizers, integrations, routes, stages].map(({ row }) => row),
  lambdaFunction,
  permission,
  role,
  rolePolicy,
  logGroup,
  ...STORED_TYPES,
];

export const AWS_FUNCTIONS: readonly ProviderFunction<Account>[] = [getPublicKey];
