/**
 * What a request is for. Its address on this machine says it: there `/_api/<apiId>` stands for a host. Or the domain name
 * says it that the request gives as its host, as if DNS had led it here.
 *
 * The metadata of a host (`/.well-known/oauth-protected-resource`) stands here before the address of the API, as RFC 9728
 * has it for an address with a path. It also answers for whatever is below the API, since a client would ask at the host
 * next.
 */
import type { IncomingMessage } from "node:http";
import { METADATA_PATH } from "../../../model/routes";
import { textOf, where } from "../resources/store";
import type { World } from "../world";

export interface Place {
  readonly kind: "api" | "alb" | "alb-keys";
  readonly id: string;
  /** The path within the API, as it was sent; of a REST API with its stage. Without the query. */
  readonly path: string;
  /** The stage of an HTTP API to which a name leads; undefined: the path's, or the default. */
  readonly stage?: string;
  /** Whether the request has come by the API's own name. */
  readonly isNamed: boolean;
}

const HERE = /^\/_(api|alb|alb-keys)\/([a-z0-9-]+)(\/[^?]*)?/;
const BEFORE = new RegExp(`^${METADATA_PATH.replaceAll(".", "\\.")}/_(api|alb)/([a-z0-9-]+)(/[^/?]+)?`);

/** Undefined where it is for none of them. */
export function placeOf(
  world: World,
  { url = "/", headers }: Pick<IncomingMessage, "url" | "headers">,
): Place | undefined {
  const [, before, id = "", stage = ""] = BEFORE.exec(url) ?? [];
  if (before !== undefined) {
    const isHost = before === "alb" || world.apis.has(id);
    return { kind: before as Place["kind"], id, path: `${isHost ? "" : stage}${METADATA_PATH}`, isNamed: false };
  }
  const [, kind, own = "", path = "/"] = HERE.exec(url) ?? [];
  if (kind !== undefined) return { kind: kind as Place["kind"], id: own, path, isNamed: false };
  return named(world, headers.host ?? "", url.replace(/\?.*$/s, ""));
}

/**
 * Of several mappings of one name the longest counts, and is taken off the path. Source: API Gateway developer guide, "Map API
 * stages to a custom domain name for HTTP APIs".
 */
function named(world: World, host: string, path: string): Place | undefined {
  const name = host.replace(/:\d+$/, "").toLowerCase();
  const mappings = where(world, "apigatewayv2.ApiMapping", "domainName", name).map(({ properties }) => properties);
  const keyOf = (properties: (typeof mappings)[number]) => {
    const key = textOf(properties, "apiMappingKey");
    return key === "" ? "" : `/${key}`;
  };
  const [found] = mappings
    .filter((one) => path === keyOf(one) || path.startsWith(`${keyOf(one)}/`))
    .sort((a, b) => keyOf(b).length - keyOf(a).length);
  if (found === undefined) return undefined;
  const [id, stage, rest] = [textOf(found, "apiId"), textOf(found, "stage"), path.slice(keyOf(found).length)];
  const own = rest === "" ? "/" : rest;
  return world.apis.has(id)
    ? { kind: "api", id, path: own, stage, isNamed: true }
    : { kind: "api", id, path: `/${stage}${own}`, isNamed: true };
}
