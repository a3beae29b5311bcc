/** The web origins from which browser clients may call Okta (CORS). */
import * as pulumi from "@pulumi/pulumi";
import * as okta from "@pulumi/okta";
import { CLIENT_TYPES } from "../../model/okta";
import type { PlanClient } from "../../model/compile";
import { names } from "../../model/findings";
import { uniqueName, type Naming } from "../naming";
import { onceKnown, refuseTaken, TAKE_OVER } from "./taken";
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

    const found = onceKnown("org", () => okta.getTrustedOrigins({}, { parent: this }));
    for (const [origin, label] of Object.entries(args.origins)) {
      const resource = this.createOrigin(name, origin, label);
      refuseTaken(
        this,
        resource,
        async () => (await found())?.trustedOrigins.find((other) => isSame(other.origin, origin))?.id,
        (id) =>
          `the org has the trusted origin \`${origin}\` already (\`${id}\`), and this stack has not made it: an org has each origin once, so leave it to whoever has it, ` +
          `with \`okta-api-access:trustedOrigins: leave\`; ${TAKE_OVER}`,
      );
    }

    this.registerOutputs({ origins: Object.keys(args.origins) });
  }

  private createOrigin(name: string, origin: string, label: pulumi.Input<string>): okta.trustedorigin.Origin {
    return new okta.trustedorigin.Origin(
      `${name}-${origin}`,
      // CORS only: a redirect may go nowhere but to the redirect URIs of an application.
      { name: label, origin, scopes: [{ type: "CORS" }], status: "ACTIVE" },
      { parent: this, deleteBeforeReplace: true },
    );
  }
}

/** Whether somebody else's spelling (`HTTPS://Console.example.com:443`) is the same origin. */
function isSame(other: string, origin: string): boolean {
  return URL.canParse(other) ? new URL(other).origin === origin : other === origin;
}

/**
 * Makes the origins, or says which somebody else has to make. An org has each origin once. Of two stacks or products in one
 * org with a page at the same origin only one can own it, and the other's `up` would fail in the middle.
 */
export function createTrustedOrigins(
  product: string,
  origins: Record<string, string>,
  { trustedOrigins }: { readonly trustedOrigins: "create" | "leave" },
  opts: pulumi.ComponentResourceOptions,
): void {
  if (trustedOrigins === "create") return void new TrustedOrigins(product, { origins }, opts);
  const wanted = Object.keys(origins);
  if (wanted.length === 0) return;
  void pulumi.log.info(
    `okta-api-access:trustedOrigins is \`leave\`: the org has to have ${names(wanted)} as trusted origins (CORS) already`,
  );
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
