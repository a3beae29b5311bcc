/** `components.securitySchemes`: the request authorizers of a REST API. */
import { functionOf } from "../arns";
import { notModelled } from "../awsError";
import type { RestAuthorizer } from "./definition";
import { checkNames, isNode, nodeAt, Refused, type Findings, type Node } from "./reading";

/** Seconds. Source: quotas of REST APIs. */
const TTL = { default: 300, max: 3_600 };

const MEMBERS = ["type", "authorizerUri", "identitySource", "authorizerResultTtlInSeconds"];

/** What authorizers need to know of the account. */
export interface AuthorizerContext {
  readonly idOf: (name: string) => string;
  /** Whether there is a function of this ARN. */
  readonly hasFunction: (arn: string) => boolean;
}

/** Name → authorizer. A scheme of another type is left out with a warning, as API Gateway does. */
export function readAuthorizers(
  findings: Findings,
  document: Node,
  context: AuthorizerContext,
): Record<string, RestAuthorizer> {
  const authorizers: Record<string, RestAuthorizer> = {};
  for (const [name, scheme] of Object.entries(nodeAt(nodeAt(document, "components"), "securitySchemes"))) {
    if (!isNode(scheme)) continue;
    if (scheme["type"] !== "apiKey") {
      findings.warnings.push(
        `Unsupported security definition type '${String(scheme["type"])}' for '${name}'. Ignoring.`,
      );
      continue;
    }
    const names = { plain: ["type", "name", "in", "description"], extensions: ["authtype", "authorizer"] };
    checkNames(findings, scheme, `components.securitySchemes.${name}`, names);
    const found = findings.attempt(`Unable to create authorizer '${name}'`, () =>
      readAuthorizer(name, scheme, context),
    );
    if (found !== undefined) authorizers[name] = found;
  }
  return authorizers;
}

function readAuthorizer(name: string, scheme: Node, { idOf, hasFunction }: AuthorizerContext): RestAuthorizer {
  if (scheme["x-amazon-apigateway-authorizer"] === undefined)
    throw notModelled("API keys, and IAM as a security scheme");
  const authorizer = nodeAt(scheme, "x-amazon-apigateway-authorizer");
  const unknown = Object.keys(authorizer).find((member) => !MEMBERS.includes(member));
  if (unknown !== undefined) throw notModelled(`\`${unknown}\` of an authorizer`);
  const type = String(authorizer["type"] ?? "token").toUpperCase();
  if (type !== "REQUEST") throw notModelled(`authorizers of the type \`${type}\``);
  const uri = String(authorizer["authorizerUri"] ?? "");
  const arn = uri.startsWith("arn:aws:apigateway:") ? functionOf(uri) : undefined;
  if (arn === undefined || !hasFunction(arn)) {
    throw new Refused(
      `Invalid Authorizer URI: ${uri}. Authorizer URI should be a valid API Gateway ARN that represents a Lambda function invocation.`,
    );
  }
  const ttl = Number(authorizer["authorizerResultTtlInSeconds"] ?? TTL.default);
  if (!(ttl >= 0 && ttl <= TTL.max)) throw new Refused(`Invalid authorizer TTL: it must be 0 to ${TTL.max} seconds`);
  return { id: idOf(`authorizer ${name}`), uri, identitySources: identitySources(authorizer, ttl), ttl };
}

function identitySources({ identitySource }: Node, ttl: number): string[] {
  const text = identitySource === undefined ? "" : String(identitySource);
  const sources = text === "" ? [] : text.split(",").map((source) => source.trim());
  const wrong = sources.find(
    (one) => !/^(method\.request\.(header|querystring)|context|stageVariables)\.[\w.-]+$/.test(one),
  );
  if (wrong !== undefined) throw new Refused(`Invalid identity source: ${wrong}`);
  if (sources.length === 0 && ttl > 0) throw new Refused("Invalid identity source: caching needs at least one");
  return sources;
}
