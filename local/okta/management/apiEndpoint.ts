/** The rows of the Management API, and what their handlers share. */
import type { Caller, May } from "../admin/may";
import { noContent, type Answer, type Call, type Endpoint } from "../http/endpoint";
import { Fields } from "../http/fields";
import type { Json, Status } from "../org/entities";
import type { Org } from "../org/Org";
import type { Okta } from "../okta";

export interface ApiCall extends Call<Okta> {
  readonly org: Org;
  /** The JSON object of the body; empty where there was none. */
  readonly json: Json;
  readonly caller: Caller;
  /** What lists leave out: the caller's roles may not reach all. */
  readonly may: May;
}

export interface ApiEndpoint extends Endpoint<Okta, ApiCall> {
  /** The `okta.*` scope that an app needs, without `.read` or `.manage`; `.read` is enough for GET. */
  readonly scope: string;
}

/** Makes the rows of one resource: they share a scope. */
export function rows(scope: string, ...list: readonly Omit<ApiEndpoint, "scope">[]): readonly ApiEndpoint[] {
  return list.map((row) => ({ ...row, scope }));
}

/** The fields of the request's body. */
export function fieldsOf(call: ApiCall): Fields {
  return new Fields(call.json);
}

/** A time as Okta writes it. */
export function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** Without the members that are null: Okta's description knows most of them only as texts. */
export function withoutNulls(of: Json): Json {
  return Object.fromEntries(Object.entries(of).filter(([, value]) => value !== null));
}

/** The `created` and `lastUpdated` of an answer. */
export function times(of: { readonly created: number; readonly lastUpdated: number }): Json {
  return { created: time(of.created), lastUpdated: time(of.lastUpdated) };
}

/** The page request of a list endpoint. */
export function pageOf(call: ApiCall): { query: URLSearchParams; url: string } {
  return { query: call.query, url: call.org.url + call.path };
}

/** The two lifecycle rows of a resource: `…/lifecycle/activate` and `…/lifecycle/deactivate`. */
export function lifecycle(
  path: string,
  name: string,
  set: (call: ApiCall, status: "ACTIVE" | "INACTIVE") => void,
  answer: (call: ApiCall) => Answer = () => noContent,
): readonly Omit<ApiEndpoint, "scope">[] {
  const row = (verb: string, status: "ACTIVE" | "INACTIVE") => ({
    method: "POST" as const,
    path: `${path}/lifecycle/${verb}`,
    operation: `${verb}${name}`,
    handle: (call: ApiCall) => {
      set(call, status);
      return answer(call);
    },
  });
  return [row("activate", "ACTIVE"), row("deactivate", "INACTIVE")];
}

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
