/** Every endpoint of the local AWS control plane. */
import { apiEndpoints } from "./apigateway/apis";
import { authorizerEndpoints } from "./apigateway/authorizers";
import { integrationEndpoints } from "./apigateway/integrations";
import { routeEndpoints } from "./apigateway/routes";
import { stageEndpoints } from "./apigateway/stages";
import { iamEndpoints } from "./iam";
import { kmsEndpoints } from "./kms/keyKind";
import { functionEndpoints } from "./lambda/functions";
import { permissionEndpoints } from "./lambda/permissions";
import { logEndpoints } from "./logs";
import { resourceEndpoints } from "./resources/endpoints";
import type { Endpoint } from "./router";

export const ENDPOINTS: readonly Endpoint[] = [
  ...apiEndpoints,
  ...routeEndpoints,
  ...integrationEndpoints,
  ...authorizerEndpoints,
  ...stageEndpoints,
  ...functionEndpoints,
  ...permissionEndpoints,
  ...iamEndpoints,
  ...logEndpoints,
  ...kmsEndpoints,
  ...resourceEndpoints,
];
