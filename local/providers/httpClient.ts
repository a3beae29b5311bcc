/** JSON over HTTP to a service on this machine. */
import { setTimeout } from "node:timers/promises";
import { isObject, type Value, type Values } from "./values";

/** Milliseconds for one request, where the settings say none. */
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

/** How often a request is sent again that the service has put off or that got no answer, and after which time. */
export interface Patience {
  readonly retries: number;
  /** Milliseconds to wait, by the answer's headers; undefined where there was none. */
  readonly wait: (headers: Headers | undefined) => number;
}

export interface HttpClientOptions {
  /** @default none: the first 429 is the last answer */
  readonly patience?: Patience;
  /** Milliseconds for one request. @default REQUEST_TIMEOUT_MS */
  readonly timeout?: number;
  /** Named in errors: `okta`. */
  readonly service: string;
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly errorText: ErrorText;
}

export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { service, baseUrl, headers, errorText, patience, timeout = REQUEST_TIMEOUT_MS } = options;

  async function send(method: string, path: string, body?: unknown): Promise<Body> {
    for (let left = patience?.retries ?? 0; ; left--) {
      const answer = await once(method, path, body);
      const again = "status" in answer ? isPutOff(answer.status) : answer.again;
      if (!again || left <= 0) return read(method, path, answer);
      await setTimeout(patience!.wait("status" in answer ? answer.headers : undefined));
    }
  }

  async function once(method: string, path: string, body?: unknown): Promise<Answer | NoAnswer> {
    try {
      const response = await fetch(baseUrl + path, {
        method,
        headers: { accept: "application/json", "content-type": "application/json", ...headers },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: AbortSignal.timeout(timeout),
        redirect: "error",
      });
      return { status: response.status, headers: response.headers, text: await response.text() };
    } catch (error) {
      return noAnswer(error as Error, timeout);
    }
  }

  function read(method: string, path: string, answer: Answer | NoAnswer): Body {
    if ("why" in answer)
      throw new ApiError(0, `${service}: ${answer.why} at ${baseUrl} (${method} ${path}); ${answer.what}`);
    const { status, headers: answered, text } = answer;
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

/** A request that got no answer. */
interface NoAnswer {
  readonly why: string;
  readonly what: string;
  /** Whether it is sent again. */
  readonly again: boolean;
}

/** What was asked may have been done. */
const MAY_BE_DONE = "what was asked may have been done all the same";

function noAnswer(error: Error, timeout: number): NoAnswer {
  if (error.name === "TimeoutError")
    return { why: `no answer within ${timeout / 1000} s`, what: MAY_BE_DONE, again: false };
  const { code } = Object(error.cause) as { code?: unknown };
  const isCut = code === "UND_ERR_SOCKET" || code === "ECONNRESET" || code === "EPIPE";
  if (isCut) return { why: "the connection ended before the answer", what: MAY_BE_DONE, again: true };
  return { why: "nothing answers", what: "is the local cloud running?", again: false };
}

/** As the real Okta provider: a 500 is final, and what else ends with an error of the server is tried again. */
function isPutOff(status: number): boolean {
  return status === 429 || (status > 501 && status <= 599);
}

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
