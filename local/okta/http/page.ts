/** Pages of a list, as Okta gives them: `limit`, `after`, and a `Link` header with the whole query. */
import { ApiError } from "../errors/apiErrors";
import type { Json } from "../org/entities";
import type { Answer } from "./endpoint";

export interface PageLimits {
  /** Items on a page where the request names no limit. */
  readonly usual: number;
  /** A larger limit is refused. */
  readonly max: number;
}

/** Source: Okta's API reference, which gives 200 as the limit of most lists. */
export const USUAL_LIMITS: PageLimits = { usual: 200, max: 200 };

interface PageRequest {
  readonly query: URLSearchParams;
  /** The address of the list, without its query. */
  readonly url: string;
}

/**
 * One page of `items`. `after` is the id of the last item of the page before; `rel="next"` is there only if there is more.
 *
 * @throws ApiError E0000029 for a limit that is not a whole number within bounds, or an `after` that is not in the list.
 */
export function page<T extends { readonly id: string }>(
  { query, url }: PageRequest,
  items: readonly T[],
  show: (item: T) => unknown,
  limits = USUAL_LIMITS,
): Answer {
  const { shown, self, next } = cut({ query, url }, items, limits);
  const links = [`<${self}>; rel="self"`, ...(next === undefined ? [] : [`<${next}>; rel="next"`])];
  return { status: 200, json: shown.map(show), headers: { link: links } };
}

/**
 * The same for a list that stands in an object, with the address of the next page beside it:
 * `{ "roles": [], "_links": { "next": { "href": "…" } } }`.
 *
 * @throws ApiError as `page` does
 */
export function namedPage<T extends { readonly id: string }>(
  { links, ...request }: PageRequest & { readonly links?: Json },
  name: string,
  items: readonly T[],
  show: (item: T) => unknown,
): Answer {
  const { shown, self, next } = cut(request, items, USUAL_LIMITS);
  const _links = { ...links, ...(next === undefined ? {} : { next: { href: next } }) };
  return { status: 200, json: { [name]: shown.map(show), _links }, headers: { link: [`<${self}>; rel="self"`] } };
}

function cut<T extends { readonly id: string }>({ query, url }: PageRequest, items: readonly T[], limits: PageLimits) {
  const limit = limitOf(query.get("limit"), limits);
  const start = startOf(query.get("after"), items);
  const shown = items.slice(start, start + limit);
  const self = withQuery(url, query);
  if (start + limit >= items.length) return { shown, self };
  const following = new URLSearchParams(query);
  following.set("after", shown.at(-1)!.id);
  following.set("limit", String(limit));
  return { shown, self, next: withQuery(url, following) };
}

function limitOf(text: string | null, { usual, max }: PageLimits): number {
  if (text === null || text === "") return usual;
  if (!/^\d{1,6}$/.test(text)) throw new ApiError("E0000029");
  // Okta's SDKs ask for 0 or for -1 where they want the default; larger limits are cut to the largest.
  return Number(text) === 0 ? usual : Math.min(Number(text), max);
}

function startOf(after: string | null, items: readonly { readonly id: string }[]): number {
  if (after === null || after === "") return 0;
  const index = items.findIndex((item) => item.id === after);
  if (index < 0) throw new ApiError("E0000029");
  return index + 1;
}

function withQuery(url: string, query: URLSearchParams): string {
  const text = query.toString();
  return text === "" ? url : `${url}?${text}`;
}
