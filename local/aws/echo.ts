/** What stands in the place of a backend without an address: it answers with what the backend would have received. */
import type { IncomingMessage, ServerResponse } from "node:http";

/** Bytes of a body that is echoed. */
const BODY_MAX = 10_485_760;

const PATH = /^\/_echo\/([a-z0-9-]+)(\/[^?]*)?(?:\?(.*))?$/;

/** The address of a backend's echo, to which the path of a request is appended. */
export function echoUrl(awsUrl: string, backend: string): string {
  return `${awsUrl}/_echo/${backend}`;
}

export function isEcho(url: string): boolean {
  return url.startsWith("/_echo/");
}

/** The ARN by which a load balancer leads to a backend's echo, as if there were such a target group. */
export function echoGroupArn(region: string, backend: string): string {
  return `arn:aws:elasticloadbalancing:${region}:000000000000:targetgroup/echo-${backend}/0000000000000000`;
}

/** The backend whose echo a target group stands for. */
export function echoOfGroup(arn: unknown): string | undefined {
  return /:targetgroup\/echo-([a-z0-9-]+)\/0{16}$/.exec(String(arn))?.[1];
}

/** Answers 200 with `{ backend, method, path, query, headers, body }`, whatever the request. */
export async function serveEcho(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, backend = "", path = "/", query = ""] = PATH.exec(request.url ?? "") ?? [];
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      size += (chunk as Buffer).length;
      if (size <= BODY_MAX) chunks.push(chunk as Buffer);
    }
  } catch {
    response.destroy();
    return;
  }
  const { method, headers } = request;
  const body = Buffer.concat(chunks).toString("utf8");
  response.writeHead(200, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(request.method === "HEAD" ? undefined : JSON.stringify({ backend, method, path, query, headers, body }));
}
