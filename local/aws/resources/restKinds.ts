/** REST APIs of API Gateway and what belongs to them. What may refer to what is checked as AWS does; a deployment takes a copy. */
import { badRequest, conflict, notFound, notModelled } from "../awsError";
import { ACCOUNT_ID, executionArn, functionOf } from "../arns";
import { logGroupOf } from "../apigateway/stages";
import { takeSnapshot } from "./restSnapshot";
import { find, textOf, where, type Declared, type Kind } from "./store";
import type { StoredResource } from "./types";
import type { World } from "../world";

const gatewayArn = (region: string, path: string) => `arn:aws:apigateway:${region}::${path}`;
const newId = ({ world }: Declared) => world.newId();
/** Ids that the provider makes of what a resource belongs to. */
const joined =
  (prefix: string, ...names: string[]) =>
  ({ properties }: Declared) =>
    [prefix, ...names.map((name) => textOf(properties, name))].join("-");

const needsApi = ({ world, properties }: Declared) => {
  const id = properties["restApi"] ?? properties["restApiId"];
  if (find(world, "apigateway.RestApi", id) === undefined) throw notFound("Invalid API identifier specified");
};

function needsResource(declared: Declared): void {
  needsApi(declared);
  const { world, properties } = declared;
  const api = find(world, "apigateway.RestApi", properties["restApi"])!;
  const id = properties["resourceId"];
  const resource = find(world, "apigateway.Resource", id);
  if (id !== api.outputs["rootResourceId"] && resource?.properties["restApi"] !== api.id) {
    throw notFound("Invalid Resource identifier specified");
  }
}

const methodId = joined("agm", "restApi", "resourceId", "httpMethod");

function needsMethod(declared: Declared): void {
  needsResource(declared);
  if (find(declared.world, "apigateway.Method", methodId(declared)) === undefined) {
    throw notFound("Invalid Method identifier specified");
  }
}

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "ANY"];

export const REST_KINDS: Readonly<Record<string, Kind>> = {
  "apigateway.RestApi": {
    idOf: newId,
    outputsOf: ({ world, region, id }) => ({
      arn: gatewayArn(region, `/restapis/${id}`),
      executionArn: executionArn(region, id),
      rootResourceId: `root${id.slice(0, 6)}`,
      createdDate: new Date(world.now()).toISOString(),
    }),
    gone: ({ id }, world) => removeAllOf(world, id),
  },
  "apigateway.RestApiPolicy": { idOf: ({ properties }) => textOf(properties, "restApiId"), check: needsApi },
  "apigateway.Resource": {
    idOf: newId,
    check: checkResource,
    outputsOf: ({ world, properties }) => ({ path: pathOf(world, properties) }),
    gone: ({ id }, world) => removeBelow(world, id),
  },
  "apigateway.Method": { idOf: methodId, check: checkMethod },
  "apigateway.Integration": { idOf: joined("agi", "restApi", "resourceId", "httpMethod"), check: checkIntegration },
  "apigateway.MethodResponse": {
    idOf: joined("agmr", "restApi", "resourceId", "httpMethod", "statusCode"),
    check: needsMethod,
  },
  "apigateway.IntegrationResponse": {
    idOf: joined("agir", "restApi", "resourceId", "httpMethod", "statusCode"),
    check: checkIntegrationResponse,
  },
  "apigateway.Authorizer": {
    idOf: newId,
    check: checkAuthorizer,
    outputsOf: ({ region, id, properties }) => ({
      arn: gatewayArn(region, `/restapis/${textOf(properties, "restApi")}/authorizers/${id}`),
    }),
  },
  "apigateway.Response": { idOf: joined("aggr", "restApiId", "responseType"), check: needsApi },
  "apigateway.RequestValidator": { idOf: newId, check: needsApi },
  "apigateway.Deployment": {
    idOf: newId,
    check: checkDeployment,
    outputsOf: ({ world }) => ({ createdDate: new Date(world.now()).toISOString() }),
    made: ({ world, id, properties }) =>
      void world.deployments.set(id, takeSnapshot(world, textOf(properties, "restApi"))),
    gone({ id }, world) {
      if (where(world, "apigateway.Stage", "deployment", id).length > 0) {
        throw badRequest("Active stages pointing to this deployment must be moved or deleted");
      }
      world.deployments.delete(id);
    },
  },
  "apigateway.Stage": { idOf: joined("ags", "restApi", "stageName"), check: checkStage, outputsOf: stageOutputs },
  "apigateway.MethodSettings": { idOf: joined("agms", "restApi", "stageName", "methodPath"), check: needsStage },
  "apigateway.UsagePlan": {
    idOf: newId,
    outputsOf: ({ region, id }) => ({ arn: gatewayArn(region, `/usageplans/${id}`) }),
  },
  "apigateway.DomainName": {
    idOf: ({ properties }) => textOf(properties, "domainName"),
    outputsOf: ({ region, id }) => ({
      arn: gatewayArn(region, `/domainnames/${id}`),
      regionalDomainName: `d-${id.replace(/\W/g, "")}.execute-api.${region}.amazonaws.com`,
      regionalZoneId: "Z00000000000LOCAL000",
    }),
  },
  "apigateway.BasePathMapping": {
    idOf: ({ properties }) => `${textOf(properties, "domainName")}/${textOf(properties, "basePath")}`,
    check(declared) {
      needsApi(declared);
      if (find(declared.world, "apigateway.DomainName", declared.properties["domainName"]) === undefined)
        throw notFound("Invalid domain name identifier specified");
    },
  },
};

function checkResource(declared: Declared & { id: string }): void {
  needsApi(declared);
  const { world, properties, id } = declared;
  const parentId = properties["parentId"];
  const api = find(world, "apigateway.RestApi", properties["restApi"])!;
  if (parentId !== api.outputs["rootResourceId"] && find(world, "apigateway.Resource", parentId) === undefined) {
    throw notFound("Invalid Resource identifier specified");
  }
  const part = textOf(properties, "pathPart");
  if (!/^([a-zA-Z0-9._\-:]+|\{[a-zA-Z0-9._-]+\+?\})$/.test(part)) {
    throw badRequest(
      "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end",
    );
  }
  const siblings = where(world, "apigateway.Resource", "parentId", parentId).filter((one) => one.id !== id);
  if (siblings.some(({ properties: other }) => other["pathPart"] === part)) {
    throw conflict("Another resource with the same parent already has this name: " + part);
  }
  const isVariable = (one: unknown) => String(one).startsWith("{");
  if (isVariable(part) && siblings.some(({ properties: other }) => isVariable(other["pathPart"]))) {
    throw badRequest(
      `A sibling (${siblings.map(({ properties: other }) => other["pathPart"]).find(isVariable)}) of this resource already has a variable path part -- only one is allowed`,
    );
  }
}

/** The path of a resource with these properties. */
function pathOf(world: World, properties: Readonly<Record<string, unknown>>): string {
  const parent = find(world, "apigateway.Resource", properties["parentId"]);
  return `${parent === undefined ? "" : String(parent.outputs["path"])}/${textOf(properties, "pathPart")}`;
}

function checkMethod(declared: Declared): void {
  needsResource(declared);
  const { world, properties } = declared;
  const { authorization, authorizerId, authorizationScopes, apiKeyRequired, requestValidatorId } = properties;
  if (!METHODS.includes(textOf(properties, "httpMethod"))) throw badRequest("Invalid HTTP method specified");
  if (authorization !== "NONE" && authorization !== "CUSTOM")
    throw notModelled(`the authorization \`${authorization}\``);
  if (authorizationScopes !== undefined) throw badRequest("Invalid authorization scopes for this authorization type");
  if (apiKeyRequired === true) throw notModelled("API keys");
  if (properties["requestModels"] !== undefined) throw notModelled("models of request bodies");
  const authorizer = find(world, "apigateway.Authorizer", authorizerId);
  if (authorization === "CUSTOM" && authorizer?.properties["restApi"] !== properties["restApi"]) {
    throw badRequest(
      "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.",
    );
  }
  if (requestValidatorId !== undefined && find(world, "apigateway.RequestValidator", requestValidatorId) === undefined)
    throw badRequest("Invalid Request Validator identifier specified");
}

function checkIntegration(declared: Declared): void {
  needsMethod(declared);
  const { type, uri, integrationHttpMethod, timeoutMilliseconds = 29_000 } = declared.properties;
  if (type === "AWS_PROXY") {
    if (functionOf(String(uri)) === undefined || !String(uri).startsWith("arn:aws:apigateway:"))
      throw badRequest("AWS ARN for integration must contain path or action");
    if (integrationHttpMethod !== "POST") throw badRequest("a function is called with POST alone");
  } else if (type === "HTTP_PROXY") {
    if (!/^https?:\/\/\S+$/.test(String(uri))) throw badRequest("Invalid HTTP endpoint specified for URI");
    if (integrationHttpMethod === undefined) throw badRequest("Enumeration value for HttpMethod must be non-empty");
  } else if (type !== "MOCK") throw notModelled(`integrations of the type \`${String(type)}\``);
  if (Number(timeoutMilliseconds) < 50 || Number(timeoutMilliseconds) > 29_000)
    throw badRequest("Timeout should be between 50 ms and 29000 ms");
}

function checkIntegrationResponse(declared: Declared): void {
  needsMethod(declared);
  const { world, properties } = declared;
  const own = ["restApi", "resourceId", "httpMethod", "statusCode"].map((name) => textOf(properties, name));
  if (find(world, "apigateway.MethodResponse", ["agmr", ...own].join("-")) === undefined) {
    throw notFound("Invalid Response status code specified");
  }
}

function checkAuthorizer(declared: Declared & { id: string }): void {
  needsApi(declared);
  const { world, properties, id } = declared;
  const { type, authorizerUri, identitySource, authorizerResultTtlInSeconds: ttl = 300 } = properties;
  if (type !== "REQUEST") throw notModelled(`authorizers of the type \`${String(type ?? "TOKEN")}\``);
  if (functionOf(String(authorizerUri)) === undefined)
    throw badRequest("Invalid Authorizer URI: it must be API Gateway's form of a function's ARN");
  if (Number(ttl) < 0 || Number(ttl) > 3_600) throw badRequest("Invalid authorizer TTL: it must be 0 to 3600 seconds");
  const sources = textOf(properties, "identitySource").split(",");
  const wrong = sources.find(
    (one) => !/^(method\.request\.(header|querystring)|context|stageVariables)\.[\w.-]+$/.test(one),
  );
  if (identitySource === undefined ? Number(ttl) > 0 : wrong !== undefined)
    throw badRequest(`Invalid identity source: ${wrong ?? "caching needs at least one"}`);
  const same = where(world, "apigateway.Authorizer", "restApi", properties["restApi"]);
  if (same.some((one) => one.id !== id && one.properties["name"] === properties["name"]))
    throw badRequest(
      `Authorizer name must be unique. Authorizer ${textOf(properties, "name")} already exists in this RestApi.`,
    );
}

function checkDeployment(declared: Declared): void {
  needsApi(declared);
  const { world, properties } = declared;
  const methods = where(world, "apigateway.Method", "restApi", properties["restApi"]);
  if (methods.length === 0) throw badRequest("The REST API doesn't contain any methods");
  const without = methods.find(
    ({ id }) => find(world, "apigateway.Integration", id.replace(/^agm-/, "agi-")) === undefined,
  );
  if (without !== undefined) throw badRequest("No integration defined for method");
}

function checkStage(declared: Declared & { id: string }): void {
  needsApi(declared);
  const { world, properties } = declared;
  const deployment = find(world, "apigateway.Deployment", properties["deployment"]);
  if (deployment?.properties["restApi"] !== properties["restApi"]) throw badRequest("Deployment id does not exist");
  const log = properties["accessLogSettings"] as { destinationArn?: string; format?: string } | undefined;
  if (log === undefined) return;
  const group = logGroupOf(log.destinationArn ?? "");
  if (group === undefined || !world.logGroups.has(group)) {
    throw badRequest("the destination of the access log is not the ARN of a log group that exists");
  }
}

function stageOutputs({ world, region, properties }: Declared) {
  const [api, stage] = [textOf(properties, "restApi"), textOf(properties, "stageName")];
  return {
    arn: gatewayArn(region, `/restapis/${api}/stages/${stage}`),
    executionArn: `arn:aws:execute-api:${region}:${ACCOUNT_ID}:${api}/${stage}`,
    invokeUrl: `${world.url}/_api/${api}/${stage}`,
  };
}

function needsStage({ world, properties }: Declared): void {
  const id = `ags-${textOf(properties, "restApi")}-${textOf(properties, "stageName")}`;
  if (find(world, "apigateway.Stage", id) === undefined) throw notFound("Invalid stage identifier specified");
}

/** With a resource go those below it, and the methods of all of them. */
function removeBelow(world: World, resourceId: string): void {
  for (const { id } of where(world, "apigateway.Resource", "parentId", resourceId)) {
    removeBelow(world, id);
    world.resources.get("apigateway.Resource")!.delete(id);
  }
  for (const kind of ["Method", "Integration", "MethodResponse", "IntegrationResponse"]) {
    for (const { id } of where(world, `apigateway.${kind}`, "resourceId", resourceId))
      world.resources.get(`apigateway.${kind}`)!.delete(id);
  }
}

/** With an API goes all that belongs to it, as in AWS. */
function removeAllOf(world: World, apiId: string): void {
  const belongs = ({ properties }: StoredResource) => (properties["restApi"] ?? properties["restApiId"]) === apiId;
  for (const [kind, resources] of world.resources) {
    if (!kind.startsWith("apigateway.")) continue;
    for (const resource of resources.values()) if (belongs(resource)) resources.delete(resource.id);
  }
}
