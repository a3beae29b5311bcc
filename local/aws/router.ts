/** Finds the endpoint of a control-plane request: each endpoint is one row of method, path and handler. */
import type { World } from "./world";

export interface ControlRequest {
  readonly world: World;
  /** Decoded path variables. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The parsed JSON body, or undefined. */
  readonly body: unknown;
  readonly region: string;
}

export interface ControlResponse {
  readonly status: number;
  readonly body?: unknown;
}

export interface Endpoint {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** `/v2/apis/{apiId}`; a variable stands for one segment. */
  readonly path: string;
  readonly handle: (request: ControlRequest) => ControlResponse | Promise<ControlResponse>;
}

export function findEndpoint(endpoints: readonly Endpoint[], method: string, path: string) {
  for (const endpoint of endpoints) {
    if (endpoint.method !== method) continue;
    const params = matchPath(endpoint.path, path);
    if (params !== undefined) return { endpoint, params };
  }
  return undefined;
}

function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [i, segment] of wanted.entries()) {
    const value = given[i] ?? "";
    const variable = /^\{(\w+)\}$/.exec(segment)?.[1];
    if (variable === undefined ? segment !== value : value === "") return undefined;
    if (variable !== undefined) params[variable] = decodeURIComponent(value);
  }
  return params;
}

export const ok = (body: unknown): ControlResponse => ({ status: 200, body });
export const created = (body: unknown): ControlResponse => ({ status: 201, body });
export const noContent = (): ControlResponse => ({ status: 204 });
