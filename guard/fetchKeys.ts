/** Reads keys over HTTP(S), within bounds of time and size. */
import * as http from "node:http";
import * as https from "node:https";

/** API Gateway allows 1,500 ms for the same request; a Lambda authorizer has ten seconds in all. */
export const KEYS_TIMEOUT_MS = 2_000;
/** As for API Gateway's own JWT authorizer. */
export const KEYS_BYTES_MAX = 150_000;

/** The address answered, but not with what was asked for. */
export class UnexpectedStatus extends Error {
  override readonly name = "UnexpectedStatus";
  constructor(readonly status: number) {
    super(`the key set answered with status ${status}`);
  }
}

/** The parsed JSON at `url`. Rejects where `fetchText` does, and for what is no JSON. */
export async function fetchKeys(url: string): Promise<unknown> {
  const text = await fetchText(url);
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("the key set is not JSON");
  }
}

/** The text at `url`. Rejects where `fetchAnswer` does, and for any answer but 200. */
export async function fetchText(url: string): Promise<string> {
  const { status, text } = await fetchAnswer(url, {
    title: "the key set",
    headers: { accept: "application/json, */*" },
  });
  if (status !== 200) throw new UnexpectedStatus(status);
  return text;
}

export interface AnswerRequest {
  /** Of what is asked for, for a person: it begins the errors. */
  readonly title: string;
  readonly headers: Readonly<Record<string, string>>;
  /** With one, it is posted. */
  readonly body?: string;
}

/**
 * Rejects for an answer that is too late or too large, and does not follow redirects. `node:https` rather than `fetch`: the
 * first use of the latter takes some four times as long, in every cold start of the authorizer, measured in fresh processes
 * by turns on Node.js 20: 144 ms to 35 ms on a busy machine, 66 ms to 15 ms at best. The first verification may take 40 ms.
 */
export function fetchAnswer(
  url: string,
  { title, headers, body }: AnswerRequest,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const client = url.startsWith("https:") ? https : http;
    const method = body === undefined ? "GET" : "POST";
    const request = client.request(url, { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > KEYS_BYTES_MAX) request.destroy(new Error(`${title} is too large`));
        else chunks.push(chunk);
      });
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode!, text: Buffer.concat(chunks).toString("utf8") }));
    });
    const late = () => request.destroy(new Error(`${title} did not answer in time`));
    const timer = setTimeout(late, KEYS_TIMEOUT_MS);
    request.on("close", () => clearTimeout(timer));
    request.on("error", reject);
    request.end(body);
  });
}
