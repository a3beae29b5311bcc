/** Announces shipments and follows them, and lists invoices. */
import { randomUUID } from "node:crypto";
import { createHandler, type HttpEvent, type HttpResponse, json, problem } from "okta-api-access/service";

/** Id → when it was announced. Kept in memory, where an example may keep it. */
const shipments = new Map<string, string>();

/** By route key. The gateway has checked which client may call each: see `access.ts`. */
const OPERATIONS: Readonly<Record<string, (event: HttpEvent) => HttpResponse>> = {
  "GET /health": () => json(200, { status: "ok" }),
  "POST /shipments": () => {
    const id = randomUUID();
    shipments.set(id, new Date().toISOString());
    return json(201, { id });
  },
  "GET /shipments": () => json(200, { shipments: [...shipments].map(([id, announced]) => ({ id, announced })) }),
  "GET /invoices": () => json(200, { invoices: [...shipments.keys()].map((shipment) => ({ shipment })) }),
};

export const handler = createHandler((event) => {
  return OPERATIONS[event.routeKey]?.(event) ?? problem(404, "there is no such operation");
});
