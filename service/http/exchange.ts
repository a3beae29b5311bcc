/**
 * One exchange over HTTP with a service: bounded in time and in length, on a connection that is kept, but not for long. By
 * `node:https` rather than `fetch`, which does not let one say how long a connection may rest, and whose first use takes some
 * five times as long: measured side by side, 192 ms to 40 ms on a busy machine.
 */
import * as http from "node:http";
import * as https from "node:https";

export interface ExchangeRequest {
  /** Of the service, for a person: it begins the errors. */
  readonly title: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds until the whole answer must be there. */
  readonly timeoutMs: number;
  /** Bytes of an answer at most: the rest is not read. */
  readonly bytesMax: number;
}

export interface ExchangeAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

/** Follows no redirect: it would carry credentials to wherever it leads. Rejects where there is no whole answer. */
export type Exchange = (request: ExchangeRequest) => Promise<ExchangeAnswer>;

/**
 * Milliseconds after which a connection is not used again. A function sleeps between two requests, for minutes, and what
 * the other end closes meanwhile it learns by a request that is lost: with no way to tell whether it was done.
 */
export const IDLE_MS = 4_000;

/** An exchange with connections of its own. `now`: milliseconds since the epoch, of a clock that goes on while the function sleeps. */
export function createExchange(now: () => number = Date.now): Exchange {
  const plain = new http.Agent({ keepAlive: true });
  const secure = new https.Agent({ keepAlive: true });
  const usedAt = new WeakMap<object, number>();
  const isIdle = (socket: object) => now() - usedAt.get(socket)! > IDLE_MS;
  const used = (socket: object) => void usedAt.set(socket, now());

  return (request) => {
    for (const agent of [plain, secure]) closeIdle(agent, isIdle);
    return request.url.startsWith("https:")
      ? receive(request, https.request, secure, used)
      : receive(request, http.request, plain, used);
  };
}

function closeIdle({ freeSockets }: http.Agent, isIdle: (socket: object) => boolean): void {
  for (const socket of Object.values(freeSockets).flat()) if (socket !== undefined && isIdle(socket)) socket.destroy();
}

/** `used` is told of the connection before another request can have it. */
function receive(
  { title, method, url, headers, body, timeoutMs, bytesMax }: ExchangeRequest,
  open: typeof http.request,
  agent: http.Agent,
  used: (socket: object) => void,
): Promise<ExchangeAnswer> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const request = open(url, { method, headers: { ...headers, ...length }, agent }, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > bytesMax) giveUp(`the answer of ${title} is too long`);
      });
      response.on("error", reject);
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        used(request.socket!);
        resolve({ status: response.statusCode!, headers: response.headers, text });
      });
    });
    // Without an error of its own: after the last byte nobody would listen for that, which ends the process.
    const giveUp = (message: string) => {
      reject(new Error(message));
      request.destroy();
    };
    const timer = setTimeout(() => giveUp(`${title} did not answer in time`), timeoutMs);
    request.on("close", () => clearTimeout(timer));
    request.on("error", reject);
    request.end(body);
  });
}
