/** Every endpoint of the local AWS control plane: the interfaces of API Gateway's HTTP APIs and of Lambda. */
import { apiEndpoints } from "./apigateway/apis";
import { authorizers } from "./apigateway/authorizers";
import { integrations } from "./apigateway/integrations";
import { routes } from "./apigateway/routes";
import { stages } from "./apigateway/stages";
import { functionEndpoints } from "./lambda/functions";
import { permissionEndpoints } from "./lambda/permissions";
import type { Endpoint } from "./router";

export const ENDPOINTS: readonly Endpoint[] = [
  ...apiEndpoints,
  ...[routes, integrations, authorizers, stages].flatMap(({ endpoints }) => endpoints),
  ...functionEndpoints,
  ...permissionEndpoints,
];
