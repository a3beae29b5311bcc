/** The route by which load balancers and people see that a service is there. It asks nobody else. */
import { json } from "../../guard";

export const HEALTH_ROUTE = "GET /health";

export const healthy = json(200, { status: "ok" });
