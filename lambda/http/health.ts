/** The route by which load balancers and people see that a service is there. It asks nobody else. */
import { json } from "./response";

export const HEALTH_ROUTE = "GET /health";

export const healthy = json(200, { status: "ok" });
