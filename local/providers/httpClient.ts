/** JSON over HTTP to a service on this machine. */
import { setTimeout } from "node:timers/promises";
import { isObject, type Value, type Values } from "./values";

/** Milliseconds for one request. */
export const REQUEST_TIMEOUT_MS = 15_000;

export interface ErrorText {
  /** The service's own code and text, to the letter. */
  (body: Value, headers: Headers): string | undefined;
}

export class ApiError extends Error {
  override readonly name = "ApiError";
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** A JSON object, or a list, as a service answers it. */
export type Body = Values;

/** The value at a path of members, `conditions.people.groups.include`; null where there is none. */
export function at(body: Body, path: string): Value {
  let value: Value | undefined = body;
  for (const name of path.split(".")) value = isObject(value) ? value[name] : undefined;
  return value ?? null;
}

/** The text at a path. @throws where there is none, which means that the service has answered something else than asked. */
export function textAt(body: Body, path: string): string {
  const value = at(body, path);
  if (typeof value !== "string") throw new Error(`the answer of the service has no \`${path}\``);
  return value;
}

export interface HttpClient {
  /** The parsed answer; an empty one is `{}`. @throws ApiError for any status of 400 and above, or when nothing answers. */
  send(method: string, path: string, body?: unknown): Promise<Body>;
  /** As `send` with GET, but undefined for 404. */
  find(path: string): Promise<Body | undefined>;
  /** DELETE; that there is nothing to delete is fine. */
  remove(path: string): Promise<void>;
}

/** How often a request is sent again that the service has put off, and after which time. */
export interface Patience {
  readonly retries: number;
  /** Milliseconds to wait, by the answer's headers. */
  readonly wait: (headers: Headers) => number;
}

export interface HttpClientOptions {
  /** @default none: the first 429 is the last answer */
  readonly patience?: Patience;
  /** Named in errors: `okta`. */
  readonly service: string;
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly errorText: ErrorText;
}

export function createHttpClient({ service, baseUrl, headers, errorText, patience }: HttpClientOptions): HttpClient {
  async function send(method: string, path: string, body?: unknown): Promise<Body> {
    for (let left = patience?.retries ?? 0; ; left--) {
      const answer = await once(method, path, body);
      if (answer.status !== TOO_MANY_REQUESTS || left <= 0) return read(method, path, answer);
      await setTimeout(patience!.wait(answer.headers));
    }
  }

  async function once(method: string, path: string, body?: unknown) {
    let response: Response;
    let text: string;
    try {
      response = await fetch(baseUrl + path, {
        method,
        headers: { accept: "application/json", "content-type": "application/json", ...headers },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
        redirect: "error",
      });
      text = await response.text();
    } catch {
      throw new ApiError(
        0,
        `${service}: nothing answers at ${baseUrl} (${method} ${path}); is the local cloud running?`,
      );
    }
    return { status: response.status, headers: response.headers, text };
  }

  function read(method: string, path: string, { status, headers: answered, text }: Answer): Body {
    const parsed = parse(text);
    if (status >= 200 && status < 300) return isObject(parsed) || Array.isArray(parsed) ? (parsed as Body) : {};
    const said = errorText(parsed, answered) ?? "no reason given";
    throw new ApiError(status, `${service}: ${method} ${path} answered ${status}: ${said}`);
  }

  return {
    send,
    find: (path) => send("GET", path).catch(missing),
    async remove(path) {
      await send("DELETE", path).catch(missing);
    },
  };
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

const TOO_MANY_REQUESTS = 429;

function missing(error: unknown): undefined {
  if (error instanceof ApiError && error.status === 404) return undefined;
  throw error;
}

function parse(text: string): Value {
  try {
    return text === "" ? {} : (JSON.parse(text) as Value);
  } catch {
    return {};
  }
}

/**
 * INVARIANT: these providers stand in for the real ones on this machine and nowhere else; a token or a change must never
 * reach a real org or account through them.
 */
export function assertLocal(service: string, address: string, setting: string): void {
  const host = URL.canParse(address) ? new URL(address).hostname : "";
  if (!["127.0.0.1", "localhost", "[::1]"].includes(host)) {
    throw new Error(
      `the local ${service} provider works with this machine alone: \`${setting}\` must be an address on 127.0.0.1`,
    );
  }
}
