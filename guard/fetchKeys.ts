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

/**
 * The text at `url`. Rejects for any answer but 200, for an answer that is too late or too large, and does not follow
 * redirects. `node:https` rather than `fetch`: the first use of the latter takes some four times as long, in every cold start
 * of the authorizer, measured in fresh processes by turns on Node.js 20: 144 ms to 35 ms on a busy machine, 66 ms to 15 ms at
 * best. It is 40 ms that the first verification may take.
 */
export function fetchText(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const client = url.startsWith("https:") ? https : http;
    const request = client.get(url, { headers: { accept: "application/json, */*" } }, (response) => {
      if (response.statusCode !== 200) {
        response.resume();
        reject(new UnexpectedStatus(response.statusCode!));
        return;
      }
      const chunks: Buffer[] = [];
      let size = 0;
      response.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > KEYS_BYTES_MAX) request.destroy(new Error("the key set is too large"));
        else chunks.push(chunk);
      });
      response.on("error", reject);
      response.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
    });
    const timer = setTimeout(() => request.destroy(new Error("the key set did not answer in time")), KEYS_TIMEOUT_MS);
    request.on("close", () => clearTimeout(timer));
    request.on("error", reject);
  });
}
