/** What a load balancer cannot do: said at preview, before anything is declared. */
import { albPathProblem, AWS_LIMITS, cidrProblem, isSamePage, pageCondition } from "../../../model/routes";
import { DEPTH_MAX, depthOf, FIRST_PRIORITIES } from "./albPriorities";
import { leadsToContainers, pathsOf } from "./albRules";
import { answersMetadata } from "../shared/metadata";
import type { ProtectedApiArgs, SignInArgs } from "../shared/protectedApiArgs";
import type { ProtectedRouteArgs } from "../shared/routeArgs";
import { domainProblem, firewallProblem } from "../shared/gatewayProblems";
import { commonProblem } from "../shared/routeProblem";

/** Characters of a path pattern. Source: quotas of Elastic Load Balancing. */
const PATTERN_MAX = AWS_LIMITS.albPattern;

/** Seconds of a session: a week at most. Source: Elastic Load Balancing, AuthenticateOidcActionConfig. */
const SESSION_MAX = 604_800;

/** The first thing that is wrong with an API behind a load balancer; undefined where nothing is. */
export function albProblem(args: ProtectedApiArgs): string | undefined {
  return (
    commonProblem(args, () => false) ??
    surroundingsProblem(args) ??
    firewallProblem(args) ??
    domainProblem(args, "alb") ??
    firstOf(args.routes, "route", (route, key) => routeProblem(args, key, route)) ??
    firstOf(args.signIn ?? {}, "sign-in", (page) => signInProblem(args, page))
  );
}

function surroundingsProblem(args: ProtectedApiArgs): string | undefined {
  const { domain, network, cors, routes, signIn = {} } = args;
  if (domain === undefined) return "a load balancer needs a `domain` with a certificate: it takes HTTPS only";
  if (network?.vpcId === undefined) return "a load balancer needs a VPC: give `network.vpcId`";
  if ((network.subnetIds?.length ?? 0) < 2)
    return "a load balancer needs subnets in two zones: give `network.subnetIds`";
  if (cors !== undefined) {
    return "a load balancer has no CORS: leave `cors` out, and declare an `OPTIONS` route with a reason to be `public`, which its function answers";
  }
  const own = (leadsToContainers(args) ? FIRST_PRIORITIES.length : 0) + (answersMetadata("alb", args) ? 1 : 0);
  const rules = Object.keys(routes).length + Object.keys(signIn).length + own;
  const { albRules, securityGroupRules } = AWS_LIMITS;
  if (rules > albRules) return `has ${rules} rules, and a load balancer takes ${albRules}: divide it`;
  const cidrs = network.allowedCidrs ?? [];
  const wrong = cidrs.find((cidr) => cidrProblem(cidr) !== undefined);
  if (wrong !== undefined) return `\`network.allowedCidrs\`: \`${wrong}\` ${cidrProblem(wrong)!}`;
  return cidrs.length > securityGroupRules
    ? `names ${cidrs.length} ranges in \`network.allowedCidrs\`, and a security group takes ${securityGroupRules}: name fewer`
    : undefined;
}

/** INVARIANT: a container gets a request only where the load balancer has checked all that the route asks for. */
function routeProblem(args: ProtectedApiArgs, key: string, route: ProtectedRouteArgs): string | undefined {
  const { handler, url, requirement, scopes = [], throttle } = route;
  if (url !== undefined || route.vpcLink !== undefined)
    return "leads to an address: a load balancer passes requests on to functions and target groups";
  if (throttle !== undefined) return "has a `throttle`, and a load balancer has none: use `firewall`";
  const path = albPathProblem(key);
  if (path !== undefined) return path;
  const target = args.handlers[handler!];
  if (target !== undefined && Object.hasOwn(args.targetGroups ?? {}, handler!)) {
    return `leads to \`${handler}\`, which is a function and a target group: rename one of the two`;
  }
  if ((target === undefined || target.existing) && (requirement !== undefined || scopes.length > 1)) {
    return `asks for more than a load balancer can check before what checks nothing itself: one scope, no groups, no step-up, no client with \`enforcement: gateway\`; lead it to a function of this program, or use the profile \`http\` or \`rest\``;
  }
  return target !== undefined && target.functionArn === undefined
    ? "needs the `functionArn` of its handler"
    : undefined;
}

function signInProblem(args: ProtectedApiArgs, own: SignInArgs): string | undefined {
  const { signIn = {} } = args;
  const { path, target, sessionSeconds, stepUp } = own;
  if (!path.startsWith("/") || /[*?\s]/.test(path))
    return "must have a `path` that begins with `/`, without `*` and `?`";
  if (depthOf(path) > DEPTH_MAX) return `has too deep a path: ${DEPTH_MAX} parts at most`;
  const twin = Object.values(signIn).find((page) => page !== own && isSamePage(page.path, path));
  if (twin !== undefined) return `has the path of another sign-in, \`${twin.path}\`, but for its case: one page each`;
  const condition = pageCondition(path, pathsOf(signIn));
  const patterns = "values" in condition ? condition.values : condition.regexValues;
  if (patterns.some(({ length }) => length > PATTERN_MAX)) {
    return `has too long a path: a pattern has ${PATTERN_MAX} characters at most, and takes four for each letter of a page below or above another`;
  }
  if (!Object.hasOwn(args.targetGroups ?? {}, target) && !Object.hasOwn(args.handlers, target)) {
    return `leads to \`${target}\`, which is neither a function nor a target group`;
  }
  if (sessionSeconds !== undefined && !(sessionSeconds >= 1 && sessionSeconds <= SESSION_MAX)) {
    return `must have \`sessionSeconds\` from 1 to ${SESSION_MAX}`;
  }
  if (sessionSeconds !== undefined && stepUp !== undefined && sessionSeconds > stepUp.maxAge) {
    return "has a session that outlives the `maxAge` of its step-up: the load balancer does not ask again before its end";
  }
  return undefined;
}

function firstOf<T>(
  entries: Readonly<Record<string, T>>,
  kind: string,
  problemOf: (entry: T, key: string) => string | undefined,
): string | undefined {
  for (const [key, entry] of Object.entries(entries)) {
    const problem = problemOf(entry, key);
    if (problem !== undefined) return `${kind} \`${key}\` ${problem}`;
  }
  return undefined;
}
