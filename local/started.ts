/** A product on a running local cloud: what of it the parts of the start hand to each other. */
import { existsSync } from "node:fs";
import { handlersIn, readModule, type Product } from "../components/stack/product";
import { defaultPeople } from "../model/ask";
import { type Access, loadAccess, loadPeople, type Person } from "../model/file";
import type { Applied } from "./apply";
import type { LocalCloud } from "./cloud";
import type { ServiceKey } from "./serviceKeys";
import { STACK } from "./stackConfig";

/** What a product says of its `local` stack. */
export interface LocalProduct {
  readonly product: Product;
  /** Who may do what. */
  readonly access: Access;
  /** Who is there. */
  readonly people: readonly Person[];
}

/** The same, applied. */
export interface Started extends LocalProduct {
  readonly cloud: LocalCloud;
  readonly serviceKeys: Readonly<Record<string, ServiceKey>>;
  readonly applied: Applied;
}

/**
 * Reads a product's access file and its people. Without a `people.ts` the org gets people of its own: see `defaultPeople`.
 *
 * @throws AccessError and ProductError with what a person can mend.
 */
export function readLocalProduct(product: Product): LocalProduct {
  const handlers = handlersIn(product.handlers);
  const access = loadAccess(readModule(product.accessFile), { stack: STACK, source: "access.ts", handlers });
  const people = existsSync(product.peopleFile)
    ? loadPeople(readModule(product.peopleFile), access)
    : defaultPeople(access);
  return { product, access, people };
}
