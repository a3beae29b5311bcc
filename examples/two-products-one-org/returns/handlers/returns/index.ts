/** Takes goods back and approves it. It keeps nothing: an example shows who may call. */
import { createHandler, type HttpEvent, type HttpResponse, json, noContent, problem } from "okta-api-access/service";

/** By route key. The gateway has checked who may call each: see `access.ts`. */
const OPERATIONS: Readonly<Record<string, (event: HttpEvent) => HttpResponse>> = {
  "GET /health": () => json(200, { status: "ok" }),
  "GET /returns": () => json(200, { returns: [{ id: "1", item: "A lamp", approved: false }] }),
  "POST /returns": () => json(201, { id: "2", item: "A chair", approved: false }),
  "POST /returns/{id}/approval": () => noContent,
};

export const handler = createHandler((event) => {
  return OPERATIONS[event.routeKey]?.(event) ?? problem(404, "there is no such operation");
});
