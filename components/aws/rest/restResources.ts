/** The tree of resources of a REST API: one for each part of a path. */
import * as apigateway from "@pulumi/aws/apigateway";
import type * as pulumi from "@pulumi/pulumi";

/** Path → the id of its resource, for every path and for all the paths above it. */
export function createRestResources(
  name: string,
  api: apigateway.RestApi,
  paths: readonly string[],
  parent: pulumi.Resource,
): Map<string, pulumi.Output<string>> {
  const ids = new Map([["/", api.rootResourceId]]);
  for (const path of withPathsAbove(paths)) {
    const slash = path.lastIndexOf("/");
    const resource = new apigateway.Resource(
      `${name}-${path}`,
      { restApi: api.id, parentId: ids.get(path.slice(0, slash) || "/")!, pathPart: path.slice(slash + 1) },
      { parent },
    );
    ids.set(path, resource.id);
  }
  return ids;
}

/** Each once, a path after those above it, without the root. */
function withPathsAbove(paths: readonly string[]): string[] {
  const all = paths.flatMap((path) => {
    const parts = path.split("/").slice(1);
    return path === "/" ? [] : parts.map((_, index) => `/${parts.slice(0, index + 1).join("/")}`);
  });
  return [...new Set(all)];
}
