/**
 * PutRestApi in the mode `overwrite`: makes a REST API of an OpenAPI document. What is wrong with it is said all at once, in
 * API Gateway's words where they are known: "Errors found during import", "Warnings found during import".
 * Source: API Gateway developer guide, "Errors and warnings from importing your API"; LocalStack's recorded imports.
 */
import { createHash } from "node:crypto";
import { AWS_LIMITS } from "../../../model/routes";
import { badRequest, notModelled } from "../awsError";
import { readAuthorizers } from "./authorizers";
import type { RestDefinition, RestResponse } from "./definition";
import { readResources } from "./operations";
import { checkNames, Findings, isNode, nodeAt, Refused, textsAt, type Node } from "./reading";

export interface ImportOptions {
  readonly apiId: string;
  readonly failOnWarnings: boolean;
  /** Whether there is a function of this ARN. */
  readonly hasFunction: (arn: string) => boolean;
}

/** Bytes. Source: quotas of REST APIs. */
const DOCUMENT_MAX = 6 * 1024 * 1024;
const POLICY_MAX = AWS_LIMITS.restPolicyBytes;

const ROOT = { plain: ["openapi", "info", "paths", "components", "security", "servers", "tags"] };
const ROOT_EXTENSIONS = [
  "request-validators",
  "request-validator",
  "gateway-responses",
  "policy",
  "endpoint-configuration",
  "binary-media-types",
];

/** @throws AwsError as API Gateway would answer. */
export function importDocument(text: string, options: ImportOptions): RestDefinition {
  const document = parsed(text);
  const findings = new Findings();
  checkNames(findings, document, "", { ...ROOT, extensions: ROOT_EXTENSIONS });
  checkReferences(findings, document);
  const definition = findings.attempt("Unable to import", () => read(findings, document, options));
  findings.settle(options.failOnWarnings);
  return definition!;
}

function parsed(text: string): Node {
  if (text.length > DOCUMENT_MAX) throw badRequest("Invalid OpenAPI input.");
  if (!/^\s*\{/.test(text)) throw notModelled("documents in YAML");
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw badRequest("Invalid OpenAPI input.");
  }
  if (!isNode(document) || !isNode(document["info"]) || !isNode(document["paths"])) {
    throw badRequest("Invalid OpenAPI input.");
  }
  if (!/^3\.0\.\d+$/.test(String(document["openapi"]))) throw notModelled("OpenAPI documents but those of 3.0");
  return document;
}

function read(findings: Findings, document: Node, { apiId, hasFunction }: ImportOptions): RestDefinition {
  const idOf = (what: string) => createHash("sha256").update(`${apiId} ${what}`).digest("hex").slice(0, 6);
  const validators = Object.entries(nodeAt(document, "x-amazon-apigateway-request-validators")).map(
    ([name, validator]) => [name, isNode(validator) && validator["validateRequestParameters"] === true] as const,
  );
  const authorizers = readAuthorizers(findings, document, { idOf, hasFunction });
  const common = { findings, document, authorizers, validators: Object.fromEntries(validators), idOf };
  const policy = document["x-amazon-apigateway-policy"];
  const endpoint = nodeAt(document, "x-amazon-apigateway-endpoint-configuration");
  return {
    resources: readResources(common),
    authorizers,
    responses: gatewayResponses(document),
    ...(policy !== undefined && { policy: policyText(policy) }),
    binaryMediaTypes: mediaTypes(document["x-amazon-apigateway-binary-media-types"]),
    disableExecuteApiEndpoint: endpoint["disableExecuteApiEndpoint"] === true,
  };
}

function mediaTypes(given: unknown): readonly string[] {
  if (given === undefined) return [];
  if (!Array.isArray(given) || !given.every((one) => typeof one === "string" && /^[^/\s]+\/[^/\s]+$/.test(one)))
    throw new Refused("Invalid binary media types: a list of media types is wanted");
  return given as string[];
}

/** @throws AwsError where it is longer than API Gateway takes. */
export function policyText(policy: unknown): string {
  const text = typeof policy === "string" ? policy : JSON.stringify(policy);
  if (Buffer.byteLength(text) > POLICY_MAX) {
    throw badRequest(`Invalid policy document: it has more than ${POLICY_MAX} bytes`);
  }
  return text;
}

/** Source: developer guide, "Gateway response types for API Gateway". */
const RESPONSE_TYPES = [
  "ACCESS_DENIED",
  "API_CONFIGURATION_ERROR",
  "AUTHORIZER_CONFIGURATION_ERROR",
  "AUTHORIZER_FAILURE",
  "BAD_REQUEST_BODY",
  "BAD_REQUEST_PARAMETERS",
  "DEFAULT_4XX",
  "DEFAULT_5XX",
  "EXPIRED_TOKEN",
  "INTEGRATION_FAILURE",
  "INTEGRATION_TIMEOUT",
  "INVALID_API_KEY",
  "INVALID_SIGNATURE",
  "MISSING_AUTHENTICATION_TOKEN",
  "QUOTA_EXCEEDED",
  "REQUEST_TOO_LARGE",
  "RESOURCE_NOT_FOUND",
  "THROTTLED",
  "UNAUTHORIZED",
  "UNSUPPORTED_MEDIA_TYPE",
  "WAF_FILTERED",
];

function gatewayResponses(document: Node): Record<string, RestResponse> {
  const declared = nodeAt(document, "x-amazon-apigateway-gateway-responses");
  return Object.fromEntries(
    Object.keys(declared).map((type): [string, RestResponse] => {
      if (!RESPONSE_TYPES.includes(type)) throw new Refused(`Invalid gateway response type specified: ${type}`);
      const response = nodeAt(declared, type);
      const { statusCode } = response;
      return [
        type,
        {
          ...(statusCode !== undefined && { statusCode: Number(statusCode) }),
          headers: textsAt(response, "responseParameters"),
          templates: textsAt(response, "responseTemplates"),
        },
      ];
    }),
  );
}

/** A reference to nothing is an issue of the document; one to something is not followed here. */
function checkReferences(findings: Findings, document: Node): void {
  const visit = (value: unknown, where: string): void => {
    if (typeof value !== "object" || value === null) return;
    const reference = (value as Node)["$ref"];
    if (typeof reference === "string") {
      if (isThere(document, reference)) throw notModelled("references within a document");
      findings.warnings.push(`Parse issue: attribute ${where}.${reference} is missing`);
    }
    for (const [name, inner] of Object.entries(value)) visit(inner, where === "" ? name : `${where}.${name}`);
  };
  visit(document, "");
}

function isThere(document: Node, reference: string): boolean {
  const names = reference.replace(/^#\//, "").split("/");
  let at: unknown = document;
  for (const name of names) at = isNode(at) ? at[name.replaceAll("~1", "/").replaceAll("~0", "~")] : undefined;
  return reference.startsWith("#/") && at !== undefined;
}
