/** Answers with what reached it: enough to see what a gateway lets through. */
import { createHandler, json } from "okta-api-access/service";

export const echo = createHandler((event) =>
  json(200, { operation: event.routeKey, target: event.pathParameters ?? {} }),
);
