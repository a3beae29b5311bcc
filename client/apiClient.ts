/** An API as its client sees it: a call of a route that the client can never be entitled to is a compile error. */
import type { ClientTable } from "../model/routes";
import { fetchWithStepUp, type StepUpOptions } from "./fetchWithStepUp";

/** The names of the variables in a route's path. */
export type PathVariables<Key extends string> = Key extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathVariables<Rest>
  : never;

/** What a call is made with, besides the values of the path's variables. */
export interface CallOptions {
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

type CallArguments<Key extends string> = [PathVariables<Key>] extends [never]
  ? [options?: CallOptions]
  : [options: CallOptions & { readonly path: Readonly<Record<PathVariables<Key>, string | number>> }];

/** Calls a route by its key. `forget` drops all tokens, at sign-out. */
export interface ApiClient<Routes> {
  <Key extends keyof Routes & string>(key: Key, ...options: CallArguments<Key>): Promise<Response>;
  forget(): void;
}

export type ApiClientOptions = Omit<StepUpOptions, "table" | "api" | "scopes">;

/**
 * The calls of one API, typed by the table that `access client` has written.
 *
 * @example
 * const admin = createApiClient(table, "admin", { baseUrl, getToken, entitled: entitledScopes(idToken, table) });
 * await admin("POST /users/{id}/deactivate", { path: { id } });
 */
export function createApiClient<const Table extends ClientTable, Api extends keyof Table["apis"] & string>(
  table: Table,
  api: Api,
  options: ApiClientOptions,
): ApiClient<Table["apis"][Api]> {
  const send = fetchWithStepUp({ ...options, table, api });
  const call = (key: string, given: CallOptions & { path?: Readonly<Record<string, string | number>> } = {}) => {
    const { path = {}, query = {}, body, headers, signal } = given;
    const [method, pattern = ""] = key.split(" ");
    const filled = pattern.replace(/\{([^}]*)\}/g, (_, name: string) => segment(key, name, path[name]));
    const pairs = Object.entries(query).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, String(value)]],
    );
    const search = pairs.length === 0 ? "" : `?${new URLSearchParams(pairs)}`;
    return send(`${filled}${search}`, {
      method,
      signal,
      headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  };
  return Object.assign(call, { forget: send.forget }) as ApiClient<Table["apis"][Api]>;
}

/** A value of dots would lead to another path, and so would none. @throws TypeError */
function segment(key: string, name: string, value: string | number | undefined): string {
  const text = String(value ?? "");
  if (text === "" || text === "." || text === "..") throw new TypeError(`\`${key}\` needs a value for \`${name}\``);
  return encodeURIComponent(text);
}
