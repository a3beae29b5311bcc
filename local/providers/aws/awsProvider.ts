/** The local AWS provider: the resource types of `@pulumi/aws` that the stack uses, on the local AWS account. */
import { version } from "@pulumi/aws/package.json";
import { createProvider } from "../createProvider";
import type { LocalProvider } from "../provider";
import type { ResourceType } from "../resourceType";
import { api } from "./api";
import { authorizer } from "./authorizer";
import { AWS_CONFIG, connectAws, type AwsClient } from "./awsClient";
import { dynamodbTable } from "./dynamodbTable";
import { EDGE_TYPES } from "./edgeTypes";
import { integration } from "./integration";
import { getPublicKey, kmsKey } from "./kmsKey";
import { lambdaFunction } from "./lambdaFunction";
import { LOAD_BALANCER_TYPES } from "./loadBalancerTypes";
import { logGroup } from "./logGroup";
import { MONITORING_TYPES } from "./monitoringTypes";
import { permission } from "./permission";
import { REST_TYPES } from "./restTypes";
import { role, rolePolicy } from "./role";
import { route } from "./route";
import { stage } from "./stage";

/** Every resource type that the provider knows. */
export const AWS_TYPES: readonly ResourceType<AwsClient>[] = [
  api,
  authorizer,
  integration,
  route,
  stage,
  lambdaFunction,
  permission,
  role,
  rolePolicy,
  logGroup,
  dynamodbTable,
  kmsKey,
  ...REST_TYPES,
  ...LOAD_BALANCER_TYPES,
  ...EDGE_TYPES,
  ...MONITORING_TYPES,
];

export function createAwsProvider(): LocalProvider {
  return createProvider({
    name: "aws",
    version,
    config: AWS_CONFIG,
    connect: connectAws,
    types: AWS_TYPES,
    functions: [getPublicKey],
  });
}
