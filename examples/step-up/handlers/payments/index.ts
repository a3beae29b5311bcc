/** Prepares payments and releases them. A sign-in that is too weak or too old never comes so far: see `createHandler`. */
import { randomUUID } from "node:crypto";
import { createHandler, type HttpEvent, type HttpResponse, json, problem } from "okta-api-access/service";

/** Id → whether it was released. Kept in memory, where an example may keep it. */
const payments = new Map<string, boolean>();

/** By route key. The gateway has checked who may call each: see `access.ts`. */
const OPERATIONS: Readonly<Record<string, (event: HttpEvent) => HttpResponse>> = {
  "GET /payments": () => json(200, { payments: [...payments].map(([id, released]) => ({ id, released })) }),
  "POST /payments": () => {
    const id = randomUUID();
    payments.set(id, false);
    return json(201, { id, released: false });
  },
  "POST /payments/{id}/approval": (event) => {
    const id = event.pathParameters?.["id"] ?? "";
    if (!payments.has(id)) return problem(404, "there is no such payment");
    payments.set(id, true);
    return json(200, { id, released: true });
  },
};

export const handler = createHandler((event) => {
  return OPERATIONS[event.routeKey]?.(event) ?? problem(404, "there is no such operation");
});
