/** What one kind of gateway cannot do: said at preview, before anything is declared. */
import { parametersOf, parseRouteKey } from "../../../model/routes";
import type { ProtectedApiArgs } from "./protectedApiArgs";
import type { ProtectedRouteArgs } from "./routeArgs";
import { commonProblem } from "./routeProblem";
import { CLOUDFRONT_REGION } from "../edge/webAcl";

/** Routes of an HTTP API, and resources of a REST API. Source: API Gateway's quotas. */
export const ROUTES_MAX = 300;

/** The first thing that is wrong with an HTTP API; undefined where nothing is. */
export function httpApiProblem(args: ProtectedApiArgs): string | undefined {
  const behindEdge = args.firewall !== undefined;
  const problem = commonProblem(args, ({ requirement }) => behindEdge || requirement !== undefined);
  return problem ?? tooMany(args) ?? onlyOnLoadBalancers(args) ?? edgeProblem(args);
}

/** The first thing that is wrong with a REST API; undefined where nothing is. */
export function restApiProblem(args: ProtectedApiArgs): string | undefined {
  const problem = commonProblem(args, (route) => route.public === undefined);
  return (
    problem ??
    tooMany(args) ??
    onlyOnLoadBalancers(args) ??
    originsProblem(args) ??
    siblingProblem(args) ??
    urlProblem(args)
  );
}

function tooMany({ routes }: ProtectedApiArgs): string | undefined {
  const count = Object.keys(routes).length;
  if (count <= ROUTES_MAX) return undefined;
  return `has ${count} routes, and API Gateway takes ${ROUTES_MAX} in one API: divide it`;
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
  if (domain.certificateArn.split(":")[3] !== CLOUDFRONT_REGION) {
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
  const found = Object.entries(routes).find(([key, route]) => foreignVariables(key, route).length > 0);
  if (found === undefined) return undefined;
  return `route \`${found[0]}\` has \`${foreignVariables(...found)[0]}\` in its \`url\`, and not in its path`;
}

function foreignVariables(key: string, { url = "" }: ProtectedRouteArgs): string[] {
  const own = parametersOf(parseRouteKey(key)!.path);
  return parametersOf(url).filter((variable) => !own.includes(variable));
}
