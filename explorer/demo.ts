/** What the demo application is told of the stack that runs, and what it and the local cloud agree on. */
import type { ClientTable } from "../model/routes";

export interface DemoData {
  readonly issuer: string;
  readonly clientId: string;
  readonly redirectUri: string;
  /** As `access client` writes it. */
  readonly table: ClientTable;
  /** Key of the API with the two routes. */
  readonly api: string;
  /** Below the page's own address: the API, which answers no page of another origin. */
  readonly apiPath: string;
  readonly signOutPath: string;
}

/** What the demo calls. A product without both has no demo. */
export const DEMO_ROUTES = { list: "GET /users", deactivate: "POST /users/{id}/deactivate" } as const;

/** How the `state` of a sign-in begins that the demo has begun: its answer belongs to the demo. */
export const DEMO_STATE = "demo.";
