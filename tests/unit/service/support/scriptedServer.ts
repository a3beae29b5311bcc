/** A server on 127.0.0.1 that answers by a script, for the specs of what talks HTTP. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One answer; or the connection breaks before it, in the middle of it, or nothing comes at all. */
export type Step =
  | {
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: string;
      /** What happens before it is sent. */
      readonly before?: () => void;
    }
  | "breaks"
  | "breaks in the middle"
  | "hangs";

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The number of the connection on which it came. */
  readonly connection: number;
}

export interface ScriptedServer {
  readonly url: string;
  readonly asked: Asked[];
  /** What is answered next; the last step is answered again and again. */
  script: Step[];
  close(): Promise<void>;
}

export async function startServer(): Promise<ScriptedServer> {
  const connections: object[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const connection = connections.indexOf(request.socket);
      scripted.asked.push({ method: request.method!, url: request.url!, headers: request.headers, body, connection });
      const step = scripted.script.length > 1 ? scripted.script.shift()! : scripted.script[0]!;
      follow(step, request, response);
    });
  });
  server.on("connection", (socket) => void connections.push(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const scripted: ScriptedServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    script: [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return scripted;
}

function follow(step: Step, request: IncomingMessage, response: ServerResponse): void {
  if (step === "hangs") return;
  if (step === "breaks") return void request.socket.destroy();
  if (step === "breaks in the middle") {
    response.writeHead(200, { "content-length": "100" });
    response.write('{"half":');
    return void setImmediate(() => request.socket.destroy());
  }
  step.before?.();
  response.writeHead(step.status, step.headers).end(step.body);
}
