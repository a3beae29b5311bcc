/** Paths that everybody reads alike: what a proxy, the guard and a backend could take for different paths is refused. */
import { matchRouteKey } from "../../model/routes";

/** Longer targets are refused unread, as most proxies do. */
const LENGTH_MAX = 8_192;

/** What ends or parts a path for one reader and is a letter of it for another, as it stands and encoded; and controls. */
const AMBIGUOUS = /[^\x21-\x7e]|[\\;#<>"^`{|}]/;
const AMBIGUOUS_ENCODED = /%(?![0-9a-f]{2})|%(0.|1.|7f|23|25|2e|2f|3b|3f|5c)/i;

/**
 * The path of a request's target (`/orders/1?page=2`), still encoded. Undefined for a path that can be read in more than one
 * way: one with `//`, `.`, `..`, `\`, `;`, an encoded `/`, `%` or `.`, a slash at its end, or an encoding that is not UTF-8.
 */
export function plainPath(target: string): string | undefined {
  const [path = ""] = target.split("?", 1);
  if (target.length > LENGTH_MAX || !path.startsWith("/")) return undefined;
  if (AMBIGUOUS.test(path) || AMBIGUOUS_ENCODED.test(path) || !isUtf8(path)) return undefined;
  if (path === "/") return path;
  const segments = path.slice(1).split("/");
  return segments.some((segment) => /^\.*$/.test(segment)) ? undefined : path;
}

function isUtf8(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether a backend that is careless with upper and lower case, with dots and blanks at an end, or with letters of another
 * width would take the path for another route than the one found: `/users/ME` is `/users/me` to it, and not some
 * `/users/{id}`.
 */
export function isOtherToCareless(
  routeKeys: Iterable<string>,
  routeKey: string,
  method: string,
  path: string,
): boolean {
  const keys = [...routeKeys].map(carelessKey);
  if (
    path !== "/" &&
    path
      .slice(1)
      .split("/")
      .some((segment) => loosened(decodeURIComponent(segment)) === "")
  )
    return true;
  const found = matchRouteKey(keys, method, path.split("/").map(careless).join("/"))?.routeKey;
  return found !== undefined && found !== carelessKey(routeKey);
}

function carelessKey(key: string): string {
  const [method = "", path = ""] = key.split(" ");
  const parts = path.split("/").map((part) => (part.startsWith("{") ? part : encodeURIComponent(loosened(part))));
  return `${method} ${parts.join("/")}`;
}

/** Encoded again, since it is decoded where it is compared. */
function careless(segment: string): string {
  return encodeURIComponent(encodeURIComponent(loosened(decodeURIComponent(segment))));
}

function loosened(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[.\s]+$/, "");
}
