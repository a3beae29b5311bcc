/** The APIs of an access file, each with functions of its own: a public API shares none with an administrative one. */
import type * as pulumi from "@pulumi/pulumi";
import type { Access, Api, Route } from "../../model/file";
import {
  type DomainUse,
  type Narrowing,
  needsLambdaAuthorizer,
  PREFLIGHT_REASON,
  preflightKeys,
} from "../../model/routes";
import type { LogArgs } from "../aws/shared/logs";
import { backendSecrets, existingFunctions, existingGroups, targetArgs, vpcLinks } from "../aws/shared/backends";
import { VARIABLES } from "../../guard/contract";
import { mutable } from "./mutable";
import { uniqueName, type Naming } from "../naming";
import type { GatewaySettings } from "./settings/gateways";
import { apiRoutes, handlerRequirements, handlersOf } from "../aws/shared/apiRoutes";
import { metadataUrl } from "../aws/shared/metadata";
import { bundleFunctions, type OwnFunction } from "../aws/shared/bundle";
import { guardEnvironment, guardReserve, type GuardedRoute } from "../aws/shared/guardFunction";
import { requirementOf, methodsOf } from "../aws/shared/routeArgs";
import { HandlerFunction, type HandlerFunctionArgs } from "../aws/shared/handlerFunction";
import { handlerIdentity, type IdentitySources } from "./serviceIdentities";
import { ServiceTable } from "../aws/shared/serviceTable";
import { CloudWatchRole } from "../aws/rest/cloudWatchRole";
import { KeysCanary } from "../aws/shared/keysCanary";
import { ProtectedAlbApi } from "../aws/alb/protectedAlbApi";
import type { ProtectedRouteArgs } from "../aws/shared/routeArgs";
import type { ProtectedApiArgs, SignInArgs } from "../aws/shared/protectedApiArgs";
import { ProtectedHttpApi } from "../aws/http/protectedHttpApi";
import { ProtectedRestApi } from "../aws/rest/protectedRestApi";

/** What the APIs of one product have in common. */
export interface ProductApisContext {
  naming: Naming;
  /** The folder of the product's handlers: one folder with an `index.ts` for each. */
  handlers: string;
  /** The `iss` and `aud` that tokens must have. */
  issuer: pulumi.Output<string>;
  audience: pulumi.Output<string>;
  /** Client key → client id. */
  clientIds: Record<string, pulumi.Output<string>>;
  /** How tokens are narrowed at the gateway; undefined where Okta narrows all of them. */
  narrowing: Narrowing | undefined;
  /** For a local Okta. */
  allowInsecureIssuer: boolean;
  /** What functions need to act as clients. */
  identities: IdentitySources;
  /** What the stack says of its gateways. */
  gateways: GatewaySettings;
  logs: LogArgs;
  tags: Record<string, string>;
}

type Renderer = new (
  name: string,
  args: ProtectedApiArgs,
  opts?: pulumi.ComponentResourceOptions,
) => {
  readonly url: pulumi.Output<string>;
};

/** One renderer of the same routes for each profile. What settings and access file leave out, it says itself at preview. */
const RENDERERS = { http: ProtectedHttpApi, rest: ProtectedRestApi, alb: ProtectedAlbApi as Renderer };

/** The code of the functions: the program's own, and the product's handlers. */
interface Modules {
  readonly own: Partial<Readonly<Record<OwnFunction, string>>>;
  readonly handlers: Readonly<Record<string, string>>;
}

/** Creates the APIs, in the order of the file. @returns API key → address. */
export function createProductApis(
  access: Access,
  context: ProductApisContext,
  opts: pulumi.ComponentResourceOptions,
): Record<string, pulumi.Output<string>> {
  // An API with the profile `none` has a gateway already, which asks the guard.
  const apis = [...access.apis.values()].filter(hasGateway);
  const modules: Modules = bundleFunctions(
    ownFunctions(access, apis, context),
    context.handlers,
    handlersToBundle(apis, context),
  );
  const cloudWatchRole = createRole(apis, context, opts);
  const urls = new Map<string, pulumi.Output<string>>();
  const names = new Map<string, pulumi.Output<string>>();
  const domainOf = (api: Api) => context.gateways.domains[api.key] ?? api.domain;
  // Whoever makes a name comes before those that share it.
  const makersFirst = [...apis].sort((a, b) => Number(isMaker(domainOf(b))) - Number(isMaker(domainOf(a))));
  for (const api of makersFirst) {
    const domain = domainOf(api);
    const common = { ...apiArgs(access, api, modules, context), domain: domain && { ...domain }, cloudWatchRole };
    const own = createHandlers({ access, api, args: common, identities: context.identities, opts }, modules);
    const handlers = { ...own, ...existingFunctions(api, context.gateways) };
    const args = { ...common, handlers, domainName: domain && names.get(domain.name) };
    const created: Created = new RENDERERS[api.profile](api.key, args, opts);
    urls.set(api.key, created.url);
    if (domain !== undefined && created.domainName !== undefined && isMaker(domain))
      names.set(domain.name, created.domainName);
  }
  createCanary(modules, context, opts);
  return Object.fromEntries(apis.map(({ key }) => [key, urls.get(key)!]));
}

/** What is read of an API that has been declared. A load balancer and CloudFront share no name. */
interface Created {
  readonly url: pulumi.Output<string>;
  readonly domainName?: pulumi.Output<string> | undefined;
}

const isMaker = (domain: DomainUse | undefined) => domain?.certificateArn !== undefined;

/** One for all REST APIs, where the stack says that it makes it. */
function createRole(
  apis: readonly Api[],
  { naming, gateways, tags }: ProductApisContext,
  opts: pulumi.ComponentResourceOptions,
): pulumi.Output<string> | undefined {
  if (gateways.cloudWatchRole !== "create" || !apis.some(({ profile }) => profile === "rest")) return undefined;
  return new CloudWatchRole(`${naming.product}-cloudwatch`, { tags }, opts).roleArn;
}

type GatewayApi = Api & { readonly profile: keyof typeof RENDERERS };

function hasGateway(api: Api): api is GatewayApi {
  return api.profile !== "none";
}

function ownFunctions(access: Access, apis: readonly Api[], { gateways }: ProductApisContext): OwnFunction[] {
  const guarded = apis.some(
    (api) =>
      api.profile !== "alb" &&
      api.routes.some((route) => api.firewall !== undefined || needsLambdaAuthorizer(access, api, route)),
  );
  const answering = apis.some(({ profile, metadata, routes }) => {
    return profile === "http" && metadata !== false && routes.some((route) => route.access.kind !== "public");
  });
  return [
    ...(guarded ? ["authorizer" as const] : []),
    ...(answering ? ["metadata" as const] : []),
    ...(gateways.monitoring ? ["keysCanary" as const] : []),
  ];
}

/** Each once: a route that names one that does not exist is the API's to refuse. */
function handlersToBundle(apis: readonly Api[], { gateways }: ProductApisContext): string[] {
  const called = apis.flatMap((api) => handlersOf(api).filter((handler) => !isTargetGroup(api, handler, gateways)));
  return [...new Set(called)];
}

function isTargetGroup({ profile }: Api, handler: string, { targetGroups }: GatewaySettings): boolean {
  return profile === "alb" && Object.hasOwn(targetGroups, handler);
}

type CommonArgs = Omit<ProtectedApiArgs, "handlers">;

function apiArgs(access: Access, api: Api, modules: Modules, context: ProductApisContext): CommonArgs {
  const { naming, issuer, audience, clientIds, narrowing, allowInsecureIssuer, gateways, logs, tags } = context;
  const pages = Object.entries(gateways.signIn[api.key] ?? {}).map(([name, { client, ...page }]) => {
    return [name, { ...page, clientId: clientIds[client]! }] as [string, SignInArgs];
  });
  return {
    naming,
    issuer,
    audience,
    routes: { ...apiRoutes(access, api, gateways), ...preflights(api, gateways) },
    backendSecrets: backendSecrets(gateways),
    vpcLinks: vpcLinks(api, gateways),
    authorizerModule: modules.own.authorizer,
    metadata: api.metadata,
    metadataModule: modules.own.metadata,
    narrowing: narrowing && {
      entitlements: mutable(narrowing.entitlements),
      claims: [...narrowing.claims],
      exactClients: narrowing.exactClients.map((key) => clientIds[key]!),
    },
    allowInsecureIssuer,
    throttle: { ...api.throttle },
    // A load balancer has none: its functions have.
    cors: api.profile === "alb" ? undefined : api.cors && mutable(api.cors),
    binaryMediaTypes: api.binaryMediaTypes && [...api.binaryMediaTypes],
    firewall: api.firewall && mutable(api.firewall),
    originSecret: gateways.originSecret,
    monitoring: gateways.monitoring,
    network: gateways.network,
    targetGroups: api.profile === "alb" ? { ...gateways.targetGroups, ...existingGroups(api, gateways) } : undefined,
    signIn: Object.fromEntries(pages),
    logs,
    tags,
  };
}

/** A load balancer passes the question of a browser on to what answers at its path, to a function rather than to containers. */
function preflights(api: Api, settings: GatewaySettings): Record<string, ProtectedRouteArgs> {
  const { profile, cors, routes } = api;
  if (profile !== "alb" || cors === undefined) return {};
  const keys = preflightKeys(routes.map(({ key }) => key));
  const targetAt = (path: string) => {
    const here = routes.filter((route) => route.path === path);
    const isFunction = ({ target }: Route) => "handler" in target && !isTargetGroup(api, target.handler, settings);
    return targetArgs(here.find(isFunction) ?? here[0]!, settings);
  };
  return Object.fromEntries(
    keys.map((key) => [key, { public: PREFLIGHT_REASON, ...targetAt(key.slice("OPTIONS ".length)) }]),
  );
}

interface HandlersContext {
  readonly access: Access;
  readonly api: Api;
  readonly args: CommonArgs;
  readonly identities: IdentitySources;
  readonly opts: pulumi.ComponentResourceOptions;
}

function createHandlers(context: HandlersContext, modules: Modules): Record<string, HandlerFunction> {
  const { api, args, opts } = context;
  const existing = handlersOf(api).filter((handler) => modules.handlers[handler] !== undefined);
  const created = existing.map((handler) => {
    const { naming, logs, tags } = args;
    const declared = {
      name: uniqueName("function", naming, api.key, handler),
      roleName: uniqueName("role", naming, api.key, handler),
      description: `Answers the requests to \`${handler}\` of the ${api.key} API`,
      module: modules.handlers[handler]!,
      ...withIdentity(context, handler),
      logs,
      tags,
    };
    return [handler, new HandlerFunction(`${api.key}-${handler}`, declared, opts)] as const;
  });
  return Object.fromEntries(created);
}

type HandlerArgs = Pick<HandlerFunctionArgs, "environment" | "environmentReserve" | "permissions">;

/** What it remembers is the function's own: no two share a table, and one that acts as no client has none. */
function withIdentity({ access, api, args, identities, opts }: HandlersContext, handler: string): HandlerArgs {
  const plain = handlerEnvironment(access, api, args, handler);
  const identity = handlerIdentity(access, handler, identities);
  if (identity === undefined) return plain;
  const name = uniqueName("table", args.naming, api.key, handler);
  const table = new ServiceTable(`${api.key}-${handler}`, { name, tags: args.tags }, opts);
  const remember = {
    name: "remember",
    actions: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"],
    resources: [table.tableArn],
  };
  return {
    environment: {
      ...plain.environment,
      ...identity.environment,
      [VARIABLES.issuer]: args.issuer,
      [VARIABLES.audience]: args.audience,
      [VARIABLES.table]: table.tableName,
      ...(args.allowInsecureIssuer && { [VARIABLES.allowInsecureIssuer]: "true" }),
    },
    environmentReserve: (plain.environmentReserve ?? 0) + identity.environmentReserve,
    permissions: [...identity.permissions, remember],
  };
}

/**
 * Behind API Gateway a function looks at the scopes once more. Behind a load balancer, which checks little, it runs the
 * whole guard itself.
 */
function handlerEnvironment(access: Access, api: Api, args: CommonArgs, handler: string): HandlerArgs {
  const all = { ...args, handlers: {} };
  if (api.profile === "alb") {
    const own = Object.entries(args.routes).filter(([, route]) => route.handler === handler);
    const guarded = own.map(([key, route]): [string, GuardedRoute] => {
      return [key, route.public === undefined ? requirementOf(route) : { public: true }];
    });
    const metadata = metadataUrl("alb", args);
    const environment = {
      ...guardEnvironment(all, Object.fromEntries(guarded)),
      [VARIABLES.profile]: "alb",
      ...(metadata !== undefined && { [VARIABLES.resourceMetadata]: metadata }),
      ...(api.cors && { [VARIABLES.cors]: JSON.stringify({ ...api.cors, methods: methodsAt(args, guarded) }) }),
    };
    return { environment, environmentReserve: guardReserve(all) };
  }
  const environment = { [VARIABLES.requirements]: handlerRequirements(access, api, handler) };
  // An answer of a function behind a REST API goes out as it is: API Gateway adds no headers for pages of other origins.
  if (api.profile === "rest" && api.cors)
    return { environment: { ...environment, [VARIABLES.allowOrigin]: api.cors.allowOrigins[0]! } };
  return { environment };
}

/** `OPTIONS` of a path → all methods of that path, whatever answers them. */
function methodsAt({ routes }: CommonArgs, own: readonly [string, GuardedRoute][]): Record<string, string[]> {
  const pathOf = (key: string) => key.slice(key.indexOf(" ") + 1);
  const asked = own.map(([key]) => key).filter((key) => key.startsWith("OPTIONS "));
  return Object.fromEntries(
    asked.map((key) => [key, methodsOf(pick(routes, (other) => pathOf(other) === pathOf(key)))]),
  );
}

function pick<T>(record: Readonly<Record<string, T>>, isWanted: (key: string) => boolean): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => isWanted(key)));
}

function createCanary(modules: Modules, context: ProductApisContext, opts: pulumi.ComponentResourceOptions): void {
  const { naming, issuer, gateways, logs, tags } = context;
  if (gateways.monitoring === undefined) return;
  new KeysCanary(
    `${naming.product}-keys`,
    { naming, issuer, module: modules.own.keysCanary!, monitoring: gateways.monitoring, logs, tags },
    opts,
  );
}
