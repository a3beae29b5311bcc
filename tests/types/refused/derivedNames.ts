/** The names of a file as types: only those that the file defines. */
import { defineAccess, type ClientKeyOf, type GroupKeyOf, type ScopeNameOf } from "../../../model/file/define";

const access = defineAccess({
  product: "orders",
  audience: "api://orders",
  scopes: { "orders:read": { description: "Read orders" } },
  groups: { clerks: { scopes: ["orders:read"] } },
  clients: { desk: { type: "spa", scopes: ["orders:read"] } },
});

export const scope: ScopeNameOf<typeof access> = "orders:read";
export const group: GroupKeyOf<typeof access> = "clerks";
export const client: ClientKeyOf<typeof access> = "desk";

// refused: Type '"orders:write"' is not assignable to type '"orders:read"'
export const otherScope: ScopeNameOf<typeof access> = "orders:write";
// refused: Type '"leads"' is not assignable to type '"clerks"'
export const otherGroup: GroupKeyOf<typeof access> = "leads";
// refused: Type '"sync"' is not assignable to type '"desk"'
export const otherClient: ClientKeyOf<typeof access> = "sync";
