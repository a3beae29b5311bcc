/** The rules of a load balancer: one for each route, and one for each sign-in. */
import * as lb from "@pulumi/aws/lb";
import * as pulumi from "@pulumi/pulumi";
import { albPathPattern, METADATA_KEY, METADATA_REASON, pageCondition, parseRouteKey } from "../../../model/routes";
import { CALLER_HEADERS } from "../../../guard/contract";
import { FIRST_PRIORITIES, METADATA_PRIORITY, pagePriorities, routePriorities } from "./albPriorities";
import { answersMetadata, metadataText } from "../shared/metadata";
import type { ProtectedApiArgs, SignInArgs } from "../shared/protectedApiArgs";
import type { ProtectedRouteArgs } from "../shared/routeArgs";

type Action = lb.ListenerRuleArgs["actions"] extends pulumi.Input<pulumi.Input<infer Item>[]> ? Item : never;

interface Rule {
  readonly name: string;
  readonly priority: number;
  readonly conditions: { [kind: string]: { values?: string[]; regexValues?: string[] } | HeaderCondition }[];
  readonly check: Action[];
  /** Undefined: the last of the checks answers. */
  readonly target?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

interface HeaderCondition {
  httpHeaderName: string;
  values: string[];
}

/** What a tag's value may not hold. Source: Elastic Load Balancing, Tag. */
const NOT_IN_TAGS = /[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu;

/** Seconds of a session that does not say how long it is. */
const SESSION_SECONDS = 3_600;

interface RulesContext {
  readonly listener: lb.Listener;
  /** Target → target group. */
  readonly targets: ReadonlyMap<string, pulumi.Input<string>>;
  readonly parent: pulumi.Resource;
}

/** Declares the rules. */
export function createAlbRules(
  name: string,
  args: ProtectedApiArgs,
  { listener, targets, parent }: RulesContext,
): void {
  const { routes, signIn = {} } = args;
  const [ofRoutes, ofPages] = [routePriorities(Object.keys(routes)), pagePriorities(signIn)];
  const rules: Rule[] = [
    ...(leadsToContainers(args) ? refusedHeaders() : []),
    ...(answersMetadata("alb", args) ? [metadataRule(args)] : []),
    ...Object.entries(routes).map(([key, route]) => ({
      priority: ofRoutes.get(key)!,
      ...routeRule(args, key, route),
    })),
    ...Object.entries(signIn).map(([key, page]) => ({
      priority: ofPages.get(key)!,
      ...signInRule(name, args, key, page),
    })),
  ];
  for (const { name: ruleName, priority, conditions, check, target, tags } of rules) {
    const forward = target === undefined ? [] : [forwardTo(targets.get(target)!, check.length + 1)];
    new lb.ListenerRule(
      // INVARIANT: a rule is called by its priority. Two keys can want one, and the second then takes the next: named by
      // their keys, one would move to a priority that another still has, which the load balancer refuses.
      `${name}-${priority}`,
      {
        listenerArn: listener.arn,
        priority,
        conditions,
        actions: [...check, ...forward],
        tags: { ...args.tags, ...tags },
      },
      { parent, aliases: [{ name: `${name}-${ruleName}` }] },
    );
  }
}

function forwardTo(targetGroupArn: pulumi.Input<string>, order: number): Action {
  return { type: "forward", order, targetGroupArn };
}

/** Whether anything behind the load balancer does not look at each request itself. */
export function leadsToContainers({ routes, signIn = {}, handlers }: ProtectedApiArgs): boolean {
  const targets = [
    ...Object.values(routes).map(({ handler }) => handler!),
    ...Object.values(signIn).map((s) => s.target),
  ];
  return targets.some((target) => handlers[target] === undefined || handlers[target].existing === true);
}

/**
 * A load balancer can neither set nor remove a request's headers. Other gateways say in some headers who calls, and what
 * runs behind this one may be behind them too, and believe those headers. So whoever sends one of them is refused.
 */
function refusedHeaders(): Rule[] {
  return Object.values(CALLER_HEADERS).map((header, index) => ({
    name: header,
    priority: FIRST_PRIORITIES[index]!,
    conditions: [{ httpHeader: { httpHeaderName: header, values: ["*"] } }],
    check: [
      {
        type: "fixed-response",
        order: 1,
        fixedResponse: { contentType: "application/json", messageBody: '{"message":"Bad Request"}', statusCode: "400" },
      },
    ],
  }));
}

/** A rule at whichever place. */
type Unplaced = Omit<Rule, "priority">;

function routeRule(args: ProtectedApiArgs, key: string, route: ProtectedRouteArgs): Unplaced {
  return {
    name: key,
    conditions: conditionsOf(key),
    check: route.public === undefined ? [validateToken(args, scopesOf(route))] : [],
    target: route.handler!,
    // A rule has no name of its own: by this tag it says why it is open.
    ...(route.public !== undefined && { tags: publicTag(route.public) }),
  };
}

function conditionsOf(key: string): Rule["conditions"] {
  return [
    { httpRequestMethod: { values: [parseRouteKey(key)!.method] } },
    { pathPattern: { regexValues: [albPathPattern(key)] } },
  ];
}

const publicTag = (reason: string) => ({ public: reason.replace(NOT_IN_TAGS, "-").slice(0, 256) });

/** What programs find the API by (RFC 9728): an answer of the load balancer's own, where it is short enough. */
function metadataRule(args: ProtectedApiArgs): Rule {
  const resource = `https://${args.domain!.name}`;
  const messageBody = pulumi.output(args.issuer).apply((issuer) => metadataText(args, resource, issuer));
  return {
    name: "metadata",
    priority: METADATA_PRIORITY,
    conditions: conditionsOf(METADATA_KEY),
    check: [
      {
        type: "fixed-response",
        order: 1,
        fixedResponse: { contentType: "application/json", messageBody, statusCode: "200" },
      },
    ],
    tags: publicTag(METADATA_REASON),
  };
}

/**
 * The load balancer's own check: signature, issuer, life, audience, and the scope where the route has exactly one. Whether
 * it takes one or all of several values is not documented, so that it is never given several: the function checks them.
 */
function validateToken({ issuer, audience }: ProtectedApiArgs, scopes: readonly string[]): Action {
  const claims = [{ name: "aud", format: "single-string", values: [audience] }];
  if (scopes.length === 1) claims.push({ name: "scp", format: "string-array", values: [scopes[0]!] });
  return {
    type: "jwt-validation",
    order: 1,
    jwtValidation: { issuer, jwksEndpoint: pulumi.interpolate`${issuer}/v1/keys`, additionalClaims: claims },
  };
}

function scopesOf({ scopes, requirement }: ProtectedRouteArgs): readonly string[] {
  return scopes ?? requirement?.scopes?.any ?? requirement?.scopes?.all ?? [];
}

/**
 * Each page's session has a cookie of its own, so that a weaker session never opens pages that ask for a stronger sign-in.
 * It ends with the `maxAge`: once it has begun, the load balancer looks at neither `acr` nor `auth_time`.
 */
function signInRule(name: string, args: ProtectedApiArgs, key: string, page: SignInArgs): Unplaced {
  const { issuer, signIn = {} } = args;
  const { path, stepUp, scope = "openid", sessionSeconds, onUnauthenticatedRequest = "authenticate" } = page;
  const authenticateOidc = {
    issuer,
    authorizationEndpoint: pulumi.interpolate`${issuer}/v1/authorize`,
    tokenEndpoint: pulumi.interpolate`${issuer}/v1/token`,
    userInfoEndpoint: pulumi.interpolate`${issuer}/v1/userinfo`,
    clientId: page.clientId,
    clientSecret: pulumi.secret(page.clientSecret),
    scope,
    onUnauthenticatedRequest,
    sessionCookieName: `${name}-${key}`,
    sessionTimeout: sessionSeconds ?? Math.max(1, Math.min(SESSION_SECONDS, stepUp?.maxAge ?? SESSION_SECONDS)),
    ...(stepUp && {
      authenticationRequestExtraParams: { acr_values: stepUp.acr, max_age: String(stepUp.maxAge) },
    }),
  };
  return {
    name: `sign-in-${key}`,
    conditions: [{ pathPattern: pageCondition(path, pathsOf(signIn)) }],
    check: [{ type: "authenticate-oidc", order: 1, authenticateOidc }],
    target: page.target,
  };
}

/** The paths of all pages with a sign-in. */
export function pathsOf(signIn: Readonly<Record<string, SignInArgs>>): string[] {
  return Object.values(signIn).map(({ path }) => path);
}
