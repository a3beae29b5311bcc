/** Backends of a stack in the words of the gateways' components: addresses, functions, target groups and VPC links. */
import type * as pulumi from "@pulumi/pulumi";
import type { Api, Route } from "../../../model/file";
import { type Backend, invokeArnOf } from "../../../model/routes";
import type { HandlerArgs, VpcLinkArgs } from "./protectedApiArgs";
import type { ProtectedRouteArgs } from "./routeArgs";

/** Where a stack says that its backends are, and what they are shown. */
export interface BackendsAndSecrets {
  readonly backends: Readonly<Record<string, Backend | undefined>>;
  readonly backendSecrets: Readonly<Record<string, pulumi.Output<string> | undefined>>;
}

type Backends = Pick<BackendsAndSecrets, "backends">;

/** What a route leads to. A backend that nobody places has nothing, which the API refuses. */
export function targetArgs({ target, path }: Route, settings: BackendsAndSecrets): ProtectedRouteArgs {
  if ("handler" in target) return { handler: target.handler };
  if ("url" in target) return { url: target.url };
  if (!("backend" in target)) return {};
  const { backend: name } = target;
  const { url, vpcLink } = settings.backends[name] ?? {};
  const secret = settings.backendSecrets[name] === undefined ? {} : { secret: name };
  if (url !== undefined) return { url: `${url.replace(/\/$/, "")}${path}`, ...secret };
  return vpcLink === undefined ? { handler: keyOf(name) } : { vpcLink: name, ...secret };
}

/** Beside the handlers of a product, which may have the same name. */
const keyOf = (name: string) => `backend-${name}`;

/** Functions that exist already, as handlers. */
export function existingFunctions(api: Api, { backends }: Backends): Record<string, HandlerArgs> {
  return entriesOf(api, backends, ({ functionArn }) =>
    functionArn === undefined
      ? undefined
      : { functionName: functionArn, functionArn, invokeArn: invokeArnOf(functionArn), existing: true },
  );
}

/** Target groups that exist already, by the keys that routes name as their handlers. */
export function existingGroups(api: Api, { backends }: Backends): Record<string, string> {
  return entriesOf(api, backends, ({ targetGroupArn }) => targetGroupArn);
}

/** The VPC links to which routes of an API lead, by the names of the backends. */
export function vpcLinks(api: Api, { backends }: Backends): Record<string, VpcLinkArgs> {
  const found = namesOf(api).flatMap((name): [string, VpcLinkArgs][] => {
    const link = backends[name]?.vpcLink;
    if (link === undefined) return [];
    const { id, listenerArn, serviceArn, tlsServerName } = link;
    return [
      [name, { id, targetArn: (listenerArn ?? serviceArn)!, ...(tlsServerName !== undefined && { tlsServerName }) }],
    ];
  });
  return Object.fromEntries(found);
}

/** What backends are shown, by their names. */
export function backendSecrets({ backendSecrets: secrets }: BackendsAndSecrets): Record<string, pulumi.Output<string>> {
  const given = Object.entries(secrets).flatMap(([name, secret]) =>
    secret === undefined ? [] : [[name, secret] as const],
  );
  return Object.fromEntries(given);
}

function entriesOf<T>(
  api: Api,
  backends: Backends["backends"],
  of: (backend: Backend) => T | undefined,
): Record<string, T> {
  const found = namesOf(api).flatMap((name): [string, T][] => {
    const value = of(backends[name] ?? {});
    return value === undefined ? [] : [[keyOf(name), value]];
  });
  return Object.fromEntries(found);
}

function namesOf({ routes }: Api): string[] {
  return [...new Set(routes.flatMap(({ target }) => ("backend" in target ? target.backend : [])))];
}
