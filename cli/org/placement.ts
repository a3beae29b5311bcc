/** Where a stack's things are in an org, as its settings say: under which names, which of them exist already, on whose server. */
import { uniqueName, type Naming } from "../../components/naming";
import { decoded } from "../../components/stack/product";
import type { WantedApp } from "../../model/adopt";
import type { Access } from "../../model/file";

/** What of a stack's settings decides it. */
export interface Placement {
  readonly naming: Naming;
  /** Key of a client → client id of an application that exists and is left alone. */
  readonly existing: ReadonlyMap<string, string>;
  /** Whether the stack's policies stand among those of others, under names of their own. */
  readonly isShared: boolean;
  /** The server that another stack has made, where the settings name one: by its id, or by that stack's name. */
  readonly otherServer?: { readonly id: string } | { readonly stack: string };
}

/** @param settings as the stack's file has them; undefined: there is none, and no setting differs from its default. */
export function placementOf(
  { product }: Pick<Access, "product">,
  stack: string | undefined,
  settings: Readonly<Record<string, unknown>> = {},
): Placement {
  const setting = (name: string) => settings[`okta-api-access:${name}`];
  const { id, stack: other } = Object(decoded(setting("authorizationServer"))) as { id?: unknown; stack?: unknown };
  return {
    naming: {
      product,
      stack: stack ?? "",
      // Without a stack no name carries one.
      carryStack: stack !== undefined && setting("namesCarryStack") !== false,
    },
    existing: existingClients(setting("clients")),
    isShared: setting("policyPriorities") !== undefined,
    ...(typeof id === "string" ? { otherServer: { id } } : {}),
    ...(typeof other === "string" ? { otherServer: { stack: other } } : {}),
  };
}

/** Key of a client → client id, of applications that exist, from the setting `clients`. */
export function existingClients(clients: unknown): Map<string, string> {
  return new Map(
    Object.entries(Object(decoded(clients)) as object).flatMap(([key, entry]) => {
      const id: unknown = Object(entry).clientId;
      return typeof id === "string" ? [[key, id] as const] : [];
    }),
  );
}

/** By what each client's application is known in the org. */
export function wantedApps({ clients }: Access, { naming, existing }: Placement): WantedApp[] {
  return [...clients.keys()].map((key) => {
    const clientId = existing.get(key);
    return { key, label: uniqueName("app", naming, key), ...(clientId === undefined ? {} : { clientId }) };
  });
}

/** What a policy of the plan is called in the org. */
export function policyTitle({ naming, isShared }: Placement): (policy: string) => string {
  return (policy) => (isShared ? uniqueName("policy", naming, policy) : policy);
}
