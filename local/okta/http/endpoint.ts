/** What an endpoint is: a row of method, path, name of the operation and handler. The server does the rest. */
import type { IncomingMessage } from "node:http";
import type { Json } from "../org/entities";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** A request as a handler reads it. */
export interface Call<S> {
  /** The state that the endpoints share: the local Okta. */
  readonly okta: S;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The parts of the path that stand in braces in the row. */
  readonly params: Readonly<Record<string, string>>;
  readonly header: (name: string) => string | undefined;
  /** The raw body, at most `MAX_BODY_BYTES`. Read once, kept. */
  readonly body: () => Promise<Buffer>;
  readonly incoming: IncomingMessage;
  /** What the request log may say of the request beyond method, path and status; never a secret. */
  note: Record<string, string>;
}

export interface Answer {
  readonly status: number;
  readonly json?: unknown;
  readonly html?: string;
  readonly xml?: string;
  /** Names in lower case. A list gives the header several times. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Nothing is sent: the connection ends, or stays open. @default the answer is sent */
  readonly unanswered?: "dropped" | "silent";
}

export interface Endpoint<S, C extends Call<S> = Call<S>> {
  readonly method: Method;
  /** With parts in braces: `/api/v1/groups/{groupId}`. */
  readonly path: string;
  /** Okta's name of the operation. */
  readonly operation: string;
  readonly handle: (call: C) => Answer | Promise<Answer>;
}

/** A JSON answer. */
export function ok(json: unknown, status = 200): Answer {
  return { status, json };
}

export const noContent: Answer = { status: 204 };

/** Whether the value is a JSON object: neither a list nor null. */
export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
