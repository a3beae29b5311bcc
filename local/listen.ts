/** Opens a port on 127.0.0.1, the only address on which anything of the local cloud listens. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

export const LOOPBACK = "127.0.0.1";

/** Somebody else has the port. The message names it and what to do. */
export class PortInUseError extends Error {
  override readonly name = "PortInUseError";
  constructor(
    readonly service: string,
    readonly port: number,
  ) {
    super(
      `port ${port} on ${LOOPBACK}, which the ${service} was to have, is in use: end what listens there, or choose another port`,
    );
  }
}

/**
 * Resolves with the port once the server listens; port 0 takes any free one.
 *
 * @throws PortInUseError
 */
export function listen(server: Server, port: number, service: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "EADDRINUSE" ? new PortInUseError(service, port) : error);
    });
    server.listen(port, LOOPBACK, () => resolve((server.address() as AddressInfo).port));
  });
}
