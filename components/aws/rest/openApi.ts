/** The part of an OpenAPI document that says which operations an API has, whoever reads it: routes in, `paths` out. */
import { parametersOf, parseRouteKey } from "../../../model/routes";
import type { ProtectedApiArgs } from "../shared/protectedApiArgs";
import { publicOperationName } from "../shared/routeProblem";

/** Any JSON object of a document. */
export type Json = Readonly<Record<string, unknown>>;

/** The part of an API's args that its document is made from. All of it is plain data. */
export type DocumentArgs = Pick<
  ProtectedApiArgs,
  "routes" | "cors" | "network" | "domain" | "binaryMediaTypes" | "metadata"
>;

/** `/users/{id}` → `get` → operation. */
export type Paths = Readonly<Record<string, Readonly<Record<string, Json>>>>;

/**
 * The `paths` of some routes, in the order of paths and then of methods, so that one API has one text whatever the order of
 * its file. `operationOf` says what stands in an operation besides its path's variables.
 */
export function pathsOf(keys: readonly string[], operationOf: (key: string) => Json): Paths {
  const paths: Record<string, Record<string, Json>> = {};
  const inOrder = [...keys].sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  for (const key of inOrder) {
    const { method, path } = parseRouteKey(key)!;
    const own = (paths[path] ??= {});
    own[method.toLowerCase()] = { ...parameters(path), ...operationOf(key) };
  }
  return paths;
}

function placeOf(key: string): string {
  const { method, path } = parseRouteKey(key)!;
  return `${path} ${method}`;
}

/** OpenAPI wants every variable of a path declared. */
function parameters(path: string): Json {
  const names = parametersOf(path);
  if (names.length === 0) return {};
  return { parameters: names.map((name) => ({ name, in: "path", required: true, schema: { type: "string" } })) };
}

/** What an open operation says of itself: the words that the policy pack and a reviewer look for. */
export function publicOperation(reason: string): Json {
  return { description: publicOperationName(reason), security: [] };
}
