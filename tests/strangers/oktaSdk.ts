/** @okta/okta-sdk-nodejs, Okta's own client of the Management API. */
import "./present";

export { Client, DefaultRequestExecutor } from "@okta/okta-sdk-nodejs";
