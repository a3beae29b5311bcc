/** The load of the gateway benchmarks: requests with a token over kept-alive connections, every one of which must be served. */
import { request, type Agent, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Connections at once; an agent must have as many sockets. */
export const CONCURRENCY = 16;

/** Requests per second. Rejects as soon as one is not answered with 200. */
export async function load(
  url: string,
  tokens: readonly string[],
  agent: Agent,
  milliseconds: number,
): Promise<number> {
  const started = performance.now();
  let served = 0;
  const worker = async () => {
    while (performance.now() - started < milliseconds) {
      const status = await statusOf(url, tokens[served % tokens.length]!, agent);
      if (status !== 200) throw new Error(`${url}: ${status}`);
      served += 1;
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return (served * 1000) / (performance.now() - started);
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

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
