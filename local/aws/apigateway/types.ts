/** What API Gateway holds of an HTTP API, in the words of its own REST interface. */

export interface CorsConfiguration {
  allowCredentials?: boolean;
  allowHeaders?: string[];
  allowMethods?: string[];
  allowOrigins?: string[];
  exposeHeaders?: string[];
  /** Seconds. */
  maxAge?: number;
}

export interface RouteSettings {
  detailedMetricsEnabled?: boolean;
  /** Requests. 0 lets nothing through. */
  throttlingBurstLimit?: number;
  /** Requests per second. 0 lets nothing through. */
  throttlingRateLimit?: number;
}

export interface Route {
  routeId: string;
  routeKey: string;
  target?: string;
  authorizationType: "NONE" | "JWT" | "CUSTOM";
  authorizerId?: string;
  authorizationScopes?: string[];
  operationName?: string;
}

export interface Integration {
  integrationId: string;
  integrationType: "AWS_PROXY" | "HTTP_PROXY";
  integrationUri: string;
  integrationMethod?: string;
  payloadFormatVersion: string;
  timeoutInMillis: number;
  description?: string;
  connectionType: "INTERNET" | "VPC_LINK";
  /** The VPC link. */
  connectionId?: string;
  tlsConfig?: { serverNameToVerify?: string };
  /** `append|overwrite|remove:header.<name>` or `overwrite:path` to a value. */
  requestParameters?: Record<string, string>;
  /** By status code: `append|overwrite|remove:header.<name>` or `overwrite:statuscode` to a value. */
  responseParameters?: Record<string, Record<string, string>>;
}

export interface JwtConfiguration {
  audience: string[];
  issuer: string;
}

export interface Authorizer {
  authorizerId: string;
  name: string;
  authorizerType: "JWT" | "REQUEST";
  identitySource: string[];
  jwtConfiguration?: JwtConfiguration;
  authorizerUri?: string;
  authorizerPayloadFormatVersion?: string;
  enableSimpleResponses?: boolean;
  /** Seconds; 0: no cache. */
  authorizerResultTtlInSeconds?: number;
}

export interface Stage {
  stageName: string;
  autoDeploy: boolean;
  description?: string;
  defaultRouteSettings: RouteSettings;
  /** By route key. */
  routeSettings: Record<string, RouteSettings>;
  accessLogSettings?: { destinationArn: string; format: string };
  stageVariables?: Record<string, string>;
  tags: Record<string, string>;
  createdDate: string;
}

export interface Api {
  apiId: string;
  apiEndpoint: string;
  region: string;
  name: string;
  protocolType: "HTTP";
  description?: string;
  version?: string;
  corsConfiguration?: CorsConfiguration;
  disableExecuteApiEndpoint: boolean;
  routeSelectionExpression: string;
  apiKeySelectionExpression: string;
  tags: Record<string, string>;
  createdDate: string;
  readonly routes: Map<string, Route>;
  readonly integrations: Map<string, Integration>;
  readonly authorizers: Map<string, Authorizer>;
  readonly stages: Map<string, Stage>;
  /** Where each JWT authorizer's key set is, as read from the issuer when the authorizer was made. */
  readonly keySets: Map<string, string>;
}
