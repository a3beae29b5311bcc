/** @okta/okta-auth-js, Okta's library for browsers. */
import "./present";

export * from "@okta/okta-auth-js";
