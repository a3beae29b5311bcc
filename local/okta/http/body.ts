/** Reads the body of a request, within a limit. */
import type { IncomingMessage } from "node:http";

/** Larger bodies are refused: 1 MiB. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** The body is larger than `MAX_BODY_BYTES`, or the connection broke off within it. */
export class BodyError extends Error {
  constructor(readonly status: 400 | 413) {
    super(status === 413 ? `the body is larger than ${MAX_BODY_BYTES} bytes` : "the body ended early");
    this.name = "BodyError";
  }
}

const EMPTY = Buffer.alloc(0);

/** The whole body. Rejects with a BodyError. */
export function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const declared = Number(incoming.headers["content-length"] ?? Number.NaN);
  if (declared > MAX_BODY_BYTES) return Promise.reject(new BodyError(413));
  if (declared === 0 || (Number.isNaN(declared) && incoming.headers["transfer-encoding"] === undefined)) {
    return Promise.resolve(EMPTY);
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    incoming.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length > MAX_BODY_BYTES) {
        incoming.pause();
        reject(new BodyError(413));
      } else chunks.push(chunk);
    });
    incoming.on("end", () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    // After the end nothing is broken off any more, and `close` comes all the same.
    const brokenOff = () => incoming.readableEnded || reject(new BodyError(400));
    incoming.on("error", brokenOff);
    incoming.on("close", brokenOff);
  });
}
