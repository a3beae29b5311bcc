/** Reads the body of a request, up to a limit. */
import type { IncomingMessage } from "node:http";
import { AwsError } from "./awsError";

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
