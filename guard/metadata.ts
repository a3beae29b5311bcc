/** The challenges of an API whose metadata can be found (RFC 9728). */
import type { ScopeRequirement } from "../model/routes";
import { quotable, scopeText, type Refusal } from "./refusals";

/**
 * The refusal with the place of the metadata in its challenge, and with the scopes that the request needs: a client that had
 * no good token asks for these, and not for all that the metadata lists, which Okta would refuse as a whole.
 */
export function withMetadata(refusal: Refusal, url: string, scopes: ScopeRequirement | undefined): Refusal {
  const { error, headers, body } = refusal;
  const wanted = scopes === undefined ? "" : quotable(scopeText(scopes));
  const isNew = body.scope === undefined && refusal.status === 401 && wanted !== "";
  const challenge = headers["www-authenticate"];
  const parameters = [...(isNew ? [`scope="${wanted}"`] : []), `resource_metadata="${url}"`].join(", ");
  return {
    ...refusal,
    headers: { ...headers, "www-authenticate": `${challenge}${challenge === "Bearer" ? " " : ", "}${parameters}` },
    body: isNew && error !== "invalid_request" ? { ...body, scope: wanted } : body,
  };
}
