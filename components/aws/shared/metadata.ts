/** How programs find out what an API asks for (RFC 9728), in what all kinds of gateways share. */
import type * as pulumi from "@pulumi/pulumi";
import {
  METADATA_KEY,
  METADATA_REASON,
  metadataPlace,
  protectedResourceMetadata,
  resourceMetadataUrl,
  scopesSupported,
  type Profile,
} from "../../../model/routes";
import { VARIABLES } from "../../../guard/contract";
import { uniqueName } from "../../naming";
import { HandlerFunction } from "./handlerFunction";
import type { ProtectedApiArgs } from "./protectedApiArgs";
import { requirementOf } from "./routeArgs";

type MetadataArgs = Pick<ProtectedApiArgs, "routes" | "domain" | "metadata">;

/** What its routes ask for. */
const requirementsOf = ({ routes }: MetadataArgs) =>
  Object.values(routes).flatMap((route) => (route.public === undefined ? requirementOf(route) : []));

/** Whether the gateway of an API with these args answers with its metadata. */
export function answersMetadata(
  profile: Profile,
  args: MetadataArgs & Pick<ProtectedApiArgs, "metadataModule">,
): boolean {
  const { routes, domain, metadata, metadataModule } = args;
  if (profile === "http" && metadataModule === undefined) return false;
  const routeKeys = Object.keys(routes);
  return metadataPlace({ profile, domain, metadata, routeKeys, requirements: requirementsOf(args) }).answers;
}

/** Where it does, of an API with a domain; undefined where it does not. */
export function metadataUrl(profile: Profile, args: MetadataArgs): string | undefined {
  return answersMetadata(profile, args) ? resourceMetadataUrl(`https://${args.domain!.name}`) : undefined;
}

/** The document. `resource`: the API's own address, without a slash at the end. */
export function metadataText(args: MetadataArgs, resource: string, issuer: string): string {
  return JSON.stringify(protectedResourceMetadata({ resource, issuer, requirements: requirementsOf(args) }));
}

/** What the function is called, in names and among the handlers of an API; no handler of an access file has a `_`. */
const METADATA_HANDLER = "resource_metadata";

/**
 * The args of an HTTP API with one more route, which is open and leads to a small function that has nothing else to say: an HTTP API has no answers of its own.
 */
export function withMetadataRoute(
  name: string,
  args: ProtectedApiArgs,
  resource: pulumi.Output<string>,
  parent: pulumi.Resource,
): ProtectedApiArgs {
  if (!answersMetadata("http", args)) return args;
  const { naming, logs, tags } = args;
  const answering = new HandlerFunction(
    `${name}-${METADATA_HANDLER}`,
    {
      name: uniqueName("function", naming, name, METADATA_HANDLER),
      roleName: uniqueName("role", naming, name, METADATA_HANDLER),
      description: `Says what the ${name} API asks for`,
      module: args.metadataModule!,
      environment: {
        [VARIABLES.resource]: resource,
        [VARIABLES.issuer]: args.issuer,
        [VARIABLES.scopes]: JSON.stringify(scopesSupported(requirementsOf(args))),
      },
      memorySize: 128,
      timeoutSeconds: 5,
      logs,
      tags,
    },
    { parent },
  );
  return {
    ...args,
    routes: { ...args.routes, [METADATA_KEY]: { public: METADATA_REASON, handler: METADATA_HANDLER } },
    handlers: { ...args.handlers, [METADATA_HANDLER]: answering },
  };
}
