/** The `_links` of answers: addresses, each with the methods that it takes. Their names are those of recorded answers. */
import type { Json, Status } from "../org/entities";
import type { Org } from "../org/Org";

type Method = "GET" | "POST" | "PUT" | "DELETE";

/** An address of the org and what it takes. */
export function link(org: Org, path: string, ...allow: readonly Method[]): Json {
  return { href: org.url + path, hints: { allow } };
}

/** `_links` of a thing that can be read, replaced and deleted, and what else it links to. */
export function selfLink(org: Org, path: string, more: Json = {}): Json {
  return { _links: { self: link(org, path, "GET", "PUT", "DELETE"), ...more } };
}

/** The lifecycle operation that the status allows next. */
export function turnLink(org: Org, path: string, status: Status): Json {
  const verb = status === "ACTIVE" ? "deactivate" : "activate";
  return { [verb]: link(org, `${path}/lifecycle/${verb}`, "POST") };
}
