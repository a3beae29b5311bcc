/**
 * Reads the body of a request, up to a limit. Of Node.js' own request: hono's limit makes a new one out of its server's, which
 * Node.js takes only where that server has replaced `Request` for the whole process.
 */
import type { IncomingMessage } from "node:http";
import type { HttpBindings } from "@hono/node-server";
import { AwsError } from "./awsError";

/** An app of hono's behind a server of Node.js'. */
export type OnNode = { Bindings: HttpBindings };

export async function readBytes(request: IncomingMessage, max: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > max) throw new AwsError(413, "RequestEntityTooLargeException", "the request is too large");
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
