/** Lists accounts and closes them. */
import { createHandler, type HttpEvent, type HttpResponse, json, noContent, problem } from "okta-api-access/service";

/** Kept in memory, where an example may keep them. */
const accounts = new Set(["1001", "1002"]);

/** By route key. The gateway has checked who may call each: see `access.ts`. */
const OPERATIONS: Readonly<Record<string, (event: HttpEvent) => HttpResponse>> = {
  "GET /accounts": () => json(200, { accounts: [...accounts] }),
  "DELETE /accounts/{id}": (event) =>
    accounts.delete(event.pathParameters?.["id"] ?? "") ? noContent : problem(404, "there is no such account"),
};

export const handler = createHandler((event) => {
  return OPERATIONS[event.routeKey]?.(event) ?? problem(404, "there is no such operation");
});
