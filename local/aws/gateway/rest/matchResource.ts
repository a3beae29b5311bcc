/** Which resource and method of a REST API a request belongs to. */
import type { RestMethod, RestResource } from "../../restapi/definition";

export interface ResourceMatch {
  readonly resource: RestResource;
  readonly method?: RestMethod;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/**
 * The resource is found by the path alone: a fixed part comes before `{name}`, and that before `{name+}`. Then the method
 * is looked for there, and `ANY` after it. That a path does not fall back to another resource for want of a method is
 * inferred, on the safe side.
 */
export function matchResource(
  resources: readonly RestResource[],
  httpMethod: string,
  path: string,
): ResourceMatch | undefined {
  // One slash at the end is passed over.
  const given = path.slice(1).replace(/\/$/, "").split("/");
  const found = resources
    .filter(({ methods }) => methods.length > 0)
    .flatMap((resource) => matchOne(resource, given) ?? [])
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))[0];
  if (found === undefined) return undefined;
  const { resource, pathParameters } = found;
  const named = (name: string) => resource.methods.find((method) => method.httpMethod === name);
  return { resource, pathParameters, method: named(httpMethod) ?? named("ANY") };
}

function matchOne(resource: RestResource, given: readonly string[]) {
  const wanted = resource.path.slice(1).split("/");
  const pathParameters: Record<string, string> = {};
  let rank = "";
  for (const [i, part] of wanted.entries()) {
    const [, name, greedy] = /^\{(.+?)(\+?)\}$/.exec(part) ?? [];
    const value = greedy === "+" ? given.slice(i).join("/") : given[i];
    if (value === undefined || (name === undefined ? value !== part : value === "")) return undefined;
    if (name !== undefined) pathParameters[name] = value;
    rank += name === undefined ? "0" : greedy === "+" ? "2" : "1";
    if (greedy === "+") return { resource, pathParameters, rank };
  }
  return given.length === wanted.length ? { resource, pathParameters, rank } : undefined;
}
