/** Domain names of APIs: which can be, and how several APIs share one. Asked by the check, the settings and the components. */
import type { Profile } from "./backends";
import { certificateProblem, domainNameProblem } from "./awsLimits";

/** What an API says of its domain name. */
export interface DomainUse {
  readonly name: string;
  /** Undefined where the name is made elsewhere: by another API, another stack, by hand. */
  readonly certificateArn?: string;
  /** What stands before the API's paths: `orders`, `orders/v2`. */
  readonly basePath?: string;
}

export interface NamedApi {
  readonly key: string;
  readonly profile: Profile;
  readonly firewall?: unknown;
  readonly domain?: DomainUse;
}

export interface DomainProblem {
  readonly key: string;
  readonly field: keyof DomainUse;
  readonly message: string;
}

/** Letters, digits and `$-_.+!*'()`, 300 of them. Source: API Gateway v2's model, ApiMappingKey; the quote and the like are left out here. */
const BASE_PATH = /^[A-Za-z0-9$_.+!*-]+(\/[A-Za-z0-9$_.+!*-]+)*$/;
const BASE_PATH_MAX = 300;

/** All that is wrong with the names of some APIs. `region`: the stack's, where it is known. */
export function domainProblems(apis: readonly NamedApi[], region?: string): DomainProblem[] {
  // Without a gateway there is no name, which is said elsewhere.
  const named = apis.filter(({ profile }) => profile !== "none");
  return named.flatMap((api, index) => {
    const problems = [...ownProblems(api, region), ...sharedProblems(api, named.slice(0, index))];
    return problems.map(([field, message]) => ({ key: api.key, field, message }));
  });
}

type Problem = readonly [field: keyof DomainUse, message: string];

function ownProblems(api: NamedApi, region: string | undefined): Problem[] {
  const { domain, profile } = api;
  if (domain === undefined) return [];
  const { name, certificateArn, basePath } = domain;
  const behindCloudFront = profile === "http" && api.firewall !== undefined;
  const certificate = certificateArn && certificateProblem(certificateArn, { region, behindCloudFront });
  const whole = wholeName(api);
  return (
    [
      ["name", domainNameProblem(name)],
      [
        "certificateArn",
        certificateArn === undefined && whole ? `is missing: ${whole} has a name of its own` : certificate,
      ],
      [
        "basePath",
        basePath === undefined
          ? undefined
          : whole
            ? `cannot be: ${whole} has the whole name`
            : basePathProblem(basePath),
      ],
    ] satisfies [keyof DomainUse, string | undefined][]
  ).flatMap(([field, message]) => (message ? [[field, message] as const] : []));
}

/** What takes a name as a whole; undefined for what API Gateway maps to one. */
function wholeName({ profile, firewall }: NamedApi): string | undefined {
  if (profile === "alb") return "a load balancer";
  return profile === "http" && firewall !== undefined ? "CloudFront before an HTTP API with a firewall" : undefined;
}

function basePathProblem(basePath: string): string | undefined {
  if (BASE_PATH.test(basePath) && basePath.length <= BASE_PATH_MAX) return undefined;
  return `must be parts of a path, such as \`orders\` or \`orders/v2\`, without a slash at its ends, of ${BASE_PATH_MAX} characters at most`;
}

/** AWS maps each base path of a name once, and takes a name once. */
function sharedProblems(api: NamedApi, before: readonly NamedApi[]): Problem[] {
  const { domain } = api;
  if (domain === undefined) return [];
  const same = before.filter((other) => other.domain?.name.toLowerCase() === domain.name.toLowerCase());
  const first = same[0];
  if (first === undefined) return [];
  const whole = [api, ...same].find((one) => wholeName(one) !== undefined);
  if (whole !== undefined) return [["name", `is that of the API \`${first.key}\`; a name leads to one API`]];
  const twin = same.find((other) => other.domain!.basePath === domain.basePath);
  if (twin !== undefined) {
    const field = domain.basePath === undefined ? "name" : "basePath";
    return [
      [
        field,
        `is that of the API \`${twin.key}\`; a name leads to one API, or to several of which each has a \`basePath\``,
      ],
    ];
  }
  const maker = same.find((other) => other.domain!.certificateArn !== undefined);
  if (maker === undefined || domain.certificateArn === undefined) return [];
  return [["certificateArn", `is given by the API \`${maker.key}\` already, which makes the name; leave it out here`]];
}
