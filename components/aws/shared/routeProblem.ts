/** What is wrong with the args of a route or of an API: checked at preview, since a mistake here may leave a route open. */
import { parseRouteKey } from "../../../model/routes";
import type { ProtectedApiArgs } from "./protectedApiArgs";
import type { ProtectedRouteArgs } from "./routeArgs";

/** Scopes that a route's JWT authorizer takes at most. Source: API Gateway's quotas for HTTP APIs; not adjustable. */
export const SCOPES_PER_ROUTE = 10;

/** The longest `operationName` of a route. Source: API Gateway v2 API reference. */
const OPERATION_NAME_MAX = 64;

/** What the Lambda authorizers are called; no handler may be. */
const AUTHORIZER_NAMES: readonly (string | undefined)[] = ["guard", "edge"];

/**
 * The first thing that is wrong with an API whatever the kind of gateway, as a sentence; undefined where nothing is.
 * `needsGuard`: whether the gateway needs the Lambda authorizer for a route.
 */
export function commonProblem(
  args: ProtectedApiArgs,
  needsGuard: (route: ProtectedRouteArgs) => boolean,
): string | undefined {
  if (args.cors?.allowOrigins.includes("*")) return "`cors.allowOrigins` must name its origins: `*` lets any page call";
  for (const [key, route] of Object.entries(args.routes)) {
    const problem = routeProblem(args, route) ?? keyProblem(key) ?? guardProblem(args, needsGuard(route));
    if (problem !== undefined) return `route \`${key}\` ${problem}`;
  }
  return undefined;
}

function keyProblem(key: string): string | undefined {
  if (parseRouteKey(key) !== undefined) return undefined;
  return "is no route key: write it as `METHOD /path`, without `ANY`, `$default` and `{proxy+}`, which open what nobody declared";
}

function guardProblem({ authorizerModule }: ProtectedApiArgs, isNeeded: boolean): string | undefined {
  if (!isNeeded || authorizerModule !== undefined) return undefined;
  return "needs the Lambda authorizer: give `authorizerModule`";
}

function routeProblem(args: ProtectedApiArgs, route: ProtectedRouteArgs): string | undefined {
  const ways = [route.public, route.scopes, route.requirement].filter((way) => way !== undefined).length;
  if (ways === 0) return "has no authorization: give `scopes` or `requirement`, or say why it is `public`";
  if (ways > 1) return "has more than one of `public`, `scopes` and `requirement`: give exactly one";
  if (route.public?.trim() === "") return "is public without a reason: say in `public` why anybody may call it";
  if (route.scopes?.length === 0) return "has an empty list of scopes, which every token would satisfy: name a scope";
  if ((route.scopes?.length ?? 0) > SCOPES_PER_ROUTE) {
    return `has ${route.scopes!.length} scopes: API Gateway takes at most ${SCOPES_PER_ROUTE} for a route`;
  }
  return requirementProblem(route) ?? targetProblem(args, route);
}

function requirementProblem({ requirement }: ProtectedRouteArgs): string | undefined {
  if (requirement === undefined) return undefined;
  const { any, all } = requirement.scopes ?? {};
  if ((any === undefined) === (all === undefined))
    return "has a requirement without scopes: give either `any` or `all`";
  if ((any ?? all)!.length === 0) return "has a requirement with an empty list of scopes: name a scope";
  if (requirement.groups !== undefined && requirement.groupsClaim === undefined) {
    return "asks for groups without naming the claim that holds them: give `groupsClaim`";
  }
  if (requirement.challenge !== undefined && requirement.stepUp === undefined) {
    return "says who answers with the challenge of a step-up, and asks for none: leave `challenge` out";
  }
  return undefined;
}

function targetProblem(args: ProtectedApiArgs, route: ProtectedRouteArgs): string | undefined {
  const { handler, url, vpcLink, secret } = route;
  if ([handler, url, vpcLink].filter((target) => target !== undefined).length !== 1)
    return "must have exactly one of `handler`, `url` and `vpcLink`";
  if (vpcLink !== undefined && !Object.hasOwn(args.vpcLinks ?? {}, vpcLink))
    return `names the VPC link \`${vpcLink}\`, which does not exist`;
  if (secret !== undefined && !Object.hasOwn(args.backendSecrets ?? {}, secret))
    return `names the secret \`${secret}\`, which does not exist`;
  if (AUTHORIZER_NAMES.includes(handler)) return `names a handler \`${handler}\`: the Lambda authorizer has that name`;
  const { handlers, targetGroups = {} } = args;
  if (handler !== undefined && !Object.hasOwn(handlers, handler) && !Object.hasOwn(targetGroups, handler)) {
    const known = [...Object.keys(handlers), ...Object.keys(targetGroups)].map((key) => `\`${key}\``);
    return `names the handler \`${handler}\`, which does not exist (defined: ${known.join(", ") || "none"})`;
  }
  if (url !== undefined && !isProtected(url, args.allowInsecureIssuer === true))
    return "passes requests on without TLS: use an https address";
  return undefined;
}

/** `http:` leads nowhere but to this very machine, and that in a local cloud alone. */
function isProtected(url: string, isLocal: boolean): boolean {
  return url.startsWith("https://") || (isLocal && /^http:\/\/127\.0\.0\.1:\d+\//.test(url));
}

/**
 * The `operationName` by which a route says that it is public, and why: the one word that the policy pack and a reviewer
 * look for.
 */
export function publicOperationName(reason: string): string {
  const name = `public: ${reason}`;
  return name.length <= OPERATION_NAME_MAX ? name : `${name.slice(0, OPERATION_NAME_MAX - 3)}...`;
}
