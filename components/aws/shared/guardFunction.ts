/** The function that decides who may call an API, and the settings by which it does. */
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { VARIABLES } from "../../../guard/contract";
import { uniqueName } from "../../naming";
import { HandlerFunction } from "./handlerFunction";
import type { ProtectedApiArgs } from "./protectedApiArgs";
import type { RequirementArgs } from "./routeArgs";

/** Seconds of the Lambda authorizer, below the 10 s after which API Gateway gives up. */
const AUTHORIZER_TIMEOUT = 5;

/**
 * Seconds for which API Gateway keeps an answer of the Lambda authorizer where it may. By so much an answer can outlive the
 * token that it was given for.
 */
const CACHE_SECONDS = 60;

/** Bytes of an Okta client id in the list, with its quotes and its comma. */
const CLIENT_ID_BYTES = 24;

/** What the guard is told of one route. `public` only where something else than a token is checked as well. */
export type GuardedRoute = RequirementArgs | { public: true };

/**
 * For how long answers may be kept, in seconds.
 *
 * INVARIANT: no answer is kept as soon as a route asks for a step-up, since it would outlive the step-up's `maxAge`. The
 * identity sources have the route, so that no answer serves another route. But a kept answer serves every path of its route,
 * and a variable could be spelled so that the path names another route. The functions of this program look at each request
 * once more. Where something else is behind such a route, each request is looked at here.
 */
export function cacheSeconds(guarded: Readonly<Record<string, GuardedRoute>>, args: CacheArgs): number {
  const kept = Object.entries(guarded).every(([key, route]) => {
    const hasStepUp = "stepUp" in route && route.stepUp !== undefined;
    return !hasStepUp && (!key.includes("{") || looksAgain(args, key));
  });
  return kept ? CACHE_SECONDS : 0;
}

type CacheArgs = Pick<ProtectedApiArgs, "routes" | "handlers">;

function looksAgain({ routes, handlers }: CacheArgs, key: string): boolean {
  const { handler } = routes[key]!;
  return handler !== undefined && handlers[handler]?.existing !== true;
}

/** The environment of whatever runs the guard. */
export function guardEnvironment(
  args: ProtectedApiArgs,
  guarded: Readonly<Record<string, GuardedRoute>>,
): Record<string, pulumi.Input<string>> {
  const { narrowing } = args;
  return {
    [VARIABLES.issuer]: args.issuer,
    [VARIABLES.audience]: args.audience,
    [VARIABLES.requirements]: JSON.stringify(guarded),
    ...(narrowing && {
      [VARIABLES.entitlements]: JSON.stringify(narrowing.entitlements),
      [VARIABLES.entitlementClaim]: JSON.stringify(narrowing.claims),
      [VARIABLES.exactClients]: pulumi.jsonStringify(narrowing.exactClients),
    }),
    ...(args.allowInsecureIssuer && { [VARIABLES.allowInsecureIssuer]: "true" }),
  };
}

/** Bytes of the environment that are not known in a preview, beyond what every output is given. */
export function guardReserve({ narrowing }: ProtectedApiArgs): number {
  return (narrowing?.exactClients.length ?? 0) * CLIENT_ID_BYTES;
}

/** Where the origin's secret is. */
export interface OriginSecret {
  readonly arn: pulumi.Input<string>;
  /** Changes with the secret. */
  readonly versionId: pulumi.Input<string>;
}

interface GuardContext {
  readonly parent: pulumi.Resource;
  /** Set where the API is behind CloudFront. */
  readonly originSecret?: OriginSecret;
  /** Set where the gateway answers with the API's metadata. */
  readonly resourceMetadata?: pulumi.Input<string>;
}

/** Declares the function, once for an API. */
export function createGuardFunction(
  name: string,
  args: ProtectedApiArgs,
  guarded: Readonly<Record<string, GuardedRoute>>,
  { parent, originSecret, resourceMetadata }: GuardContext,
): HandlerFunction {
  const guard = new HandlerFunction(
    `${name}-guard`,
    {
      name: uniqueName("function", args.naming, name, "guard"),
      roleName: uniqueName("role", args.naming, name, "guard"),
      description: `Decides who may call the ${name} API`,
      module: args.authorizerModule!,
      timeoutSeconds: AUTHORIZER_TIMEOUT,
      environment: {
        ...guardEnvironment(args, guarded),
        ...(originSecret !== undefined && {
          [VARIABLES.originSecretArn]: originSecret.arn,
          // A function whose environment changes starts anew: none goes on with a secret that was taken away.
          [VARIABLES.originSecretVersion]: originSecret.versionId,
        }),
        ...(resourceMetadata !== undefined && { [VARIABLES.resourceMetadata]: resourceMetadata }),
      },
      environmentReserve: guardReserve(args),
      logs: args.logs,
      tags: args.tags,
    },
    { parent },
  );
  if (originSecret !== undefined) allowSecret(name, guard, originSecret.arn, parent);
  return guard;
}

function allowSecret(
  name: string,
  { roleName }: HandlerFunction,
  secretArn: pulumi.Input<string>,
  parent: pulumi.Resource,
): void {
  const policy = pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: secretArn }],
  });
  new iam.RolePolicy(`${name}-guard-secret`, { name: "read-origin-secret", role: roleName, policy }, { parent });
}
