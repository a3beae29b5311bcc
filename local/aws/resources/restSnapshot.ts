/** What a deployment of a REST API holds: a copy, so that later changes show only after another deployment. */
import type { World } from "../world";
import { all, find, textOf, type Properties, type StoredResource } from "./store";

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

export function takeSnapshot(world: World, apiId: string): RestSnapshot {
  const api = find(world, "apigateway.RestApi", apiId)!;
  const own = (kind: string) =>
    all(world, `apigateway.${kind}`).filter(
      ({ properties }) => (properties["restApi"] ?? properties["restApiId"]) === apiId,
    );
  const byId = (kind: string) => Object.fromEntries(own(kind).map(({ id, properties }) => [id, properties]));
  const paths: [string, string][] = [
    [String(api.outputs["rootResourceId"]), "/"],
    ...own("Resource").map(({ id, outputs }): [string, string] => [id, String(outputs["path"])]),
  ];
  const policy = own("RestApiPolicy")[0]?.properties["policy"] ?? api.properties["policy"];
  return structuredClone({
    apiId,
    region: api.region,
    resources: paths.map(([resourceId, path]) => ({
      resourceId,
      path,
      methods: own("Method")
        .filter(({ properties }) => properties["resourceId"] === resourceId)
        .map(({ properties }) => methodOf(properties, own("Integration"), own("IntegrationResponse"))),
    })),
    authorizers: byId("Authorizer"),
    validators: byId("RequestValidator"),
    responses: Object.fromEntries(
      own("Response").map(({ properties }) => [textOf(properties, "responseType"), properties]),
    ),
    policy: typeof policy === "object" ? JSON.stringify(policy) : (policy as string | undefined),
  });
}

function methodOf(
  properties: Properties,
  integrations: readonly StoredResource[],
  responses: readonly StoredResource[],
): RestMethod {
  const isOwn = (one: StoredResource) =>
    one.properties["resourceId"] === properties["resourceId"] &&
    one.properties["httpMethod"] === properties["httpMethod"];
  return {
    httpMethod: textOf(properties, "httpMethod"),
    properties,
    integration: integrations.find(isOwn)?.properties ?? {},
    integrationResponses: Object.fromEntries(
      responses.filter(isOwn).map((one) => [textOf(one.properties, "statusCode"), one.properties]),
    ),
  };
}
