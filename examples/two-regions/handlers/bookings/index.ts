/** Books rooms. It keeps nothing: an example shows who may call. */
import { createHandler, type HttpEvent, type HttpResponse, json, noContent, problem } from "okta-api-access/service";

/** By route key. The gateway has checked who may call each: see `access.ts`. */
const OPERATIONS: Readonly<Record<string, (event: HttpEvent) => HttpResponse>> = {
  "GET /health": () => json(200, { status: "ok" }),
  "GET /bookings": () => json(200, { bookings: [{ id: "1", room: "4" }] }),
  "POST /bookings": () => json(201, { id: "2", room: "7" }),
  "DELETE /bookings/{id}": () => noContent,
};

export const handler = createHandler((event) => {
  return OPERATIONS[event.routeKey]?.(event) ?? problem(404, "there is no such operation");
});
