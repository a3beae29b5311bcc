/** `paths`: the resources and methods of a REST API. */
import { AWS_LIMITS } from "../../../model/routes";
import { notModelled } from "../awsError";
import type { RestAuthorizer, RestIntegration, RestMethod, RestResource } from "./definition";
import { readIntegration } from "./integrations";
import { checkNames, isNode, nodeAt, Refused, type Findings, type Node } from "./reading";

const RESOURCES_MAX = AWS_LIMITS.restResources;

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch"];
const ANY = "x-amazon-apigateway-any-method";
const PART = /^([a-zA-Z0-9._\-:]+|\{[a-zA-Z0-9._-]+\+?\})$/;
const PARAMETER = /^[a-zA-Z0-9._$-]+$/;

/** What an operation may refer to. */
export interface OperationContext {
  readonly findings: Findings;
  readonly document: Node;
  readonly authorizers: Readonly<Record<string, RestAuthorizer>>;
  /** Name → whether the validator looks at parameters. */
  readonly validators: Readonly<Record<string, boolean>>;
  /** The same id for the same path: an import keeps it. Source: recorded, LocalStack's test_apigateway_import. */
  readonly idOf: (path: string) => string;
}

/** The root, every path of the document, and all the paths above. */
export function readResources(context: OperationContext): RestResource[] {
  const paths = nodeAt(context.document, "paths");
  const all = new Map<string, RestMethod[]>([["/", []]]);
  for (const [path, item] of Object.entries(paths)) {
    if (!isNode(item)) continue;
    const problem = pathProblem(path) ?? siblingProblem(path, all.keys());
    if (problem !== undefined) {
      context.findings.errors.push(`Unable to create resource at path '${path}': ${problem}`);
      continue;
    }
    for (const above of withPathsAbove(path)) if (!all.has(above)) all.set(above, []);
    all.set(path, readMethods(context, path, item));
  }
  if (all.size > RESOURCES_MAX) {
    context.findings.errors.push(
      `Unable to create resources: maximum number of resources for this API is ${RESOURCES_MAX}`,
    );
  }
  return [...all].map(([path, methods]) => ({ resourceId: context.idOf(path), path, methods }));
}

function withPathsAbove(path: string): string[] {
  if (path === "/") return ["/"];
  const parts = path.slice(1).split("/");
  return parts.map((_, i) => `/${parts.slice(0, i + 1).join("/")}`);
}

function pathProblem(path: string): string | undefined {
  if (path === "/") return undefined;
  const wrong =
    !path.startsWith("/") ||
    path
      .slice(1)
      .split("/")
      .some((part) => !PART.test(part));
  if (wrong) {
    return "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end";
  }
  return /\{[^}]*\+\}\//.test(path) ? "Cannot create a child of a resource with a greedy path variable" : undefined;
}

/** One place has one variable. */
function siblingProblem(path: string, others: Iterable<string>): string | undefined {
  const own = withPathsAbove(path).filter((one) => one.endsWith("}"));
  for (const other of others) {
    if (!other.endsWith("}")) continue;
    const [above, part] = split(other);
    const clash = own.find((one) => split(one)[0] === above && split(one)[1] !== part);
    if (clash !== undefined)
      return `A sibling (${part}) of this resource already has a variable path part -- only one is allowed`;
  }
  return undefined;
}

function split(path: string): [above: string, part: string] {
  const slash = path.lastIndexOf("/");
  return [path.slice(0, slash), path.slice(slash + 1)];
}

function readMethods(context: OperationContext, path: string, item: Node): RestMethod[] {
  const names = { plain: [...METHODS, "summary", "description"], extensions: ["any-method"] };
  checkNames(context.findings, item, `paths.'${path}'`, names);
  const operations = [...METHODS, ANY].filter((name) => isNode(item[name]));
  return operations.flatMap((name) => {
    const httpMethod = name === ANY ? "ANY" : name.toUpperCase();
    const what = `Unable to put method '${httpMethod}' on resource at path '${path}'`;
    const operation = { path, httpMethod, node: nodeAt(item, name), where: `paths.'${path}'(${name})` };
    const read = () => readMethod(context, operation);
    return context.findings.attempt(what, read) ?? [];
  });
}

/** An operation of the document, and where it stands there. */
interface Operation {
  readonly path: string;
  /** `GET`, or `ANY`. */
  readonly httpMethod: string;
  readonly node: Node;
  /** In the words of findings. */
  readonly where: string;
}

function readMethod(context: OperationContext, place: Operation): RestMethod {
  const { findings } = context;
  const { path, httpMethod, node: operation, where } = place;
  const plain = ["operationId", "summary", "description", "tags", "parameters", "responses", "security", "deprecated"];
  if (operation["requestBody"] !== undefined) throw notModelled("models of request bodies");
  checkNames(findings, operation, where, { plain, extensions: ["integration", "request-validator"] });
  const requestParameters = parametersOf(path, operation);
  const headers = responseHeaders(findings, operation, where);
  const authorizer = authorizerOf(context, operation);
  const integration = integrationOf(findings, place, { requestParameters, headers });
  return {
    httpMethod,
    ...(authorizer !== undefined && { authorizer }),
    requestParameters,
    validatesParameters: validatorOf(context, operation),
    ...(integration !== undefined && { integration }),
  };
}

function integrationOf(
  findings: Findings,
  { node, path, httpMethod }: Operation,
  { requestParameters, headers }: Pick<RestMethod, "requestParameters"> & { headers: Record<string, string[]> },
): RestIntegration | undefined {
  if (node["x-amazon-apigateway-integration"] === undefined) return undefined;
  return findings.attempt(`Unable to put integration on '${httpMethod}' for resource at path '${path}'`, () =>
    readIntegration(nodeAt(node, "x-amazon-apigateway-integration"), requestParameters, headers),
  );
}

/** Those of the path are there whether the operation names them or not, and required. Source: recorded, as above. */
function parametersOf(path: string, operation: Node): Record<string, boolean> {
  const own = [...path.matchAll(/\{([^}+]+)\+?\}/g)].map((match): [string, boolean] => [
    `method.request.path.${match[1]!}`,
    true,
  ]);
  const given = (operation["parameters"] ?? []) as Node[];
  const named = given.flatMap(({ name, in: place, required }): [string, boolean][] => {
    if (!PARAMETER.test(String(name))) {
      throw new Refused(
        "Invalid mapping expression specified: Validation Result: warnings : [], errors : [Parameter name should match the following regular expression: ^[a-zA-Z0-9._$-]+$]",
      );
    }
    const kind = place === "query" ? "querystring" : String(place);
    if (!["path", "querystring", "header"].includes(kind)) throw notModelled(`parameters in \`${String(place)}\``);
    return [[`method.request.${kind}.${String(name)}`, kind === "path" || required === true]];
  });
  return Object.fromEntries([...own, ...named]);
}

/** Status → the headers that the operation declares for it. */
function responseHeaders(findings: Findings, operation: Node, where: string): Record<string, string[]> {
  if (operation["responses"] === undefined)
    findings.warnings.push(`Parse issue: attribute ${where}.responses is missing`);
  return Object.fromEntries(
    Object.entries(nodeAt(operation, "responses")).map(([status, response]) => {
      return [status, isNode(response) ? Object.keys(nodeAt(response, "headers")) : []];
    }),
  );
}

/**
 * The authorizer of the operation, or of the whole document where the operation says nothing (recorded, as above). A
 * scheme that is not there is an error: that AWS does not open the method is inferred, and this is safe under both.
 */
function authorizerOf({ document, authorizers }: OperationContext, operation: Node): string | undefined {
  const own = operation["security"] as readonly Node[] | undefined;
  const common = (document["security"] ?? []) as readonly Node[];
  if (own?.length === 0 && common.length > 0) throw notModelled("an open operation in a document that is closed");
  const schemes = (own ?? common).flatMap(Object.entries);
  if (schemes.length === 0) return undefined;
  if (schemes.length > 1) throw notModelled("several security schemes for one operation");
  const [name, scopes] = schemes[0] as [string, unknown[]];
  if (scopes.length > 0) throw new Refused("Invalid authorization scopes for this authorization type");
  if (Object.hasOwn(authorizers, name)) return name;
  const scheme = nodeAt(nodeAt(nodeAt(document, "components"), "securitySchemes"), name);
  // A scheme of another type has been left out with a warning, and API Gateway opens the method.
  if (scheme["type"] !== undefined && scheme["type"] !== "apiKey") return undefined;
  throw new Refused(
    "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.",
  );
}

function validatorOf({ document, validators }: OperationContext, operation: Node): boolean {
  const property = "x-amazon-apigateway-request-validator";
  const name = operation[property] ?? document[property];
  if (name === undefined) return false;
  if (!Object.hasOwn(validators, String(name))) throw new Refused("Invalid Request Validator identifier specified");
  return validators[String(name)]!;
}
