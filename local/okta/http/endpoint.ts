/** What an endpoint is: a row of method, path, name of the operation and handler, which reads a call and gives an answer. */
import type { IncomingMessage } from "node:http";
import { ApiError } from "../errors/apiErrors";
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

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** The media type without its parameters, in lower case. */
export function mediaType(call: Pick<Call<unknown>, "header">): string {
  return (call.header("content-type") ?? "").split(";")[0]!.trim().toLowerCase();
}

/** The JSON object in the body of a request of the Management API; an empty body is an empty object. */
export async function jsonObject(call: Call<unknown>): Promise<Json> {
  const bytes = await call.body();
  if (bytes.length === 0) return {};
  if (mediaType(call) !== "application/json") throw new ApiError("E0000021");
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(bytes));
  } catch {
    throw new ApiError("E0000003");
  }
  if (!isObject(value)) throw new ApiError("E0000003");
  return value;
}
