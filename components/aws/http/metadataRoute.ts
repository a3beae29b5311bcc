/** How an HTTP API answers with its metadata (RFC 9728): it has no answers of its own, so that a small function does. */
import type * as pulumi from "@pulumi/pulumi";
import { VARIABLES } from "../../../guard/contract";
import { METADATA_KEY, METADATA_REASON, scopesSupported } from "../../../model/routes";
import { uniqueName } from "../../naming";
import { HandlerFunction } from "../shared/handlerFunction";
import { answersMetadata, requirementsOf } from "../shared/metadata";
import type { ProtectedApiArgs } from "../shared/protectedApiArgs";

/** What the function is called, in names and among the handlers of an API; no handler of an access file has a `_`. */
const METADATA_HANDLER = "resource_metadata";

/**
 * The args of an HTTP API with one more route. It is open, and leads to a small function that does nothing else, for an HTTP
 * API has no answers of its own.
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
