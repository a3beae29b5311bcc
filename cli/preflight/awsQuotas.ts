/** What a stack needs of the account's quotas, against those that the account has. */
import type { Registration } from "../../local/engine/recordProgram";
import { AWS_LIMITS, restResources } from "../../model/routes";
import { AwsRefusal, type AwsApi } from "./awsApi";
import { error, ok, warning, type Check } from "./check";

export type Declared = Pick<Registration, "type" | "name" | "custom" | "inputs">;

/** A quota, and how much of it a stack needs. */
interface Quota {
  readonly check: string;
  /** `routes of an HTTP API` */
  readonly what: string;
  /** Where the account's own can be read; undefined where Service Quotas does not know it. */
  readonly readable?: { readonly service: string; readonly code: string };
  readonly byDefault: number;
  /** Whether AWS gives more where it is asked. */
  readonly canBeRaised: boolean;
  /** The greatest need of one resource. */
  readonly needed: (resources: readonly Declared[]) => number;
}

const countBy = (type: string, field: string) => (resources: readonly Declared[]) => {
  const counts = new Map<unknown, number>();
  for (const { inputs } of resources.filter((one) => one.type === type))
    counts.set(inputs[field], (counts.get(inputs[field]) ?? 0) + 1);
  return Math.max(0, ...counts.values());
};

const greatest = (type: string, of: (inputs: Declared["inputs"]) => number) => (resources: readonly Declared[]) =>
  Math.max(0, ...resources.filter((one) => one.type === type).map(({ inputs }) => of(inputs)));

const lengthOf = (value: unknown) => (Array.isArray(value) ? value.length : 0);

/** Codes: as Service Quotas lists them. Source: listings of its answers, three of them alike. */
const QUOTAS: readonly Quota[] = [
  {
    check: "quota of routes",
    what: "routes of an HTTP API",
    readable: { service: "apigateway", code: "L-65B5C802" },
    byDefault: AWS_LIMITS.httpRoutes,
    canBeRaised: true,
    needed: countBy("aws:apigatewayv2/route:Route", "apiId"),
  },
  {
    check: "quota of resources",
    what: "resources of a REST API",
    readable: { service: "apigateway", code: "L-01C8A9E0" },
    byDefault: AWS_LIMITS.restResources,
    canBeRaised: true,
    needed: greatest("aws:apigateway/restApi:RestApi", ({ body }) => restResources(pathsOf(body))),
  },
  {
    check: "quota of integrations",
    what: "integrations of an HTTP API",
    byDefault: AWS_LIMITS.httpRoutes,
    canBeRaised: false,
    needed: countBy("aws:apigatewayv2/integration:Integration", "apiId"),
  },
  {
    check: "quota of authorizers",
    what: "authorizers of an HTTP API",
    byDefault: AWS_LIMITS.httpAuthorizers,
    canBeRaised: true,
    needed: countBy("aws:apigatewayv2/authorizer:Authorizer", "apiId"),
  },
  {
    check: "quota of scopes",
    what: "scopes of one route of an HTTP API",
    byDefault: AWS_LIMITS.httpScopesPerRoute,
    canBeRaised: false,
    needed: greatest("aws:apigatewayv2/route:Route", (inputs) => lengthOf(inputs["authorizationScopes"])),
  },
  {
    check: "quota of rules",
    what: "rules of a load balancer",
    readable: { service: "elasticloadbalancing", code: "L-7EED9B64" },
    byDefault: AWS_LIMITS.albRules,
    canBeRaised: true,
    needed: countBy("aws:lb/listenerRule:ListenerRule", "listenerArn"),
  },
  {
    check: "quota of security rules",
    what: "rules of a security group in one direction",
    readable: { service: "vpc", code: "L-0EA8095F" },
    byDefault: AWS_LIMITS.securityGroupRules,
    canBeRaised: true,
    needed: greatest("aws:ec2/securityGroup:SecurityGroup", ({ ingress, egress }) =>
      Math.max(rulesOf(ingress), rulesOf(egress)),
    ),
  },
];

/** AWS counts each range of addresses of a rule. */
function rulesOf(rules: unknown): number {
  if (!Array.isArray(rules)) return 0;
  return rules.reduce((sum: number, rule: unknown) => sum + Math.max(1, lengthOf(Object(rule).cidrBlocks)), 0);
}

function pathsOf(body: unknown): string[] {
  const document: unknown = typeof body === "string" ? JSON.parse(body) : undefined;
  return Object.keys(Object(Object(document).paths)).map((path) => `GET ${path}`);
}

/** One line for each quota of which the stack needs anything. */
export async function quotaChecks(api: AwsApi, region: string, resources: readonly Declared[]): Promise<Check[]> {
  const used = QUOTAS.map((quota) => ({ quota, needed: quota.needed(resources) })).filter(({ needed }) => needed > 0);
  return Promise.all(used.map(({ quota, needed }) => quotaCheck(api, region, quota, needed)));
}

async function quotaCheck(api: AwsApi, region: string, quota: Quota, needed: number): Promise<Check> {
  const { check, what, readable, byDefault, canBeRaised } = quota;
  const need = `the stack needs ${needed} ${what}`;
  if (readable !== undefined) {
    const has = await valueOf(api, region, readable);
    if (typeof has === "number")
      return needed > has
        ? error(
            check,
            `${need}, and the account has ${has}: ask for more in Service Quotas (${readable.code}), or divide the API`,
          )
        : ok(check, `${need}, and the account has ${has}`);
    // That a default suffices says nothing of an account whose own is less or more.
    return warning(check, `${need}; the account's own could not be read (${has}), AWS's default is ${byDefault}`);
  }
  if (needed <= byDefault) return ok(check, `${need}, and every account has ${byDefault}`);
  if (!canBeRaised) return error(check, `${need}, and AWS takes ${byDefault} at most: divide the API`);
  return warning(check, `${need}, and AWS's default is ${byDefault}: whether the account has more cannot be read`);
}

/** The account's own value, or why it could not be read. Without one of its own it has AWS's default. */
async function valueOf(
  api: AwsApi,
  region: string,
  { service, code }: NonNullable<Quota["readable"]>,
): Promise<number | string> {
  const input = { ServiceCode: service, QuotaCode: code };
  let why = "";
  for (const operation of ["GetServiceQuota", "GetAWSDefaultServiceQuota"]) {
    try {
      const answer = await api.json("servicequotas", region, `ServiceQuotasV20190624.${operation}`, input);
      const value: unknown = Object(Object(answer).Quota).Value;
      return typeof value === "number" ? value : "`servicequotas` tells no value";
    } catch (failure) {
      if (!(failure instanceof AwsRefusal)) throw failure;
      why = failure.message;
      if (failure.type !== "NoSuchResourceException") return why;
    }
  }
  return why;
}
