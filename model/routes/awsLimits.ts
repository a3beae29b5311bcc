/**
 * What AWS takes. One table is asked by the check of an access file, by the settings, the components and the local AWS
 * alike: none of them says yes where another says no.
 */
import { parametersOf, parseRouteKey } from "./routeKey";

export const AWS_LIMITS = {
  /** Routes, and integrations, of an HTTP API; routes can be raised. Source: quotas of Amazon API Gateway. */
  httpRoutes: 300,
  /** Authorizers of an HTTP API; can be raised. Source: the same. */
  httpAuthorizers: 10,
  /** Scopes of a JWT authorizer on one route of an HTTP API. Source: the same. */
  httpScopesPerRoute: 10,
  /** Characters of an integration's address. Source: API Gateway v2's model, UriWithLengthBetween1And2048. */
  urlLength: 2_048,
  /** Resources of a REST API, the root among them; can be raised. Source: quotas of Amazon API Gateway. */
  restResources: 300,
  /** Bytes of a REST API's policy. Source: the same. */
  restPolicyBytes: 8_192,
  /** Rules of a load balancer; can be raised. Source: quotas of Application Load Balancers. */
  albRules: 100,
  /** Characters of a pattern for paths. Source: Elastic Load Balancing, PathPatternConditionConfig. */
  albPattern: 128,
  /** Characters of a load balancer's own answer. Source: Elastic Load Balancing, FixedResponseActionConfig. */
  albAnswer: 1_024,
  /** Rules of a security group in one direction; can be raised. Source: quotas of Amazon VPC. */
  securityGroupRules: 60,
  /** Characters of a header that CloudFront adds. Source: quotas of Amazon CloudFront. */
  originHeader: 1_783,
  /** Characters of a value in a mapping of parameters. Source: API Gateway v2's model, StringWithLengthBetween1And512. */
  mappedValue: 512,
  /** Tags of a resource. Source: recorded, "Too many tags". */
  tags: 50,
  /** Characters of a tag's name, and of its value. Source: recorded, KMS's refusals of 129 and 257. */
  tagName: 128,
  tagValue: 256,
} as const;

/** Variables in a path of a load balancer: priorities are in bands by their number, of which there are so many. */
export const ALB_VARIABLES_MAX = 7;

/** The region in which CloudFront and its firewall are. */
const CLOUDFRONT_REGION = "us-east-1";

/** Resources of a REST API with these routes: one for each part of a path, and the root. */
export function restResources(keys: readonly string[]): number {
  const paths = keys.flatMap((key) => {
    const parts = parseRouteKey(key)?.path.split("/").slice(1) ?? [];
    return parts.map((_, i) => parts.slice(0, i + 1).join("/"));
  });
  return new Set(["", ...paths]).size;
}

/**
 * What is wrong with a path at an API Gateway; undefined where nothing is. That a REST API takes `:` is recorded, in its own
 * words for what it does not take; of HTTP APIs no source says so.
 */
export function gatewayPathProblem(key: string, profile: "http" | "rest"): string | undefined {
  const path = parseRouteKey(key)?.path ?? "/";
  if (path.includes(":") && profile === "http")
    return 'has a `:` in its path, which no source says that an HTTP API takes; use `profile: "rest"`, or a `/`';
  if (path.includes("~")) return "has a `~` in its path, which API Gateway does not take; use `-` or `_`";
  if (/^\/(ping|sping)$/.test(path)) {
    return `has the path \`${path}\`, which API Gateway answers itself for its own health checks; use another path`;
  }
  return undefined;
}

/** The whole path and nothing else: a `*` of a load balancer would match across `/`, and open paths below. */
export function albPathPattern(key: string): string {
  const parts = parseRouteKey(key)!.path.split("/");
  return `^${parts.map((part) => (part.startsWith("{") ? "[^/]+" : part.replaceAll(".", "\\."))).join("/")}$`;
}

/** What is wrong with a path at a load balancer; undefined where nothing is. */
export function albPathProblem(key: string): string | undefined {
  if (albPathPattern(key).length > AWS_LIMITS.albPattern)
    return `has too long a path: a pattern has ${AWS_LIMITS.albPattern} characters at most`;
  if (parametersOf(key).length > ALB_VARIABLES_MAX) return `has more than ${ALB_VARIABLES_MAX} variables in its path`;
  return undefined;
}

/** What is wrong with an address behind a gateway. INVARIANT: a caller chooses a part of its path at most, never who is asked. */
export function addressProblem(url: string): string | undefined {
  const [, host, rest = ""] = /^https:\/\/([^/?#]+)(.*)$/s.exec(url) ?? [];
  if (host === undefined) return "must begin with `https://` and a host";
  if (/[{}]/.test(host))
    return "has a variable before its path, so that callers would choose who is asked; write the host out";
  if (/\?.*[{}]/s.test(rest))
    return "has a variable behind its `?`, of which no source says what API Gateway makes; put it into the path";
  return rest.includes("#") ? "has a part behind `#`, which is never sent; leave it out" : undefined;
}

const LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
const DOMAIN_NAME = new RegExp(`^(${LABEL}\\.)+([a-z]{2,63}|xn--[a-z0-9-]{1,58}[a-z0-9])$`);

/** What is wrong with the name of a domain. */
export function domainNameProblem(name: string): string | undefined {
  if (DOMAIN_NAME.test(name) && name.length <= 253) return undefined;
  return "must be a domain name in lower case, such as `api.example.com`, without `https://` and a path";
}

const CERTIFICATE = /^arn:aws[a-z-]*:acm:([a-z0-9-]+):\d{12}:certificate\/[\w-]+$/;

/** Where a certificate has to be: in the region of its API, or of CloudFront where that stands before it. */
export interface CertificateUse {
  /** The stack's region; undefined where it is not known, as in an access file. */
  readonly region?: string;
  /** Whether CloudFront stands before the API. */
  readonly behindCloudFront: boolean;
}

/** What is wrong with the ARN of a certificate. */
export function certificateProblem(arn: string, { region, behindCloudFront }: CertificateUse): string | undefined {
  const own = CERTIFICATE.exec(arn)?.[1];
  if (own === undefined) {
    return "must be the ARN of a certificate, such as `arn:aws:acm:eu-central-1:111122223333:certificate/…`";
  }
  const wanted = behindCloudFront ? CLOUDFRONT_REGION : region;
  if (wanted === undefined || own === wanted) return undefined;
  const why = behindCloudFront ? "CloudFront stands before an HTTP API with a firewall" : "the API is there";
  return `must be of a certificate in \`${wanted}\`, and is in \`${own}\`: ${why}`;
}

/** What is wrong with a range of addresses: IPv4, and no bits of hosts, which AWS refuses. */
export function cidrProblem(cidr: string): string | undefined {
  const said = "must be a range of addresses, such as `203.0.113.0/24`";
  const [, address = "", bits = ""] = /^((?:\d{1,3}\.){3}\d{1,3})\/(\d{1,2})$/.exec(cidr) ?? [];
  const parts = address.split(".").map(Number);
  if (parts.length !== 4 || parts.some((part) => part > 255) || Number(bits) > 32) return said;
  const size = 2 ** (32 - Number(bits));
  const number = parts.reduce((sum, part) => sum * 256 + part, 0);
  if (number % size === 0) return undefined;
  const base = number - (number % size);
  const text = [24, 16, 8, 0].map((shift) => Math.floor(base / 2 ** shift) % 256).join(".");
  return `has bits of hosts; write \`${text}/${bits}\``;
}

/** Letters, numbers, blanks and a few signs. Source: the models of CloudWatch Logs, Elastic Load Balancing and WAF. */
const TAG = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Tags that the stack adds to its own, and the one that a public rule of a load balancer has besides. */
const OWN_TAGS = 3;

/** What is wrong with the tags of a stack. */
export function tagsProblem(tags: Readonly<Record<string, string>>): string | undefined {
  const [count, most] = [Object.keys(tags).length, AWS_LIMITS.tags - OWN_TAGS];
  const tooMany = count > most ? `has ${count} tags, and the stack adds its own: at most ${most}` : undefined;
  return tagTextProblem(tags) ?? tooMany;
}

/** What is wrong with all tags that one resource has. */
export function resourceTagsProblem(tags: Readonly<Record<string, string>>): string | undefined {
  const count = Object.keys(tags).length;
  const tooMany = count > AWS_LIMITS.tags ? `has ${count} tags: at most ${AWS_LIMITS.tags}` : undefined;
  return tagTextProblem(tags) ?? tooMany;
}

function tagTextProblem(tags: Readonly<Record<string, string>>): string | undefined {
  const { tagName, tagValue } = AWS_LIMITS;
  const entries = Object.entries(tags);
  if (entries.some(([name]) => /^aws:/i.test(name))) {
    return "has a tag that begins with `aws:`, which AWS keeps for itself";
  }
  if (!entries.flat().every((text) => TAG.test(text))) {
    return "has a character that AWS does not take in tags: letters, numbers, blanks and `_.:/=+-@` are allowed";
  }
  if (entries.some(([name, value]) => name.length < 1 || name.length > tagName || value.length > tagValue)) {
    return `has a tag that is empty or too long: names have 1 to ${tagName} characters, values at most ${tagValue}`;
  }
  return undefined;
}

/** Regions of all partitions: `eu-central-1`, `us-gov-west-1`, `eusc-de-east-1`. */
const REGION =
  /^(us|eu|ap|sa|ca|me|af|il|mx|cn|us-gov|us-iso[a-z]?|eu-isoe|eusc-[a-z]{2})-(north|south|east|west|central|northeast|northwest|southeast|southwest)-\d{1,2}$/;

/** Whether a text can be the name of a region. */
export function isRegion(text: string): boolean {
  return REGION.test(text);
}

/** What CORS of an API says. */
export interface CorsRules {
  readonly allowOrigins: readonly string[];
  readonly allowHeaders: readonly string[];
}

/** A token of HTTP, without the quote that would end a static value of API Gateway. */
const HEADER = /^[!#$%&*+.^_`|~0-9A-Za-z-]+$/;

/** Why CORS could never work: the field, and what is wrong with it. */
export function corsProblem(
  { allowOrigins, allowHeaders }: CorsRules,
  hasClosedRoutes: boolean,
): readonly [field: "allowOrigins" | "allowHeaders", message: string] | undefined {
  // A browser writes the host in lower case and in ASCII, and leaves out the port that goes without saying.
  const odd = allowOrigins.find((origin) => !URL.canParse(origin) || new URL(origin).origin !== origin);
  if (odd !== undefined) {
    const right = URL.canParse(odd) ? `: write \`${new URL(odd).origin}\`` : "";
    return ["allowOrigins", `names \`${odd}\`, which no browser sends${right}`];
  }
  if (allowHeaders.includes("*"))
    return ["allowHeaders", "names `*`, which does not stand for `authorization`; name the headers"];
  const wrong = allowHeaders.find((name) => !HEADER.test(name));
  if (wrong !== undefined) return ["allowHeaders", `names \`${wrong}\`, which is no header`];
  if (hasClosedRoutes && !allowHeaders.some((name) => name.toLowerCase() === "authorization")) {
    return ["allowHeaders", "does not name `authorization`, so that no page could send a token; add it"];
  }
  return undefined;
}
