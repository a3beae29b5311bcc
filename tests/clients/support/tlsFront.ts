/** What stands in front of the local Okta and ends TLS, for clients that take no `http:` issuer. */
import { request } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { newLocalCertificate } from "../../../local/certificate";

export interface TlsFront {
  /** `https://127.0.0.1:PORT` */
  readonly url: string;
  /** The authority that clients have to trust, in PEM. */
  readonly ca: string;
  /** Hands on to the address from now on. */
  target: string;
  close(): Promise<void>;
}

export async function startTlsFront(): Promise<TlsFront> {
  const { ca, cert, key } = newLocalCertificate();
  const server = createServer({ cert, key }, (incoming, outgoing) => {
    const { method, headers, url } = incoming;
    const handed = request(front.target + url, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(outgoing);
    });
    handed.on("error", () => outgoing.destroy());
    incoming.pipe(handed);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const front = {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ca,
    target: "",
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return front;
}
