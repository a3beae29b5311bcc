/** The load of the gateway benchmarks: requests with a token over kept-alive connections, every one of which must be served. */
import { request, type Agent, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { throughput } from "./throughput";

/** Requests per second. Rejects as soon as one is not answered with 200. */
export function load(url: string, tokens: readonly string[], agent: Agent, milliseconds: number): Promise<number> {
  return throughput(async (number) => {
    const status = await statusOf(url, tokens[number % tokens.length]!, agent);
    if (status !== 200) throw new Error(`${url}: ${status}`);
  }, milliseconds);
}

export function statusOf(url: string, token: string, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, headers: { authorization: `Bearer ${token}` } }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.statusCode!));
    });
    sent.on("error", reject).end();
  });
}

/** The server's address, on a free port of this machine. */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
