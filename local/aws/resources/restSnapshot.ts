/** What a deployment of a REST API holds: a copy, so that later changes show only after another deployment. */
import type { World } from "../world";
import { all, find, textOf } from "./store";
import type { Properties, RestMethod, RestSnapshot, StoredResource } from "./types";

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
