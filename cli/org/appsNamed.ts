/** Applications of an org by their label, of which Okta takes several: the one look of every command that asks whose they are. */
import { textAt } from "./json";

/** Where applications are found whose label, or name, begins so. A search counts against the least of Okta's limits. */
export function labelSearch(label: string): string {
  return `/api/v1/apps?q=${encodeURIComponent(label)}&limit=200`;
}

/** The clients among them that have this very label, letter by letter; with a type of Okta's, those of that type alone. */
export function appsLabelled(apps: readonly unknown[], label: string, type?: unknown): unknown[] {
  return apps.filter((app) => textAt(app, "label") === label && (type === undefined || typeOf(app) === type));
}

/** What Okta calls the type of a client: `web`, `browser`, `native` or `service`; undefined for what is no client. */
function typeOf(app: unknown): string | undefined {
  return textAt(app, "settings.oauthClient.application_type");
}
