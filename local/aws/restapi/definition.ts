/** What a REST API is once its document has been read; a deployment holds a copy of it. */

/** Header or place → where its value comes from: `method.response.header.vary` → `'origin'`. */
export type Mappings = Readonly<Record<string, string>>;

export interface RestIntegration {
  readonly type: "AWS_PROXY" | "HTTP_PROXY" | "MOCK";
  /** Empty for MOCK. */
  readonly uri: string;
  readonly httpMethod: string;
  readonly timeoutInMillis: number;
  readonly requestParameters: Mappings;
  /** By media type. */
  readonly requestTemplates: Mappings;
  /** By status code. */
  readonly responses: Readonly<Record<string, { readonly headers: Mappings; readonly body: string }>>;
}

export interface RestMethod {
  /** `GET`, or `ANY`. */
  readonly httpMethod: string;
  /** The name of its authorizer; undefined where anybody may call. */
  readonly authorizer?: string;
  /** `method.request.path.id` → whether it must be there. */
  readonly requestParameters: Readonly<Record<string, boolean>>;
  readonly validatesParameters: boolean;
  /** A method without one cannot be deployed. */
  readonly integration?: RestIntegration;
}

export interface RestResource {
  readonly resourceId: string;
  /** `/users/{id}`. */
  readonly path: string;
  readonly methods: readonly RestMethod[];
}

/** A request authorizer. */
export interface RestAuthorizer {
  readonly id: string;
  readonly uri: string;
  /** `method.request.header.Authorization`. */
  readonly identitySources: readonly string[];
  /** Seconds. */
  readonly ttl: number;
}

export interface RestResponse {
  readonly statusCode?: number;
  readonly headers: Mappings;
  /** By media type. */
  readonly templates: Mappings;
}

export interface RestDefinition {
  readonly resources: readonly RestResource[];
  /** By name. */
  readonly authorizers: Readonly<Record<string, RestAuthorizer>>;
  /** Gateway responses by type. */
  readonly responses: Readonly<Record<string, RestResponse>>;
  /** The resource policy, as JSON. */
  readonly policy?: string;
  /** Media types of bodies that are no text; a star on both sides stands for all. */
  readonly binaryMediaTypes: readonly string[];
  /** Whether nobody can come by the address that AWS gives. */
  readonly disableExecuteApiEndpoint: boolean;
}

/** What a stage serves. */
export interface RestSnapshot extends RestDefinition {
  readonly apiId: string;
  readonly region: string;
}
