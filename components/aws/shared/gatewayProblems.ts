/** What one kind of gateway cannot do: said at preview, before anything is declared. */
import {
  addressProblem,
  AWS_LIMITS,
  cidrProblem,
  corsProblem,
  countOnlyProblem,
  domainProblems,
  type NamedApi,
  gatewayPathProblem,
  parametersOf,
  parseRouteKey,
  restResources,
} from "../../../model/routes";
import type { ProtectedApiArgs } from "./protectedApiArgs";
import type { ProtectedRouteArgs } from "./routeArgs";
import { commonProblem } from "./routeProblem";
import { CLOUDFRONT_REGION } from "../edge/webAcl";
import { resourcePolicy } from "../rest/resourcePolicy";

/** The first thing that is wrong with an HTTP API; undefined where nothing is. */
export function httpApiProblem(args: ProtectedApiArgs): string | undefined {
  const behindEdge = args.firewall !== undefined;
  const problem = commonProblem(args, ({ requirement }) => behindEdge || requirement !== undefined);
  return problem ?? tooMany(args) ?? edgeProblem(args) ?? commonGatewayProblem(args, "http");
}

/** The first thing that is wrong with a REST API; undefined where nothing is. */
export function restApiProblem(args: ProtectedApiArgs): string | undefined {
  const problem = commonProblem(args, (route) => route.public === undefined);
  return (
    problem ??
    linkProblem(args) ??
    tooManyResources(args) ??
    originsProblem(args) ??
    commonGatewayProblem(args, "rest") ??
    siblingProblem(args) ??
    addressesProblem(args)
  );
}

/** What API Gateway takes of no kind of API. */
function commonGatewayProblem(args: ProtectedApiArgs, profile: "http" | "rest"): string | undefined {
  const { routes, cors } = args;
  const path = Object.keys(routes).flatMap((key) => {
    const problem = gatewayPathProblem(key, profile);
    return problem === undefined ? [] : `route \`${key}\` ${problem}`;
  })[0];
  const hasClosedRoutes = Object.values(routes).some((route) => route.public === undefined);
  const ofCors = cors && corsProblem(cors, hasClosedRoutes);
  return (
    onlyOnLoadBalancers(args) ??
    firewallProblem(args) ??
    domainProblem(args, profile) ??
    path ??
    urlProblem(args) ??
    (ofCors && `\`cors.${ofCors[0]}\` ${ofCors[1]}`)
  );
}

/** For programs without an access file. */
export function firewallProblem({ firewall }: ProtectedApiArgs): string | undefined {
  const [index, message] = (firewall && countOnlyProblem(firewall)) ?? [];
  return message === undefined ? undefined : `\`firewall.countOnly[${index}]\` ${message}`;
}

/** For programs without an access file, as the one above. */
export function domainProblem(
  { domain, firewall }: ProtectedApiArgs,
  profile: NamedApi["profile"],
): string | undefined {
  const [first] = domainProblems([{ key: "", profile, firewall, domain }]);
  return first && `\`domain.${first.field}\` ${first.message}`;
}

function tooManyResources({ routes }: ProtectedApiArgs): string | undefined {
  const count = restResources(Object.keys(routes));
  if (count <= AWS_LIMITS.restResources) return undefined;
  return `has ${count} parts of paths, its root among them, and a REST API takes ${AWS_LIMITS.restResources}: divide it`;
}

function linkProblem({ routes }: ProtectedApiArgs): string | undefined {
  const found = Object.entries(routes).find(([, { vpcLink }]) => vpcLink !== undefined)?.[0];
  return (
    found &&
    `route \`${found}\` leads to a VPC link, which this program declares for an HTTP API alone: use the profile \`http\``
  );
}

/** Every address stands in the API's policy, which has a limit in bytes. */
function addressesProblem({ network }: ProtectedApiArgs): string | undefined {
  const cidrs = network?.allowedCidrs ?? [];
  const wrong = cidrs.find((cidr) => cidrProblem(cidr) !== undefined);
  if (wrong !== undefined) return `\`network.allowedCidrs\`: \`${wrong}\` ${cidrProblem(wrong)!}`;
  const bytes = Buffer.byteLength(JSON.stringify(resourcePolicy({ network })));
  if (bytes <= AWS_LIMITS.restPolicyBytes) return undefined;
  return `has a policy of ${bytes} bytes, and a REST API takes ${AWS_LIMITS.restPolicyBytes}: name fewer ranges in \`network.allowedCidrs\``;
}

function tooMany({ routes }: ProtectedApiArgs): string | undefined {
  const count = Object.keys(routes).length;
  if (count <= AWS_LIMITS.httpRoutes) return undefined;
  return `has ${count} routes, and API Gateway takes ${AWS_LIMITS.httpRoutes} in one API: divide it`;
}

function onlyOnLoadBalancers({ targetGroups = {}, signIn = {}, routes }: ProtectedApiArgs): string | undefined {
  if (Object.keys(signIn).length > 0) return "signs people in, which only a load balancer does: use the profile `alb`";
  const found = Object.entries(routes).find(
    ([, { handler }]) => handler !== undefined && Object.hasOwn(targetGroups, handler),
  );
  if (found === undefined) return undefined;
  return `route \`${found[0]}\` leads to a target group, which only a load balancer has: use the profile \`alb\`, or a \`url\``;
}

/** Without all of these the API could be called past its firewall, or CloudFront would take TLS 1.0. */
function edgeProblem({ firewall, domain, originSecret }: ProtectedApiArgs): string | undefined {
  if (firewall === undefined) return undefined;
  if (domain === undefined)
    return "a firewall before an HTTP API needs a `domain`: CloudFront's own name takes TLS 1.0";
  if (domain.certificateArn?.split(":")[3] !== CLOUDFRONT_REGION) {
    return `\`domain.certificateArn\` must be of a certificate in ${CLOUDFRONT_REGION}: the firewall of an HTTP API is CloudFront's`;
  }
  if (originSecret === undefined) {
    return "a firewall before an HTTP API needs an `originSecret`, or the API could be called past it";
  }
  return undefined;
}

/** An error of a REST API has fixed headers, and a page of another origin could not read it. */
function originsProblem({ cors }: ProtectedApiArgs): string | undefined {
  if (cors === undefined || cors.allowOrigins.length === 1) return undefined;
  return `\`cors.allowOrigins\` has ${cors.allowOrigins.length} origins, and a REST API can name one: use the profile \`http\`, or one API for each`;
}

/** REST APIs want one name for the variable at one place of all paths. */
function siblingProblem({ routes }: ProtectedApiArgs): string | undefined {
  const names = new Map<string, { variable: string; key: string }>();
  for (const key of Object.keys(routes)) {
    const parts = parseRouteKey(key)!.path.split("/").slice(1);
    for (const [index, variable] of parts.entries()) {
      if (!variable.startsWith("{")) continue;
      const above = parts.slice(0, index).join("/");
      const other = names.get(above);
      if (other === undefined) names.set(above, { variable, key });
      else if (other.variable !== variable) {
        return `route \`${key}\` has \`${variable}\` where \`${other.key}\` has \`${other.variable}\`: a REST API takes one name at one place`;
      }
    }
  }
  return undefined;
}

function urlProblem({ routes }: ProtectedApiArgs): string | undefined {
  for (const [key, { url }] of Object.entries(routes)) {
    // Whether it may be without TLS is judged with the route.
    const problem = url && addressProblem(url.replace(/^http:/, "https:"));
    if (problem) return `route \`${key}\` has a \`url\` that ${problem}`;
  }
  const found = Object.entries(routes).find(([key, route]) => foreignVariables(key, route).length > 0);
  if (found === undefined) return undefined;
  return `route \`${found[0]}\` has \`${foreignVariables(...found)[0]}\` in its \`url\`, and not in its path`;
}

function foreignVariables(key: string, { url = "" }: ProtectedRouteArgs): string[] {
  const own = parametersOf(parseRouteKey(key)!.path);
  return parametersOf(url).filter((variable) => !own.includes(variable));
}
