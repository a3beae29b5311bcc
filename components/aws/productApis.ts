/** The APIs of an access file, each with functions of its own: a public API shares none with an administrative one. */
import type * as pulumi from "@pulumi/pulumi";
import type { Access, Api } from "../../model/access";
import type { Narrowing } from "../../model/narrowing";
import { needsLambdaAuthorizer } from "../../model/routeRequirements";
import { mutable } from "../mutable";
import { orgName, type Naming } from "../naming";
import { apiRoutes, handlerRequirements, handlersOf } from "./apiRoutes";
import { AUTHORIZER, bundleHandlers, handlerExists } from "./bundle";
import { HandlerFunction } from "./handlerFunction";
import type { LogArgs } from "./logArgs";
import { ProtectedHttpApi } from "./protectedHttpApi";

/** What the APIs of one product have in common. */
export interface ProductApisContext {
  naming: Naming;
  /** The `iss` and `aud` that tokens must have. */
  issuer: pulumi.Output<string>;
  audience: pulumi.Output<string>;
  /** Client key → client id. */
  clientIds: Record<string, pulumi.Output<string>>;
  /** How tokens are narrowed at the gateway; undefined where Okta narrows all of them. */
  narrowing: Narrowing | undefined;
  /** For a local Okta. */
  allowInsecureIssuer: boolean;
  logs: LogArgs;
  tags: Record<string, string>;
}

/** Creates the APIs, in the order of the file. @returns API key → address. */
export function createProductApis(
  access: Access,
  context: ProductApisContext,
  opts: pulumi.ComponentResourceOptions,
): Record<string, pulumi.Output<string>> {
  const apis = [...access.apis.values()];
  const modules = bundleHandlers(handlersToBundle(access, apis));
  const created = apis.map((api) => {
    const handlers = createHandlers(access, api, modules, context, opts);
    return [api.key, createApi(access, api, modules, handlers, context, opts).url] as const;
  });
  return Object.fromEntries(created);
}

/** Each once, and only those that exist: a route that names another one is the API's to refuse. */
function handlersToBundle(access: Access, apis: readonly Api[]): string[] {
  const guarded = apis.some((api) => api.routes.some((route) => needsLambdaAuthorizer(access, api, route)));
  const wanted = [...(guarded ? [AUTHORIZER] : []), ...apis.flatMap(handlersOf)];
  return [...new Set(wanted)].filter(handlerExists);
}

function createHandlers(
  access: Access,
  api: Api,
  modules: Readonly<Record<string, string>>,
  { naming, logs, tags }: ProductApisContext,
  opts: pulumi.ComponentResourceOptions,
): Record<string, HandlerFunction> {
  const existing = handlersOf(api).filter((handler) => modules[handler] !== undefined);
  const created = existing.map((handler) => {
    const args = {
      name: orgName("function", naming, api.key, handler),
      roleName: orgName("role", naming, api.key, handler),
      description: `Answers the requests to \`${handler}\` of the ${api.key} API`,
      module: modules[handler]!,
      environment: { REQUIREMENTS: handlerRequirements(access, api, handler) },
      logs,
      tags,
    };
    return [handler, new HandlerFunction(`${api.key}-${handler}`, args, opts)] as const;
  });
  return Object.fromEntries(created);
}

function createApi(
  access: Access,
  api: Api,
  modules: Readonly<Record<string, string>>,
  handlers: Record<string, HandlerFunction>,
  { naming, issuer, audience, clientIds, narrowing, allowInsecureIssuer, logs, tags }: ProductApisContext,
  opts: pulumi.ComponentResourceOptions,
): ProtectedHttpApi {
  if (api.profile !== "http")
    throw new Error(`the profile \`${api.profile}\` of the API \`${api.key}\` is not offered: use \`http\``);
  return new ProtectedHttpApi(
    api.key,
    {
      naming,
      issuer,
      audience,
      routes: apiRoutes(access, api),
      handlers,
      authorizerModule: modules[AUTHORIZER],
      narrowing: narrowing && {
        claims: [...narrowing.claims],
        exactClients: narrowing.exactClients.map((key) => clientIds[key]!),
      },
      allowInsecureIssuer,
      throttle: { ...api.throttle },
      cors: api.cors && mutable(api.cors),
      domain: api.domain && mutable(api.domain),
      firewall: api.firewall && mutable(api.firewall),
      logs,
      tags,
    },
    opts,
  );
}
