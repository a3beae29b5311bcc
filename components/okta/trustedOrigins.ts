/** The web origins from which browser clients may call Okta (CORS). */
import * as pulumi from "@pulumi/pulumi";
import * as okta from "@pulumi/okta";
import { CLIENT_TYPES } from "../../model/okta";
import type { PlanClient } from "../../model/compile";
import { uniqueName, type Naming } from "../naming";
import type { ClientSettings } from "../stack/settings/clients";

/** The origins of one product. */
export interface TrustedOriginsArgs {
  /**
   * Origin → its name in the org. An org has each origin once, whatever the number of clients behind it.
   * @example { "https://console.example.com": "admin-https://console.example.com-dev" }
   */
  origins: Record<string, pulumi.Input<string>>;
}

/**
 * A trusted origin for each web origin of a browser client.
 *
 * @example
 * new TrustedOrigins("admin", { origins: { "https://console.example.com": "admin-console" } });
 */
export class TrustedOrigins extends pulumi.ComponentResource {
  constructor(name: string, args: TrustedOriginsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("okta-api-access:index:TrustedOrigins", name, {}, opts);

    for (const [origin, label] of Object.entries(args.origins)) this.createOrigin(name, origin, label);

    this.registerOutputs({ origins: Object.keys(args.origins) });
  }

  private createOrigin(name: string, origin: string, label: pulumi.Input<string>): void {
    new okta.trustedorigin.Origin(
      `${name}-${origin}`,
      // CORS only: a redirect may go nowhere but to the redirect URIs of an application.
      { name: label, origin, scopes: [{ type: "CORS" }], status: "ACTIVE" },
      { parent: this, deleteBeforeReplace: true },
    );
  }
}

/** The origins of the clients that run in a browser, each with its name in the org. */
export function browserOrigins(
  clients: readonly PlanClient[],
  settings: Readonly<Record<string, ClientSettings>>,
  naming: Naming,
): Record<string, string> {
  const inBrowser = clients.filter(({ type }) => CLIENT_TYPES[type].oktaType === "browser");
  const uris = inBrowser.flatMap(({ key }) => settings[key]!.redirectUris);
  const origins = new Set(uris.map((uri) => new URL(uri).origin));
  return Object.fromEntries([...origins].map((origin) => [origin, uniqueName("trustedOrigin", naming, origin)]));
}
