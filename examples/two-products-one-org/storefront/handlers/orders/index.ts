/** Takes orders and shows them. It keeps them in memory, where an example may keep them. */
import { createHandler, type HttpEvent, type HttpResponse, json, problem } from "okta-api-access/service";

const orders = [{ id: "1", item: "A lamp" }];

/** By route key. The gateway has checked who may call each: see `access.ts`. */
const OPERATIONS: Readonly<Record<string, (event: HttpEvent) => HttpResponse>> = {
  "GET /health": () => json(200, { status: "ok" }),
  "GET /orders": () => json(200, { orders }),
  "POST /orders": () => json(201, { id: "2", item: "A chair" }),
  "PATCH /orders/{id}": () => json(200, { id: "1", item: "A lamp", sent: true }),
};

export const handler = createHandler((event) => {
  return OPERATIONS[event.routeKey]?.(event) ?? problem(404, "there is no such operation");
});
