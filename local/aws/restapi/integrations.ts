/** `x-amazon-apigateway-integration`: what answers the requests of a method. */
import { functionOf } from "../arns";
import { notModelled } from "../awsError";
import type { RestIntegration } from "./definition";
import { nodeAt, Refused, textsAt, type Node } from "./reading";

/** Milliseconds. Source: quotas of REST APIs. */
const TIMEOUT = { min: 50, max: 29_000 };

/** Members that are read, and those that change nothing here. */
const MEMBERS = ["type", "httpMethod", "uri", "timeoutInMillis", "requestParameters", "requestTemplates", "responses"];
const WITHOUT_EFFECT = ["passthroughBehavior", "connectionType"];

const mappingError = (text: string) =>
  new Refused(`Invalid mapping expression specified: Validation Result: warnings : [], errors : [${text}]`);

/**
 * `parameters`: those of the method, which alone can be mapped. `headers`: by status, those of the method's responses.
 *
 * @throws Refused with API Gateway's own words.
 */
export function readIntegration(
  node: Node,
  parameters: Readonly<Record<string, boolean>>,
  headers: Readonly<Record<string, readonly string[]>>,
): RestIntegration {
  const unknown = Object.keys(node).find((name) => ![...MEMBERS, ...WITHOUT_EFFECT].includes(name));
  if (unknown !== undefined) throw notModelled(`\`${unknown}\` of an integration`);
  const type = String(node["type"]).toUpperCase();
  const common = {
    uri: String(node["uri"] ?? ""),
    httpMethod: String(node["httpMethod"] ?? "").toUpperCase(),
    timeoutInMillis: timeoutOf(node),
    requestParameters: requestMappings(node, parameters),
    requestTemplates: textsAt(node, "requestTemplates"),
    responses: responsesOf(node, headers),
  };
  if (type === "AWS_PROXY") return { type, ...lambda(common) };
  if (type === "HTTP_PROXY") return { type, ...http(common) };
  if (type === "MOCK") return { type, ...common };
  throw notModelled(`integrations of the type \`${type}\``);
}

type Common = Omit<RestIntegration, "type">;

function lambda(common: Common): Common {
  if (!common.uri.startsWith("arn:")) throw new Refused("Invalid ARN specified in the request");
  if (!common.uri.startsWith("arn:aws:apigateway:") || functionOf(common.uri) === undefined)
    throw new Refused("AWS ARN for integration must contain path or action");
  // AWS takes any method, and answers 500 when it is called.
  if (common.httpMethod !== "POST") throw new Refused("a function is called with POST alone");
  return common;
}

function http(common: Common): Common {
  if (!/^https?:\/\/[^\s/]+/.test(common.uri)) throw new Refused("Invalid HTTP endpoint specified for URI");
  if (common.httpMethod === "") throw new Refused("Enumeration value for HttpMethod must be non-empty");
  return common;
}

function timeoutOf({ timeoutInMillis = TIMEOUT.max }: Node): number {
  const millis = Number(timeoutInMillis);
  if (!(millis >= TIMEOUT.min && millis <= TIMEOUT.max)) {
    throw new Refused(`Timeout should be between ${TIMEOUT.min} ms and ${TIMEOUT.max} ms`);
  }
  return millis;
}

const TO = /^integration\.request\.(path|header|querystring)\.[\w$.-]+$/;
const FROM = /^(method\.request\.(path|header|querystring)|stageVariables|context)\.[\w$.-]+$|^'[^']*'$/;

/** What a request gets from where: a text in quotes, a part of the request that the method declares, a variable. */
function requestMappings(node: Node, parameters: Readonly<Record<string, boolean>>): Record<string, string> {
  const mappings = textsAt(node, "requestParameters");
  for (const [to, from] of Object.entries(mappings)) {
    if (/^method\.request\.(body|multivalue)/.test(from))
      throw notModelled(`the mapping of \`${to}\` from \`${from}\``);
    if (!TO.test(to)) throw mappingError(`Invalid mapping expression specified: ${to}`);
    if (!FROM.test(from)) throw mappingError(`Invalid mapping expression specified: ${from}`);
    if (from.startsWith("method.") && !Object.hasOwn(parameters, from))
      throw mappingError(`Invalid mapping expression parameter specified: ${from}`);
  }
  return mappings;
}

/** `default` and one status for each pattern; a pattern needs an answer of a backend to look at, and is not modelled. */
function responsesOf(node: Node, declared: Readonly<Record<string, readonly string[]>>): RestIntegration["responses"] {
  const responses: Record<string, { headers: Record<string, string>; body: string }> = {};
  for (const pattern of Object.keys(nodeAt(node, "responses"))) {
    if (pattern !== "default") throw notModelled("patterns of an integration's responses");
    const response = nodeAt(nodeAt(node, "responses"), pattern);
    const status = String(response["statusCode"]);
    if (declared[status] === undefined) throw new Refused("Invalid Response status code specified");
    responses[status] = {
      headers: responseHeaders(response, declared[status]),
      body: textsAt(response, "responseTemplates")["application/json"] ?? "",
    };
    // A template would need the language that it is written in.
    if (/[$#]/.test(responses[status].body)) throw notModelled("templates with variables or directives");
  }
  return responses;
}

function responseHeaders(response: Node, declared: readonly string[]): Record<string, string> {
  const mappings = textsAt(response, "responseParameters");
  for (const [to, from] of Object.entries(mappings)) {
    const name = /^method\.response\.header\.(.+)$/.exec(to)?.[1];
    if (name === undefined || !declared.includes(name)) {
      throw mappingError(`Invalid mapping expression parameter specified: ${to}`);
    }
    if (!/^'[^']*'$/.test(from)) {
      if (/^(integration|context|stageVariables)\./.test(from))
        throw notModelled(`the mapping of a header from \`${from}\``);
      throw mappingError(`Invalid mapping expression specified: ${from}`);
    }
  }
  return mappings;
}
