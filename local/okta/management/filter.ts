/**
 * Okta's filter expressions, as far as its SDKs and the provider use them: comparisons with `eq`, `ne`, `sw`, `co`, `gt`,
 * `ge`, `lt`, `le` and `pr`, joined by `and` and `or`, with parentheses.
 */
import { ApiError } from "../errors/apiErrors";
import type { Json } from "../org/entities";
import { isObject } from "../http/endpoint";

type Test = (item: Json) => boolean;

const TOKEN = /\s*("(?:[^"\\]|\\.)*"|[()]|[^\s()"]+)/y;

/** Longer filters are refused; it also bounds how deep one can be nested. */
const MAX_LENGTH = 2000;

/** The items whose answer fits the filter. @throws ApiError E0000031 where the filter cannot be read. */
export function filterBy<T>(filter: string, items: readonly T[], show: (item: T) => Json): T[] {
  const test = parse(filter);
  return items.filter((item) => test(show(item)));
}

/** How the results of a search follow each other: by one property where `sortBy` names it, as they were made otherwise. */
export interface Order {
  readonly sortBy: string | null;
  /** `desc`; anything else is `asc`. */
  readonly sortOrder: string | null;
}

/** Items in that order. Who has no value comes last. @throws ApiError E0000031 where `sortBy` is no property. */
export function inOrder<T>({ sortBy, sortOrder }: Order, items: readonly T[], show: (item: T) => Json): T[] {
  if (sortBy === null) return [...items];
  if (!/^[\w.]+$/.test(sortBy)) throw new ApiError("E0000031");
  const keys = new Map(items.map((item) => [item, String(at(show(item), sortBy) ?? "").toLowerCase()]));
  const direction = sortOrder?.toLowerCase() === "desc" ? -1 : 1;
  return [...items].sort((a, b) => {
    const [one, other] = [keys.get(a)!, keys.get(b)!];
    if (one === other) return 0;
    if (one === "" || other === "") return one === "" ? 1 : -1;
    return (one < other ? -1 : 1) * direction;
  });
}

/** The order that a request asks for; Okta looks at it where there is a `search` alone. */
export function orderOf(query: URLSearchParams): Order {
  const searches = query.has("search");
  return { sortBy: searches ? query.get("sortBy") : null, sortOrder: query.get("sortOrder") };
}

function parse(filter: string): Test {
  if (filter.length > MAX_LENGTH) throw new ApiError("E0000031");
  const tokens = tokenize(filter);
  const test = either(tokens);
  if (tokens.length > 0) throw new ApiError("E0000031");
  return test;
}

function tokenize(filter: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  const text = filter.trimEnd();
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (match === null) throw new ApiError("E0000031");
    tokens.push(match[1]!);
  }
  return tokens;
}

function either(tokens: string[]): Test {
  const tests = [both(tokens)];
  while (tokens[0]?.toLowerCase() === "or") {
    tokens.shift();
    tests.push(both(tokens));
  }
  return (item) => tests.some((test) => test(item));
}

function both(tokens: string[]): Test {
  const tests = [single(tokens)];
  while (tokens[0]?.toLowerCase() === "and") {
    tokens.shift();
    tests.push(single(tokens));
  }
  return (item) => tests.every((test) => test(item));
}

function single(tokens: string[]): Test {
  if (tokens[0] === "(") {
    tokens.shift();
    const inner = either(tokens);
    if (tokens.shift() !== ")") throw new ApiError("E0000031");
    return inner;
  }
  const path = tokens.shift();
  const operator = tokens.shift()?.toLowerCase();
  if (path === undefined || !/^[\w.]+$/.test(path)) throw new ApiError("E0000031");
  if (operator === "pr") return (item) => at(item, path) !== undefined;
  const compare = COMPARISONS[operator ?? ""];
  const value = tokens.shift();
  if (compare === undefined || value === undefined) throw new ApiError("E0000031");
  const wanted = value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, "$1") : value;
  return (item) => {
    const found = at(item, path);
    const values = Array.isArray(found) ? found : [found];
    return values.some(
      (each) => each !== undefined && each !== null && compare(String(each).toLowerCase(), wanted.toLowerCase()),
    );
  };
}

/** Texts compare without regard to case; times are texts that sort as they follow each other. */
const COMPARISONS: Readonly<Record<string, (value: string, wanted: string) => boolean>> = {
  eq: (value, wanted) => value === wanted,
  ne: (value, wanted) => value !== wanted,
  sw: (value, wanted) => value.startsWith(wanted),
  co: (value, wanted) => value.includes(wanted),
  gt: (value, wanted) => value > wanted,
  ge: (value, wanted) => value >= wanted,
  lt: (value, wanted) => value < wanted,
  le: (value, wanted) => value <= wanted,
};

function at(item: Json, path: string): unknown {
  let value: unknown = item;
  for (const part of path.split(".")) {
    if (!isObject(value) || !Object.hasOwn(value, part)) return undefined;
    value = value[part];
  }
  return value;
}
