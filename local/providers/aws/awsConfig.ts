/** The settings of the AWS provider, and the local account that they name. */
import { accountAt, accountOf, type Account } from "../../aws/account";
import { DEFAULT_REGION } from "../../aws/arns";
import { ApiError, assertLocal } from "../httpClient";
import { flag, list, map, object, text, whole } from "../properties";
import { isObject, objectsIn, type Values } from "../values";

/** The services that the resource types need, by the names that `endpoints` gives them. */
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
/** Other names that the real provider takes for the same services. */
const ALIASES: Readonly<Record<string, string>> = {
  cloudwatchlog: "logs",
  cloudwatchlogs: "logs",
  elb: "elbv2",
  elasticloadbalancingv2: "elbv2",
  eventbridge: "events",
  cloudwatchevents: "events",
};

const endpointNames = [...SERVICES, ...OPTIONAL_SERVICES, ...Object.keys(ALIASES)];

/** Credentials are taken and not used: the provider works as the account's owner. */
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

export function connectAws({ region, endpoints, defaultTags }: Values): Account {
  const address = addressOf(endpoints);
  const shared = isObject(defaultTags) && isObject(defaultTags["tags"]) ? defaultTags["tags"] : {};
  const worldOf = () => {
    const world = accountAt(address);
    if (world === undefined) throw new ApiError(0, `aws: nothing answers at ${address}; is the local cloud running?`);
    return world;
  };
  return accountOf(worldOf, typeof region === "string" ? region : DEFAULT_REGION, shared);
}

/** The one address of all services. Two accounts on two servers would know nothing of each other. */
function addressOf(endpoints: unknown): string {
  const addresses = new Map<string, string>();
  for (const [name, address] of objectsIn(endpoints).flatMap(Object.entries)) {
    if (typeof address === "string") addresses.set(ALIASES[name] ?? name, address.replace(/\/$/, ""));
  }
  for (const service of SERVICES) {
    const address = addresses.get(service);
    if (address === undefined) {
      throw new Error(`the local aws provider needs the address of \`${service}\` in \`aws:endpoints\``);
    }
    assertLocal("aws", address, `aws:endpoints (${service})`);
  }
  const common = addresses.get("apigatewayv2")!;
  const other = [...addresses].find(([, address]) => address !== common)?.[0];
  if (other === undefined) return common;
  throw new Error(
    `\`${other}\` in \`aws:endpoints\` must be at the address of \`apigatewayv2\`: the local AWS is one server`,
  );
}
