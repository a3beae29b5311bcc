/** One exchange over HTTP with a service: bounded in time and in length, on a connection that is kept, but not for long. */
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

  return async (request) => {
    closeIdle(plain, (socket) => now() - (usedAt.get(socket) ?? 0) > IDLE_MS);
    closeIdle(secure, (socket) => now() - (usedAt.get(socket) ?? 0) > IDLE_MS);
    const isSecure = request.url.startsWith("https:");
    const { socket, answer } = await (isSecure
      ? receive(request, https.request, secure)
      : receive(request, http.request, plain));
    usedAt.set(socket, now());
    return answer;
  };
}

function closeIdle({ freeSockets }: http.Agent, isIdle: (socket: object) => boolean): void {
  const sockets = Object.values(freeSockets).flatMap((some) => some ?? []);
  sockets.filter(isIdle).forEach((socket) => socket.destroy());
}

interface Received {
  readonly socket: object;
  readonly answer: ExchangeAnswer;
}

function receive(
  { title, method, url, headers, body, timeoutMs, bytesMax }: ExchangeRequest,
  open: typeof http.request,
  agent: http.Agent,
): Promise<Received> {
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
        const { statusCode: status = 0, headers } = response;
        resolve({ socket: request.socket!, answer: { status, headers, text } });
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
