/** The models on which the benchmarks run: made by rule, so that every run measures the same. */
import type { AccessInput } from "../model/file/schema";

export interface ModelSize {
  readonly groups: number;
  readonly scopes: number;
  readonly clients: number;
  readonly routes: number;
}

const SENSITIVITY = ["low", "medium", "high"] as const;

const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);

/** API Gateway takes 300 routes in one API. */
const ROUTES_PER_API = 250;

/**
 * An access file of a size. Groups come in ladders of ten, each rung holding what the rung below holds and more, as levels
 * of seniority do; a client serves one ladder and the highest scope of the next one, so some people need the union of two.
 */
export function largeModel({ groups, scopes, clients, routes }: ModelSize): AccessInput {
  const scopeName = (number: number) => `resource${Math.floor(number / 10)}:part${number % 10}:read`;
  const ladders = Math.ceil(groups / 10);
  const perLadder = Math.floor(scopes / ladders);
  const ladder = (number: number) => numbers(perLadder).map((index) => scopeName(number * perLadder + index));
  const rung = (group: number) =>
    ladder(Math.floor(group / 10)).slice(0, Math.ceil((perLadder * ((group % 10) + 1)) / 10));
  const client = (number: number) => [...ladder(number % ladders), ladder((number + 1) % ladders).at(-1)!];
  return {
    product: "bench",
    audience: "api://bench",
    scopes: Object.fromEntries(
      numbers(scopes).map((number) => [
        scopeName(number),
        { description: `Scope ${number}`, sensitivity: SENSITIVITY[Math.floor(number / 5) % 3]! },
      ]),
    ),
    groups: Object.fromEntries(numbers(groups).map((number) => [`group-${number}`, { scopes: rung(number) }])),
    clients: Object.fromEntries(
      numbers(clients).map((number) => [`client-${number}`, { type: "web" as const, scopes: client(number) }]),
    ),
    apis: Object.fromEntries(
      numbers(Math.ceil(routes / ROUTES_PER_API)).map((api) => [
        `api-${api}`,
        {
          routes: Object.fromEntries(
            numbers(routes)
              .filter((number) => Math.floor(number / ROUTES_PER_API) === api)
              .map((number) => [
                `GET /items${number}/{id}`,
                { scopes: [scopeName(number % (ladders * perLadder))], handler: "handler" },
              ]),
          ),
        },
      ]),
    ),
    combinations: { limit: 1_000 },
  };
}
