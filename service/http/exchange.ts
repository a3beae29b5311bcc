/** One exchange over HTTP with a service: bounded in time and in length. */

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
  readonly headers: Headers;
  readonly text: string;
}

/**
 * Follows no redirect: it would carry credentials to wherever it leads. Rejects where there is no whole answer.
 *
 * Each exchange has a connection of its own. `fetch` keeps one for as long as the other end allows, by a clock that stands
 * still while a function sleeps. Whether the other end has closed it meanwhile shows only when a request is lost on it, and
 * nothing tells whether that request was done. A new connection costs two round trips, and such a loss would cost the caller
 * the answer.
 */
export async function exchange(request: ExchangeRequest): Promise<ExchangeAnswer> {
  const { title, method, url, headers, body, timeoutMs, bytesMax } = request;
  try {
    const response = await fetch(url, {
      method,
      headers: { ...headers, connection: "close" },
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await textOf(response, bytesMax);
    if (text === undefined) throw new Error(`the answer of ${title} is too long`);
    return { status: response.status, headers: response.headers, text };
  } catch (error) {
    const { name } = error as Error;
    if (name === "TimeoutError") throw new Error(`${title} did not answer in time`, { cause: error });
    // What `fetch` and its streams throw says no more than that they failed.
    if (name === "TypeError") throw new Error(`there is no whole answer of ${title}`, { cause: error });
    throw error;
  }
}

/** Undefined: it is longer than that. */
async function textOf({ body }: Response, bytesMax: number): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    // Whoever leaves the loop ends the connection.
    if (bytes > bytesMax) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
