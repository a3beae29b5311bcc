/** What is kept of resources that only the gateway reads, and of the deployments of REST APIs. */

export type Properties = Readonly<Record<string, unknown>>;

export interface StoredResource {
  readonly id: string;
  readonly region: string;
  /** In the words of the Pulumi provider. */
  readonly properties: Properties;
  /** What AWS would have chosen: ARNs, addresses. */
  readonly outputs: Properties;
}

/** What a deployment of a REST API holds of a method. */
export interface RestMethod {
  readonly httpMethod: string;
  readonly properties: Properties;
  readonly integration: Properties;
  /** By status code. */
  readonly integrationResponses: Readonly<Record<string, Properties>>;
}

export interface RestResource {
  readonly resourceId: string;
  /** `/users/{id}`. */
  readonly path: string;
  readonly methods: readonly RestMethod[];
}

export interface RestSnapshot {
  readonly apiId: string;
  readonly region: string;
  readonly resources: readonly RestResource[];
  /** By id. */
  readonly authorizers: Readonly<Record<string, Properties>>;
  readonly validators: Readonly<Record<string, Properties>>;
  /** Gateway responses by type. */
  readonly responses: Readonly<Record<string, Properties>>;
  /** The resource policy, as JSON. */
  readonly policy?: string;
}
