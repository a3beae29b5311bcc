/** Calls of routes that a client can never be entitled to, and of routes with the wrong variables. */
import type { ApiClient } from "../../../client/apiClient";

declare const admin: ApiClient<{
  readonly "GET /users": { readonly scopes: { readonly any: readonly ["users:read"] } };
  readonly "GET /users/{id}/factors/{factorId}": { readonly scopes: { readonly any: readonly ["factors:read"] } };
}>;

void admin("GET /users");
void admin("GET /users", { query: { limit: 5 } });
void admin("GET /users/{id}/factors/{factorId}", { path: { id: "7", factorId: 8 } });

// refused: Argument of type '"DELETE /users/{id}"' is not assignable to parameter of type
void admin("DELETE /users/{id}", { path: { id: "7" } });
// refused: Expected 2 arguments, but got 1
void admin("GET /users/{id}/factors/{factorId}");
// refused: Property 'factorId' is missing in type
void admin("GET /users/{id}/factors/{factorId}", { path: { id: "7" } });
// refused: 'path' does not exist in type 'CallOptions'
void admin("GET /users", { path: { id: "7" } });
