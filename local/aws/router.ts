/** What the control plane serves: each endpoint is one row of method, path and handler. */
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

export const ok = (body: unknown): ControlResponse => ({ status: 200, body });
export const created = (body: unknown): ControlResponse => ({ status: 201, body });
export const noContent = (): ControlResponse => ({ status: 204 });
