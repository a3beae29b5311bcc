/** Requests to the local AWS account: one HTTP client for each service. */
import { DEFAULT_REGION } from "../../aws/arns";
import { REGION_HEADER } from "../../aws/controlPlane";
import { assertLocal, createHttpClient, type HttpClient } from "../httpClient";
import { flag, list, map, object, text, whole } from "../properties";
import { isObject, objectsIn, type Value, type Values } from "../values";

/** The services that the resource types below need, by the names that `endpoints` gives them. */
const SERVICES = ["apigatewayv2", "lambda", "iam", "logs"] as const;
/** Those that need not be named: the local account is one server, so they are where `apigatewayv2` is. */
const OPTIONAL_SERVICES = [
  "apigateway",
  "elbv2",
  "ec2",
  "wafv2",
  "cloudfront",
  "cloudwatch",
  "events",
  "secretsmanager",
  "dynamodb",
  "kms",
] as const;
type Service = (typeof SERVICES)[number];
type OptionalService = (typeof OPTIONAL_SERVICES)[number];
/** Other names that the real provider takes for the same services. */
const ALIASES: Readonly<Record<string, Service | OptionalService>> = {
  cloudwatchlog: "logs",
  cloudwatchlogs: "logs",
  elb: "elbv2",
  elasticloadbalancingv2: "elbv2",
  eventbridge: "events",
  cloudwatchevents: "events",
};

const endpointNames = [...SERVICES, ...OPTIONAL_SERVICES, ...Object.keys(ALIASES)];

/** The settings of the AWS provider. Credentials are taken and not used: the local account has no users. */
export const AWS_CONFIG = {
  region: text(),
  endpoints: list(object(Object.fromEntries(endpointNames.map((name) => [name, text()])))),
  accessKey: text(),
  secretKey: text(),
  token: text(),
  defaultTags: object({ tags: map(text()) }),
  allowedAccountIds: list(text()),
  forbiddenAccountIds: list(text()),
  insecure: flag(),
  maxRetries: whole(),
  retryMode: text(),
  skipCredentialsValidation: flag(),
  skipMetadataApiCheck: flag(),
  skipRegionValidation: flag(),
  skipRequestingAccountId: flag(),
};

export type AwsClient = Readonly<Record<Service, HttpClient>> & {
  /** For what the local account keeps as it was declared, whatever the service. */
  readonly resources: HttpClient;
  readonly region: string;
  /** A resource's own tags and the provider's default ones: `tagsAll`. */
  readonly allTags: (tags: Value | undefined) => Values;
  /** What is really there, as `tags` (without the default ones) and `tagsAll`. */
  readonly tagsOf: (tagsAll: Value) => { readonly tags: Values; readonly tagsAll: Values };
};

export function connectAws({ region, endpoints, defaultTags }: Values): AwsClient {
  const given = objectsIn(endpoints);
  const addresses: Partial<Record<Service | OptionalService, string>> = {};
  for (const [name, address] of given.flatMap(Object.entries)) {
    if (typeof address === "string") addresses[ALIASES[name] ?? (name as Service)] = address.replace(/\/$/, "");
  }
  const own = typeof region === "string" ? region : DEFAULT_REGION;
  const shared = isObject(defaultTags) && isObject(defaultTags["tags"]) ? defaultTags["tags"] : {};
  const clients = SERVICES.map((service) => [service, clientOf(service, addresses[service], own)] as const);
  const resources = assertOneServer(addresses);
  return {
    ...(Object.fromEntries(clients) as Record<Service, HttpClient>),
    resources: clientOf("resources", resources, own),
    region: own,
    allTags: (tags) => ({ ...shared, ...(isObject(tags) ? tags : {}) }),
    tagsOf(all) {
      const tagsAll = isObject(all) ? all : {};
      const ownTags = Object.entries(tagsAll).filter(([key, value]) => shared[key] !== value);
      return { tags: Object.fromEntries(ownTags), tagsAll };
    },
  };
}

/** The address of the services that may be named. Two accounts on two servers would know nothing of each other. */
function assertOneServer(addresses: Partial<Record<Service | OptionalService, string>>): string | undefined {
  const common = addresses.apigatewayv2;
  const other = OPTIONAL_SERVICES.find((service) => addresses[service] !== undefined && addresses[service] !== common);
  if (other === undefined) return common;
  throw new Error(
    `\`${other}\` in \`aws:endpoints\` must be at the address of \`apigatewayv2\`: the local AWS is one server`,
  );
}

function clientOf(service: string, address: string | undefined, region: string): HttpClient {
  if (address === undefined) {
    throw new Error(`the local aws provider needs the address of \`${service}\` in \`aws:endpoints\``);
  }
  assertLocal("aws", address, `aws:endpoints (${service})`);
  return createHttpClient({ service, baseUrl: address, headers: { [REGION_HEADER]: region }, errorText });
}

/** `NotFoundException: Invalid API identifier specified …`. */
function errorText(body: Value, headers: Headers): string | undefined {
  if (!isObject(body) || typeof body["message"] !== "string") return undefined;
  return `${headers.get("x-amzn-errortype") ?? "error"}: ${body["message"]}`;
}

/** One segment of a path. */
export const seg = (value: Value | undefined) => encodeURIComponent(String(value));

/** null takes a setting away in a PATCH. */
export const orNull = (value: Value | undefined): Value => value ?? null;
